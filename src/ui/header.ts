/** The first line: the program, the source, and at the right end exactly one state. */
import { literal, safe } from '../audit/safe.ts';
import { badCount, gapCount } from './bad-page.ts';
import { join } from './cells.ts';
import { bytes, clock, rate, whole } from './format.ts';
import { blank, type Line, lineWidth, type Span, span, spread, word } from './line.ts';
import type { Look } from './look.ts';
import { isPartlyRead } from './more-history.ts';
import { newerLine } from './place.ts';
import type { PolicyState } from './policy-state.ts';
import { readingPart } from './reading-part.ts';
import { sourceNames } from './source-names.ts';
import type { State } from './state.ts';

/** Names of sources in the header, at most. */
const NAMES_SHOWN = 4;

/** The header in exactly `cells` cells, one blank at both edges. */
export function headerLine(state: State, look: Look, cells: number): Line {
  const name: Span[] = [word(' auditty', 'accent', { bold: true }), blank(2), ...sourcesPart(state, look)];
  const size = state.loading?.size ?? 0;
  const rotated = state.sources?.sources.reduce((sum, source) => sum + (source.rotated ?? 0), 0) ?? 0;
  if (rotated > 0) {
    name.push(span(join(literal(' +'), whole(rotated), literal(state.size.columns >= 100 ? ' rotated' : '')), 'dim'));
  }
  const right = [...rightParts(state, look), blank(1)];
  const dot = word(` ${look.signs.dot} `, 'dim');
  const room = cells - lineWidth(right) - 2 - lineWidth([...name, dot]);
  const extra = size > 0 ? (readingPart(state, look, room) ?? heldPart(state, look)) : [];
  const fits = extra.length > 0 && lineWidth(extra) <= room;
  return spread(fits ? [...name, dot, ...extra] : name, right, cells, look.signs);
}

/** The source; of several how many there are, and what they are called as far as there is room. */
function sourcesPart(state: State, { signs }: Look): Span[] {
  const { config, size } = state;
  const names = [...sourceNames(state).values()];
  if (names.length < 2) return [span(safe(config.sourceName))];
  const count = span(join(whole(names.length), literal(' sources')));
  if (size.columns < 100) return [count];
  const shown = names.slice(0, NAMES_SHOWN).flatMap(({ short, role }): Span[] => [blank(1), span(short, role)]);
  return [count, ...shown, ...(names.length > NAMES_SHOWN ? [blank(1), span(signs.cut, 'dim')] : [])];
}

/** How much there is, how much of it was read where that is less, and from when on events are held where some were let go. */
function heldPart(state: State, { signs }: Look): Line {
  const { loading, local } = state;
  if (loading === null) return [];
  const { done, read, size, evicted } = loading;
  const all = done && isPartlyRead(state) ? join(bytes(read), literal(' of '), bytes(size)) : bytes(size);
  if (evicted === null) return [span(all, 'dim')];
  const { second } = clock(evicted.from, local);
  return [span(all, 'dim'), word(` ${signs.dot} held from `, 'dim'), span(second, 'dim')];
}

/** From the least to the most important, as many as fit beside the name. */
function rightParts(state: State, look: Look): Line {
  const parts: Line[] = [];
  const { policy, drift } = state;
  const roomy = state.size.columns >= 100;
  if (state.process !== null) parts.push([span(processText(state.process), 'dim')]);
  if (policy !== null && (roomy || policy.trouble !== null)) parts.push(policyPart(policy, look));
  if (policy?.loaded != null && drift > 0) {
    parts.push([span(join(literal(`${look.signs.drift} `), whole(drift), literal(' drift')), 'write')]);
  }
  if (state.fold === 'requests') parts.push([word('requests', 'accent')]);
  const [gaps, bad] = [state.gaps?.count ?? 0, state.bad?.count ?? 0];
  if (gaps > 0) parts.push([span(gapCount(gaps), 'write')]);
  if (bad > 0) parts.push([span(badCount(bad), 'write')]);
  if (state.local) parts.push([word(`local ${zoneText(state.view?.rows.at(-1)?.time)}`, 'accent')]);
  if (state.relative) parts.push([word('from cursor', 'accent')]);
  parts.push(stateOf(state, look));
  return parts.flatMap((part, at) => (at === 0 ? part : [blank(2), ...part]));
}

/** `+01:00`: the machine's own zone at a moment, µs. */
function zoneText(at: number | undefined): string {
  const minutes = -new Date((at ?? Number.NaN) / 1000 || Date.now()).getTimezoneOffset();
  const two = (count: number): string => String(count).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The policy's name; with a sign where the file as it is now is not in force. */
function policyPart({ name, loaded, trouble }: PolicyState, { signs }: Look): Line {
  if (trouble === null) return [span(safe(name), loaded === null ? 'dim' : 'text')];
  const where = trouble.line === null ? '' : ` line ${trouble.line}`;
  return [span(join(signs.broken, safe(` ${name}${where}`)), 'err')];
}

function processText({ cpuPercent, rss }: { readonly cpuPercent: number; readonly rss: number }) {
  return join(literal(`cpu ${cpuPercent.toFixed(0)}% `), bytes(rss));
}

/** The state of reading, one of those of reference/look/README.md. */
export function stateOf(state: State, { signs }: Look): Line {
  const { list } = state;
  if (list.pausedAt !== null) {
    const at = clock(list.pausedAt, state.local).second;
    return [
      span(join(literal(' '), signs.paused, literal(' PAUSED at '), at, literal(' ')), 'text', {
        ground: 'warn',
        bold: true,
      }),
    ];
  }
  const phases = (state.sources?.sources ?? []).map(({ phase }) => phase);
  const broken = phases.filter((phase) => phase === 'denied' || phase === 'failed' || phase === 'gone').length;
  if (state.fault !== null || (phases.length > 0 && broken === phases.length)) {
    return strong(join(signs.broken, literal(' NOT READING')), 'err');
  }
  if (newerLine(state)) {
    return strong(join(signs.scrolled, literal(' +'), whole(state.view?.newer ?? 0), literal(' new')), 'accent');
  }
  const perSecond = state.rate === null || state.rate === 0 ? literal('') : join(literal(' '), rate(state.rate));
  if (broken > 0) {
    const live = literal(`${phases.length - broken} of ${phases.length} LIVE`);
    return strong(join(signs.started, literal(' '), live, perSecond), 'write');
  }
  if (phases.length > 0 && phases.every((phase) => phase === 'waiting')) {
    return strong(join(signs.waiting, literal(' WAITING')), 'write');
  }
  if (phases.length > 0 && phases.every((phase) => phase === 'ended')) {
    return [span(join(signs.ended, literal(' END')), 'dim')];
  }
  return strong(join(signs.live, literal(' LIVE'), perSecond), 'ok');
}

function strong(text: Span['text'], role: Span['role']): Line {
  return [span(text, role, { bold: true })];
}
