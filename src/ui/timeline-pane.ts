/** The timeline: bars of how many events there were when, and below them the axis. */
import { literal, type SafeText } from '../audit/safe.ts';
import type { TimelineView } from '../engine/engine.ts';
import { join, padEnd, times, width } from './cells.ts';
import { clock, counted, duration, whole } from './format.ts';
import { blank, type Line, type Span, span, word } from './line.ts';
import type { Look } from './look.ts';
import { listHeight, topIndex } from './place.ts';
import type { State } from './state.ts';
import type { Ground, Role } from './theme.ts';
import { barAt, barColumns, chosenBars, endOf, LEFT_CELLS, RIGHT_CELLS, spanOfBars } from './timeline-state.ts';

const EIGHTHS = 8;
const UNREAD_TEXT = ' not read yet ';
const DAY = 86_400e6;

/** So many rows: bars, and the axis as the last one. None for none. */
export function timelineLines(state: State, look: Look, rows: number): Line[] {
  if (rows === 0) return [];
  const { view } = state.timeline;
  if (view === null) return Array.from({ length: rows }, () => []);
  const columns = barColumns(state.size.columns);
  const bars = Array.from({ length: rows - 1 }, (_, row) => barLine(state, view, look, columns, row, rows - 1));
  return [...bars, axisLine(state, view, look, columns)];
}

/** One row of bars; the labels stand beside the first one. `row` counts from the top. */
function barLine(state: State, view: TimelineView, look: Look, columns: number, row: number, rows: number): Line {
  const focused = state.focus === 'timeline';
  const most = Math.max(0, ...view.counts);
  const left = join(literal('max '), most < 10_000 ? literal(String(most)) : counted(most));
  const right = perText(view.interval);
  const labelled = row === 0;
  const chosen = focused ? chosenBars(view, state.timeline) : null;
  const cells = view.counts.map((_, bar): Span => {
    const { sign, role } = cellOf(view, look, bar, most, rows - 1 - row, rows);
    return span(sign, role, { ground: groundOf(state, view, bar, chosen) });
  });
  const missing = Math.max(0, columns - view.unread - cells.length);
  return [
    blank(1),
    span(padEnd(labelled ? left : literal(''), LEFT_CELLS - 1), focused ? 'accent' : 'dim', { bold: focused }),
    ...unreadCells(state, view, look, labelled),
    ...cells,
    blank(missing + 1),
    span(padEnd(labelled ? right : literal(''), RIGHT_CELLS - 2), 'dim'),
    blank(1),
  ];
}

function groundOf(
  state: State,
  view: TimelineView,
  bar: number,
  chosen: { first: number; last: number } | null,
): Ground {
  if (chosen === null || bar < chosen.first || bar > chosen.last) return 'none';
  const { cursor, mark } = state.timeline;
  if (mark === null) return 'sel';
  const at = cursor === null ? view.counts.length - 1 : barAt(view, cursor);
  return bar === at ? 'sel' : 'sel2';
}

/**
 * A cell of a bar, `level` cells above the ground: how much of it is full, on a scale of square roots so that what is
 * small is seen beside what is large, and what most of that is. At the ground stand highlighted events, then errors.
 */
function cellOf(
  view: TimelineView,
  { signs }: Look,
  bar: number,
  most: number,
  level: number,
  levels: number,
): { sign: SafeText; role: Role } {
  const count = view.counts[bar] ?? 0;
  if (count === 0) return { sign: literal(' '), role: 'bar' };
  const height = Math.max(1, Math.round(EIGHTHS * levels * Math.sqrt(count / most)));
  const full = Math.min(EIGHTHS, height - EIGHTHS * level);
  if (full <= 0) return { sign: literal(' '), role: 'bar' };
  const part = (of: number): number => (of * height) / count;
  const within = (from: number, to: number): number =>
    Math.max(0, Math.min(to, EIGHTHS * level + full) - Math.max(from, EIGHTHS * level));
  const lit = part(view.highlighted[bar] ?? 0);
  const errors = part(view.errors[bar] ?? 0);
  // However few they are, what somebody has highlighted is seen where it begins.
  const role: Role = within(0, lit) > 0 ? 'policy' : within(0, errors) >= full / 2 ? 'err' : 'bar';
  return { sign: signs.blocks[full - 1] ?? signs.full, role };
}

function unreadCells(state: State, view: TimelineView, { signs }: Look, labelled: boolean): Line {
  if (view.unread === 0) return [];
  const isReading = state.loading !== null && !state.loading.done;
  const text = labelled && isReading && view.unread >= UNREAD_TEXT.length + 4 ? UNREAD_TEXT : '';
  return [word(text, 'dim'), span(times(signs.unread, view.unread - text.length), 'faint')];
}

/** `per 0.3 s`: in nine cells. */
export function perText(interval: number): SafeText {
  const text = spanText(interval);
  return join(literal('per '), literal(text.length > 5 ? text.replace(' ', '') : text));
}

const UNITS: readonly (readonly [micros: number, name: string])[] = [
  [DAY, 'd'],
  [3600e6, 'h'],
  [60e6, 'm'],
  [1e6, 's'],
];

function spanText(micros: number): string {
  const [unit, name] = UNITS.find(([size]) => micros >= 0.995 * size) ?? [1e6, 's'];
  if (micros >= 99_500) return `${trimmed(micros / unit)} ${name}`;
  return micros >= 995 ? `${trimmed(micros / 1000)} ms` : `${Math.round(micros)} us`;
}

function trimmed(value: number): string {
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}

/** Rule, times, where there were failures, and what part of it the list shows. */
function axisLine(state: State, view: TimelineView, look: Look, columns: number): Line {
  const { signs } = look;
  const focused = state.focus === 'timeline';
  const cells: Span[] = Array.from({ length: columns }, () => span(signs.rule, 'faint'));
  const marked = new Set<number>();
  const put = (cell: number, what: Span): void => {
    cells[cell] = what;
    marked.add(cell);
  };
  for (const [bar, severe] of view.severe.entries()) {
    if (severe > 0) put(view.unread + bar, span(signs.severe, 'err'));
    else if ((view.highlighted[bar] ?? 0) > 0) cells[view.unread + bar] = span(signs.lit, 'policy');
  }
  const shown = shownBars(state, view);
  for (let bar = shown?.first ?? 0; shown !== null && bar <= shown.last; bar++) {
    const isSevere = (view.severe[bar] ?? 0) > 0;
    const sign = isSevere
      ? span(signs.severeShown, 'err', { bold: true })
      : span(signs.heavyRule, 'accent', { bold: true });
    put(view.unread + bar, sign);
  }
  const label = labeller(view, state.local);
  const edge = { bold: focused };
  const role = focused ? 'accent' : 'dim';
  const chosen = focused ? chosenBars(view, state.timeline) : null;
  for (let bar = chosen?.first ?? 0; chosen !== null && bar <= chosen.last; bar++) {
    put(view.unread + bar, span(signs.chosen, (view.severe[bar] ?? 0) > 0 ? 'err' : 'accent', { bold: true }));
  }
  const first = label(view.from);
  const last = join(label(endOf(view) - 1), literal(state.local ? '' : 'Z'));
  // Where labels are longer than what is beside the bars they take some of the axis.
  const leftOver = view.unread > 0 ? 0 : Math.max(0, width(first) + 2 - LEFT_CELLS);
  const room = { from: leftOver, to: columns - Math.max(0, width(last) + 2 - RIGHT_CELLS) };
  if (view.unread > 0) write(cells, marked, room, view.unread, first);
  const step = columns / 4;
  for (let quarter = 1; quarter < 4; quarter++) {
    const bar = Math.round(quarter * step) - view.unread;
    const text = label(view.from + bar * view.interval);
    const from = view.unread + bar - Math.floor(width(text) / 2);
    if (bar > 0 && (view.unread === 0 || from > view.unread + width(first) + 2)) write(cells, marked, room, from, text);
  }
  const left: Line =
    view.unread > 0
      ? [blank(1), span(times(signs.rule, LEFT_CELLS - 1), 'faint')]
      : [blank(1), span(first, role, edge), blank(1)];
  return [...left, ...cells.slice(room.from, room.to), blank(1), span(last, role, edge), blank(1)];
}

/** Writes a label into the axis with a blank on either side, where it covers no mark. */
function write(
  cells: Span[],
  marked: ReadonlySet<number>,
  room: { readonly from: number; readonly to: number },
  from: number,
  text: SafeText,
): void {
  const size = width(text);
  if (from - 1 < room.from || from + size >= room.to) return;
  for (let cell = from - 1; cell <= from + size; cell++) if (marked.has(cell)) return;
  // It stands in its first cell; the others it covers hold nothing, so that each cell stays where it is.
  const covered = Array.from({ length: size - 1 }, () => span(literal('')));
  cells.splice(from - 1, size + 2, blank(1), span(text, 'dim'), ...covered, blank(1));
}

/** How times are written below these bars: with the day where they last longer than one, finely where they are short. */
function labeller(view: TimelineView, local: boolean): (at: number) => SafeText {
  const length = view.interval * view.counts.length;
  return (at) => {
    const { day, second, fraction } = clock(at, local);
    if (length > DAY) return join(day.slice(5) as SafeText, literal(' '), second.slice(0, 5) as SafeText); // parts of safe texts
    return length < 10e6 ? join(second, fraction) : second;
  };
}

/** The bars of the events on the screen, null where there are none among them. */
function shownBars(state: State, view: TimelineView): { first: number; last: number } | null {
  const top = topIndex(state);
  const onScreen = (state.view?.rows ?? []).slice(top, top + listHeight(state)).map(({ time }) => time);
  const seen = onScreen.filter((time) => time >= view.from && time < endOf(view));
  if (seen.length === 0) return null;
  return { first: barAt(view, Math.min(...seen)), last: barAt(view, Math.max(...seen)) };
}

/** On the key bar: what is under the cursor, or in the range that is being chosen. */
export function chosenText(state: State): SafeText {
  const { view, mark } = state.timeline;
  if (view === null) return literal('');
  const chosen = chosenBars(view, state.timeline);
  const { from, to } = spanOfBars(view, chosen);
  const sum = (bars: readonly number[]): number =>
    bars.slice(chosen.first, chosen.last + 1).reduce((all, bar) => all + bar, 0);
  const isNarrow = state.size.columns < 100;
  const text = (at: number): SafeText => {
    const { second, fraction } = clock(at, state.local);
    return view.interval < (isNarrow ? 1e5 : 1e6) ? join(second, fraction) : second;
  };
  const end = mark === null ? join(literal(' +'), duration(view.interval, '')) : join(literal(' to '), text(to + 1));
  const events = sum(view.counts);
  const errors = sum(view.errors);
  const failed =
    errors === 0 || isNarrow
      ? literal('')
      : join(literal(', '), whole(errors), literal(errors === 1 ? ' error' : ' errors'));
  return join(text(from), end, literal('  '), whole(events), literal(events === 1 ? ' event' : ' events'), failed);
}
