/** Rows whose codes a term rejects. */
import { SEGMENT_ROWS } from './code-array.ts';
import type { AllowTable, CodeTest } from './code-tests.ts';
import type { Segment } from './segment.ts';

/** Sets a bit in the masks of the rows `[from, to)` that a term on codes rejects. */
export function markCodes(
  term: CodeTest,
  bit: number,
  segment: Segment,
  mask: Uint16Array,
  from: number,
  to: number,
): void {
  const { negate, tables } = term;
  const isWhole = from === segment.start && to === segment.end;
  const wanted = negate ? 0 : 1;
  const [only] = tables;
  if (only !== undefined && tables.length === 1 && term.orNot === undefined) {
    const allow = only.current();
    const codes = segment.codes[only.column];
    const kinds = isWhole ? kindsOf(segment, only.column, allow, wanted) : SOME;
    if (kinds === NONE) return;
    // No branch: which rows are allowed cannot be foreseen.
    if (kinds === ALL) for (let row = from; row < to; row++) mask[row]! |= bit;
    else for (let row = from; row < to; row++) mask[row]! |= bit & -(allow[codes[row]!]! ^ wanted);
    return;
  }
  findAny(tables, segment, from, to, found);
  for (const none of term.orNot ?? []) {
    findAny(none, segment, from, to, others);
    for (let row = from; row < to; row++) found[row]! |= others[row]! ^ 1;
  }
  for (let row = from; row < to; row++) mask[row]! |= bit & -(found[row]! ^ wanted);
}

/** By row, 1 where any table of a term allows it; reused. */
const found = new Uint8Array(SEGMENT_ROWS);
const others = new Uint8Array(SEGMENT_ROWS);

/** Writes to `out` 1 by row where any of the tables allows it, else 0. */
export function findAny(
  tables: readonly AllowTable[],
  segment: Segment,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  const isWhole = from === segment.start && to === segment.end;
  out.fill(0, from, to);
  for (const table of tables) {
    const allow = table.current();
    if (table.isEmpty === true || (isWhole && kindsOf(segment, table.column, allow, 1) === ALL)) continue;
    const codes = segment.codes[table.column];
    for (let row = from; row < to; row++) out[row]! |= allow[codes[row]!]!;
  }
}

/** Which of a segment's rows a table of codes fails. */
const NONE = 0;
const ALL = 1;
const SOME = 2;

function kindsOf(segment: Segment, column: AllowTable['column'], allow: Uint8Array, wanted: number): number {
  const all = segment.counts.of(column, allow.length);
  if (all === null) return SOME;
  let isPassing = false;
  let isFailing = false;
  const size = Math.min(all.length, allow.length);
  for (let code = 0; code < size; code++) {
    if (all[code] === 0) continue;
    if (allow[code] === wanted) isPassing = true;
    else isFailing = true;
    if (isPassing && isFailing) return SOME;
  }
  return isFailing ? ALL : NONE;
}
