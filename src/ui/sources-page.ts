/** The sources screen: each source with its state and what came of it, and below what there is to know of the chosen one. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import type { SourceStatus } from '../engine/engine.ts';
import { badCount, badHead } from './bad-page.ts';
import { applyCut, cutStart, join, width } from './cells.ts';
import type { Grounded } from './facet-pane.ts';
import { bytes, clock, rate, share, whole } from './format.ts';
import { blank, fit, type Line, lineWidth, type Span, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import { sourceNames } from './source-names.ts';
import { chosenSource } from './sources-moves.ts';
import type { State } from './state.ts';
import type { Role } from './theme.ts';
import { wrapLine } from './wrap.ts';

export function sourcesTitle(state: State, { signs }: Look): readonly [left: Line, right: Line] {
  const held = state.total?.held ?? 0;
  const bad = state.bad?.count ?? 0;
  const lines = bad === 0 ? literal('') : join(literal(` ${signs.dot} `), badCount(bad));
  const text = join(whole(held), literal(' events'), lines, literal(' '));
  const several = sourceNames(state).size > 1;
  const merged = several ? [word('  merged by stage time; clocks may differ', 'dim')] : [];
  return [[word(' Sources', 'text', { bold: true }), ...merged], [span(text, 'dim')]];
}

const PHASES: Readonly<Record<SourceStatus['phase'], readonly [string, Role]>> = {
  reading: ['reading back', 'ok'],
  live: ['live', 'ok'],
  waiting: ['waiting for it', 'write'],
  denied: ['permission denied', 'err'],
  gone: ['gone', 'err'],
  ended: ['read to its end', 'dim'],
  failed: ['failed', 'err'],
};

interface Column {
  readonly title: string;
  readonly cells: number;
  /** The least width of the screen at which it is shown. */
  readonly from: number;
  read(source: SourceStatus, state: State): SafeText;
}

/** After the name, which takes what is left; numbers stand at the right of their column. */
const COLUMNS: readonly Column[] = [
  { title: 'events', cells: 12, from: 60, read: ({ source, events }) => (source < 0 ? literal('') : whole(events)) },
  { title: 'rate', cells: 9, from: 76, read: ({ perSecond }) => (perSecond === 0 ? literal('-') : rate(perSecond)) },
  { title: 'last', cells: 10, from: 96, read: ({ newest }, { local }) => clock(newest, local).second },
  { title: 'read', cells: 10, from: 110, read: ({ read }) => bytes(read) },
  { title: 'of', cells: 10, from: 110, read: ({ size }) => bytes(size) },
  { title: 'bad', cells: 7, from: 70, read: ({ badLines }) => whole(badLines) },
  { title: 'files', cells: 8, from: 96, read: ({ rotated = 0 }) => join(literal('1 +'), whole(rotated)) },
];
const STATE_CELLS = 20;

/** Lines of room for what is told of the chosen source, where there are more sources than rows. */
const BELOW = 9;

export function sourcesLines(state: State, look: Look, cells: number, height: number): Grounded[] {
  const sources = state.sources?.sources ?? [];
  const shown = COLUMNS.filter(({ from }) => cells >= from);
  const nameCells = Math.max(10, cells - 5 - STATE_CELLS - shown.reduce((sum, column) => sum + column.cells, 0) - 1);
  const heads = shown.map(({ title, cells: own }) => title.padStart(own)).join('');
  const head = `    ${'source'.padEnd(nameCells)} ${'state'.padEnd(STATE_CELLS)}${heads}`;
  const plain = (line: Line): Grounded => ({ line: fit(line, cells, look.signs), ground: 'none' });
  const out: Grounded[] = [plain([]), plain([word(head, 'text', { bold: true })])];
  const chosen = chosenSource(state);
  if (chosen === null) return [...out, plain([word('    nothing is known of the sources yet', 'dim')])];
  const rows = Math.max(3, Math.min(sources.length, height - BELOW));
  const at = sources.indexOf(chosen);
  const from = Math.max(0, Math.min(at - Math.floor(rows / 2), sources.length - rows));
  for (const source of sources.slice(from, from + rows)) {
    const line = sourceRow(source, shown, nameCells, state, look);
    out.push({ line: fit(line, cells, look.signs), ground: source === chosen ? 'sel' : 'none' });
  }
  out.push(...aboutLines(chosen, state, look, cells).map(plain));
  return out;
}

function sourceRow(source: SourceStatus, shown: readonly Column[], nameCells: number, state: State, look: Look): Line {
  const { signs } = look;
  const [phase, role] = PHASES[source.phase];
  const sign = role === 'err' ? signs.broken : role === 'write' ? signs.waiting : signs.live;
  const part = source.phase === 'reading' && source.size > 0 ? ` ${share(source.read, source.size)}` : '';
  const name = nameSpans(source, nameCells, state, look);
  return [
    blank(1),
    span(sign, role),
    blank(2),
    ...name,
    blank(nameCells - lineWidth(name) + 1),
    word(`${phase}${part}`.padEnd(STATE_CELLS), role, { bold: role === 'err' }),
    ...shown.flatMap(({ cells, read }): Span[] => {
      const text = read(source, state);
      return [blank(Math.max(0, cells - width(text))), span(text)];
    }),
  ];
}

/** Of several sources the letter and the short name stand before the path. */
function nameSpans(source: SourceStatus, cells: number, state: State, { signs }: Look): Span[] {
  const known = sourceNames(state).get(source.name);
  const path = safe(source.name);
  const lead: Span[] =
    known === undefined || source.source < 0
      ? []
      : [span(known.letter, known.role), blank(1), span(known.short, known.role, { bold: true }), blank(2)];
  const room = cells - lineWidth(lead);
  if (lead.length > 0 && (room < 12 || known?.short === path)) return [...fit(lead, cells, signs)];
  const shown = applyCut(path, cutStart(path, room), signs.cut);
  return [...lead, span(shown, lead.length > 0 ? 'dim' : 'text')];
}

/** What there is to know of a source: its state in words, what is missing, and its latest bad lines. */
function aboutLines(source: SourceStatus, state: State, look: Look, cells: number): Line[] {
  const name = sourceNames(state).get(source.name)?.short ?? safe(source.name);
  const cut = applyCut(name, cutStart(name, cells - 10), look.signs.cut);
  const title = titled([blank(1), span(cut, 'text', { bold: true })], [], cells - 1, look.signs, false);
  const facts = factsOf(source, state).flatMap(([label, text, role]): Line[] =>
    wrapLine([span(text, role)], Math.max(20, cells - 20)).map((line, at) => [
      word(at === 0 ? `   ${label.padEnd(16)}` : ' '.repeat(19), 'dim'),
      ...line,
    ]),
  );
  const bad = (state.bad?.latest ?? []).filter((line) => line.source === source.source).slice(0, 3);
  const badTitle = titled(
    [word(' Bad lines', 'text', { bold: true })],
    [span(whole(source.badLines), 'dim'), blank(1)],
    cells,
    look.signs,
    false,
  );
  return [[], title, ...facts, ...(bad.length === 0 ? [] : [[], badTitle, ...bad.map((line) => badHead(line))])];
}

type Fact = readonly [label: string, text: SafeText, role: Role];

function factsOf(source: SourceStatus, state: State): Fact[] {
  const { phase, detail, events, newest } = source;
  const last = clock(newest, state.local);
  const facts: Fact[] = [];
  if (detail !== '') facts.push(['State', safe(detail), PHASES[phase][1] === 'err' ? 'err' : 'text']);
  if (phase === 'denied' || phase === 'failed' || phase === 'gone') {
    const since = Number.isNaN(newest) ? literal('its events') : join(literal('its events after '), last.second);
    facts.push(['What it means', join(since, literal(' are missing from every count and list here')), 'text']);
  }
  if (source.source < 0) return facts;
  const upTo = Number.isNaN(newest)
    ? literal('')
    : join(literal(', the last of '), last.day, literal(' '), last.second);
  facts.push(['What was read', join(whole(events), literal(events === 1 ? ' event' : ' events'), upTo), 'text']);
  const rotated = rotatedText(source);
  if (rotated !== null) facts.push(['Files', rotated, 'text']);
  return facts;
}

/** What rotation left, and how much of it was read; null where it left nothing. */
function rotatedText({ phase, rotated = 0, rotatedRead = 0 }: SourceStatus): SafeText | null {
  if (rotated === 0) return null;
  const files = join(literal('+'), whole(rotated), literal(rotated === 1 ? ' rotated file' : ' rotated files'));
  const left = rotated - rotatedRead;
  if (left === 0 || phase === 'reading') return files;
  return join(files, literal(', '), whole(left), literal(' not read (--history; < reads on)'));
}
