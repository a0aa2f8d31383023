/** One event as one line of the list. */
import type { Row } from '../engine/engine.ts';
import type { Columns, PlacedColumn } from './columns.ts';
import { blank, type Line, lineWidth, type Span, span, word } from './line.ts';
import { CELLS, isDrift, isFailed, isRefused, type RowLook } from './list-cells.ts';

/** The column heads, aligned with the rows. */
export function listHead({ placed, hasLeft, hasRight }: Columns, cells: number, bold: boolean): Line {
  let text = ' ';
  for (const column of placed) {
    const { head, right } = CELLS[column.name];
    const shown = headOf(column, head);
    // What is longer than its column begins in the blank before it.
    if (right === true)
      text = `${text.slice(0, text.length - Math.max(0, shown.length - column.cells))}${shown.padStart(column.cells)} `;
    else text += `${shown.slice(0, column.cells).padEnd(column.cells)} `;
  }
  const line = text.slice(0, Math.max(0, cells)).padEnd(cells);
  return [
    hasLeft ? word('‹', 'accent', { bold: true }) : word(line.slice(0, 1)),
    word(line.slice(1, hasRight ? cells - 1 : cells), 'text', { bold }),
    ...(hasRight ? [word('›', 'accent', { bold: true })] : []),
  ];
}

function headOf({ name, cells }: PlacedColumn, head: string): string {
  if (name !== 'source') return head;
  return cells === 1 ? '' : cells < 6 ? 'src' : head;
}

/** Recorded though the loaded policy records nothing of the request, or not at this stage. */
function isUnwanted({ rule }: Pick<Row, 'rule'>): boolean {
  return rule?.drift === 'unrecorded' || rule?.drift === 'stage';
}

/** The row as a line of exactly the columns' width. */
export function listRow(row: Row, placed: readonly PlacedColumn[], look: RowLook): Line {
  const quiet = isUnwanted(row);
  const line: Span[] = [gutter(row, look)];
  for (const [at, { name, cells }] of placed.entries()) {
    if (at > 0) line.push(blank(1));
    line.push(...padded(CELLS[name].of(row, look, cells, quiet), cells));
  }
  return line;
}

function gutter(row: Row, { marked, hasRule, signs }: RowLook): Span {
  if (marked) return span(signs.mark, 'accent', { bold: true });
  if (isFailed(row) || isRefused(row)) return word('!', 'err', { bold: true });
  if (!hasRule && isDrift(row)) return span(signs.driftCell, 'write', { bold: true });
  return blank(1);
}

function padded(line: readonly Span[], cells: number): Span[] {
  const missing = cells - lineWidth(line);
  return missing > 0 ? [...line, blank(missing)] : [...line];
}
