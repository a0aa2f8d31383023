/** The list of events as lines: heads, rows, and a last line that tells of newer ones. */
import { literal } from '../audit/safe.ts';
import type { Row } from '../engine/engine.ts';
import { join, times, width } from './cells.ts';
import { allUsual, type Columns, chosenColumns, columnsFor, usualColumns } from './columns.ts';
import type { Grounded } from './facet-pane.ts';
import { clock, whole } from './format.ts';
import { blank, fit, type Line, span, word } from './line.ts';
import { listHead, listRow } from './list-row.ts';
import { canTint, type Look } from './look.ts';
import { cursorIndex, listHeight, newerLine, topIndex } from './place.ts';
import { type SourceName, sourceNames } from './source-names.ts';
import { layout, type State } from './state.ts';

/** Heads and rows, each line exactly `cells` wide; `quiet`: another pane has the focus. */
export function listPane(state: State, look: Look, cells: number): Grounded[] {
  const names = sourceNames(state);
  const columns = columnsOf(state, cells, sourceCells(names));
  const hasRule = columns.placed.some(({ name }) => name === 'rule');
  const rows = state.view?.rows ?? [];
  const top = topIndex(state);
  const height = listHeight(state);
  const cursor = cursorIndex(state);
  const focused = state.focus === 'list' && state.prompt === null;
  const out: Grounded[] = [{ line: fit(listHead(columns, cells, focused), cells, look.signs), ground: 'none' }];
  let left = height;
  let above: Row | undefined;
  for (let at = top; at < rows.length && left > 0; at++) {
    const row = rows[at];
    if (row === undefined) break;
    const day = newDay(above, rows[at - 1], row, state.local);
    if (day && left > 1 && at !== top) {
      out.push({ line: dayLine(row, state.local, cells, look), ground: 'none' });
      left--;
    }
    const highlighted = row.rule !== null && state.highlight.has(row.rule.index);
    const line = listRow(row, columns.placed, {
      hasRule,
      source: names.get(row.source) ?? null,
      signs: look.signs,
      local: state.local,
      from: state.relative && at !== cursor ? (rows[cursor]?.time ?? null) : null,
      marked: state.marks.has(row.id),
      sameSecond: above !== undefined && clock(above.time, state.local).second === clock(row.time, state.local).second,
      highlighted,
      starred: highlighted && !canTint(look),
    });
    const ground = at === cursor ? (focused ? 'sel' : 'sel2') : highlighted ? 'hit' : 'none';
    out.push({ line: fit(line, cells, look.signs), ground });
    above = row;
    left--;
  }
  for (; left > 0; left--) out.push({ line: [blank(cells)], ground: 'none' });
  if (newerLine(state) && state.prompt?.kind !== 'search')
    out.push({ line: fit(newerLineOf(state, look), cells, look.signs), ground: 'none' });
  return out;
}

/** The columns in sight: those chosen, or the usual ones; all of these once they are scrolled. */
function columnsOf(state: State, cells: number, source: number): Columns {
  const { chosen, shift } = state.columns;
  const policy = state.policy !== null;
  if (chosen !== null) return chosenColumns(chosen, cells, shift);
  if (shift > 0) return chosenColumns(allUsual(policy, source), cells, shift);
  return usualColumns(columnsFor(cells, policy, layout(state).least, source));
}

/** What the longest short name takes. */
function sourceCells(names: ReadonlyMap<string, SourceName>): number {
  return Math.max(0, ...[...names.values()].map(({ short }) => width(short)));
}

function newDay(above: Row | undefined, before: Row | undefined, row: Row, local: boolean): boolean {
  const last = above ?? before;
  return last !== undefined && clock(last.time, local).day !== clock(row.time, local).day;
}

function dayLine(row: Row, local: boolean, cells: number, { signs }: Look): Line {
  const day = clock(row.time, local).day;
  const lead = times(signs.rule, 2);
  const tail = times(signs.rule, Math.max(0, cells - 5 - width(day)));
  return [blank(1), span(lead, 'faint'), blank(1), span(day, 'dim'), blank(1), span(tail, 'faint')];
}

function newerLineOf(state: State, { signs }: Look): Line {
  const count = join(literal('+'), whole(state.view?.newer ?? 0), literal(' new'));
  if (state.list.pausedAt !== null) {
    return [
      blank(1),
      span(join(literal(' '), count, literal(' ')), 'text', { ground: 'warn', bold: true }),
      span(literal(` read while paused ${signs.dot} p shows them`), 'dim'),
    ];
  }
  return [
    word('  '),
    span(count, 'accent', { bold: true }),
    span(literal(`  below ${signs.dot} f follows again`), 'dim'),
  ];
}
