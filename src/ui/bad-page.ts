/** The screen of bad lines and gaps: what is no audit event, and what may be missing. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import type { BadLine } from '../engine/engine.ts';
import { type Gap, isMissing } from '../engine/gap.ts';
import { type BadItem, badItems, chosenItem, sourceOfItem } from './bad-moves.ts';
import { applyCut, cutEnd, cutStart, join, width } from './cells.ts';
import type { Grounded } from './facet-pane.ts';
import { bytes, duration, whole } from './format.ts';
import { KINDS, sentenceOf, whenOf } from './gap-words.ts';
import { blank, fit, type Line, type Span, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import { realSources, sourceNames } from './source-names.ts';
import type { State } from './state.ts';
import { wrapLine } from './wrap.ts';

export function badTitle(state: State, { signs }: Look): readonly [left: Line, right: Line] {
  const gaps = state.gaps?.count ?? 0;
  const bad = state.bad?.count ?? 0;
  const shown = state.bad?.latest.length ?? 0;
  const lines = shown < bad ? join(literal(`the latest ${whole(shown)} of `), badCount(bad)) : badCount(bad);
  const right = join(gapCount(gaps), literal(` ${signs.dot} `), lines, literal(' '));
  return [[word(' Bad lines and gaps', 'text', { bold: true })], [span(right, 'dim')]];
}

/** `1 gap`, `2 gaps`. */
export function gapCount(count: number): SafeText {
  return join(whole(count), literal(count === 1 ? ' gap' : ' gaps'));
}

/** `1 bad line`, `2 bad lines`. */
export function badCount(count: number): SafeText {
  return join(whole(count), literal(count === 1 ? ' bad line' : ' bad lines'));
}

/** As many lines as there is room for, with the chosen item in the middle. */
export function badLines(state: State, look: Look, cells: number, height: number): Grounded[] {
  const items = badItems(state);
  const plain = (line: Line): Grounded => ({ line: fit(line, cells, look.signs), ground: 'none' });
  if (items.length === 0) {
    return [plain([]), plain([word(' Every line so far is an audit event, and nothing seems to be missing.', 'dim')])];
  }
  const chosen = chosenItem(state);
  const lines: Grounded[] = [];
  let middle = 0;
  for (const [at, item] of items.entries()) {
    const before = items[at - 1];
    const begins = before === undefined || sourceOfItem(before) !== sourceOfItem(item);
    if (begins) lines.push(...sourceHead(state, sourceOfItem(item), look, cells).map(plain));
    else lines.push(plain([]));
    const own = itemLines(item, state, look, cells);
    // The first item keeps what stands above it in sight.
    if (at === chosen) middle = at === 0 ? 0 : lines.length + Math.floor(own.length / 2);
    lines.push(...own.map((line): Grounded => ({ ...plain(line), ground: at === chosen ? 'sel' : 'none' })));
  }
  const top = Math.max(0, Math.min(middle - Math.floor(height / 2), lines.length - height));
  return lines.slice(top, top + height);
}

/** Of several sources: its name and what there is of it. */
function sourceHead(state: State, source: number, { signs }: Look, cells: number): Line[] {
  const of = realSources(state).find((each) => each.source === source);
  const known = of === undefined ? undefined : sourceNames(state).get(of.name);
  if (of === undefined || known === undefined) return [[]];
  const told = (state.gaps?.latest ?? []).filter((gap) => gap.source === source && isMissing(gap)).length;
  const counts = join(gapCount(told), literal(` ${signs.dot} `), badCount(of.badLines), literal(' '));
  const lead: Span[] = [blank(1), span(known.letter, known.role), blank(1)];
  const name = applyCut(known.short, cutStart(known.short, cells - width(counts) - 10), signs.cut);
  return [[], titled([...lead, span(name, known.role, { bold: true })], [span(counts, 'dim')], cells, signs, false)];
}

function itemLines(item: BadItem, state: State, look: Look, cells: number): Line[] {
  if ('gap' in item) return gapLines(item.gap, state, cells);
  const start = safe(item.bad.start);
  return [badHead(item.bad), [blank(3), span(applyCut(start, cutEnd(start, cells - 5), look.signs.cut), 'dim')]];
}

function gapLines(gap: Gap, { local }: State, cells: number): Line[] {
  const [name, role] = KINDS[gap.kind];
  const when = whenOf(gap, gap.kind === 'silence' && gap.lasts, local);
  // From the first to the last of them, and others in between.
  const isOneStretch = gap.from < gap.to && gap.kind !== 'truncated';
  const long = !isOneStretch ? [] : [blank(2), span(duration(gap.to - gap.from))];
  const sentence = wrapLine([span(sentenceOf(gap), 'dim')], cells - 5);
  return [
    [blank(1), word(name, role, { bold: role !== 'text' }), blank(2), span(when), ...long],
    ...sentence.map((line) => [blank(3), ...line]),
  ];
}

/** Where a bad line is, and why it is no event. */
export function badHead(bad: BadLine): Line {
  const file = safe(bad.file.slice(bad.file.lastIndexOf('/') + 1));
  const line = bad.line === null ? '' : `line ${whole(bad.line)}  `;
  return [
    blank(1),
    span(file),
    span(literal(`  ${line}byte ${whole(bad.offset)}  ${bytes(bad.bytes)}  `), 'dim'),
    span(safe(bad.reason), 'write'),
  ];
}
