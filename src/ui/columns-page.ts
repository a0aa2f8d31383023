/** The screen on which the columns of the list are chosen. */
import { literal } from '../audit/safe.ts';
import { type ColumnName, USUAL_WIDTHS } from './columns.ts';
import { listedColumns } from './columns-moves.ts';
import type { Grounded } from './facet-pane.ts';
import { blank, fit, type Line, span, word } from './line.ts';
import { CELLS } from './list-cells.ts';
import type { Look } from './look.ts';
import { type State, topScreen } from './state.ts';

export function columnsTitle(state: State): readonly [left: Line, right: Line] {
  const how = state.columns.chosen === null ? 'as the width of the screen has it' : 'as you chose them';
  return [[word(' Columns of the list', 'text', { bold: true }), word(`  ${how}`, 'dim')], []];
}

/** A line a column, the shown ones first and in their order. */
export function columnsLines(state: State, look: Look, cells: number, height: number): Grounded[] {
  const screen = topScreen(state);
  const listed = listedColumns(state);
  const cursor = screen?.kind === 'columns' ? Math.min(screen.cursor, listed.length - 1) : -1;
  const top = Math.max(0, Math.min(cursor - height + 2, listed.length - height + 1));
  const head: Grounded = { line: [word('   column        cells  what it holds', 'dim')], ground: 'none' };
  const lines = listed.slice(top, top + height - 1).map(({ name, shown }, at): Grounded => {
    const width = shown === null ? '' : shown.width === null ? `${USUAL_WIDTHS[name]}` : `=${shown.width}`;
    const line: Line = [
      blank(1),
      shown === null ? word(look.signs.noCode, 'dim') : word('+', 'ok', { bold: true }),
      blank(1),
      word(CELLS[name].head.padEnd(15), shown === null ? 'dim' : 'text'),
      word(width.padStart(4), 'dim'),
      blank(2),
      span(literal(HOLDS[name]), 'dim'),
    ];
    return { line: fit(line, cells, look.signs), ground: top + at === cursor ? 'sel' : 'none' };
  });
  return [head, ...lines];
}

const HOLDS: Readonly<Record<ColumnName, string>> = {
  time: 'stageTimestamp',
  source: 'the file or stream, where there are several',
  stage: 'its sign',
  level: 'how much was recorded',
  verb: 'what was asked for',
  resource: 'resource and subresource',
  name: 'namespace and name, or the path; takes what the others leave',
  user: 'who asked, and as whom',
  code: 'of the response',
  latency: 'from received to this stage',
  rule: 'of the policy that is loaded',
  decision: 'allow or forbid',
  reason: 'why it was allowed',
  ip: 'the last source address',
  agent: 'user agent',
  ns: 'the namespace alone',
  as: 'the user impersonated',
  size: 'bytes of the line',
};
