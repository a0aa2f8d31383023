/**
 * A filter over columns: each term becomes tables of allowed codes, evaluated once a distinct value. A row's fail
 * mask has a bit for every facet whose own terms reject it, and one for all other terms, so that one pass counts
 * every facet under all filters but its own.
 */
import { fuzzyMatch, fuzzyWords, plainSpans, SMALL_DIMENSION } from '../query/fuzzy.ts';
import { FUZZY_FIELDS, WORD_FIELDS, wordTest } from '../query/match.ts';
import type { Field, Query, Term } from '../query/query.ts';
import { termTest } from '../query/value.ts';
import { SEGMENT_ROWS } from './code-array.ts';
import { FLAG, type Segment } from './segment.ts';
import type { FieldColumn } from './tables.ts';
import { passes, STATES, type TextColumns, type TextUse } from './text-columns.ts';

export type Columns = Partial<Record<Field, FieldColumn>>;

/** Bits of the fail mask: facets from bit 0 on, then these. What is not known of a text term fails like what is not so. */
export const FAIL_TEXT = 1 << 13;
export const FAIL_OTHER = 1 << 14;
export const FAIL_NEWER = 1 << 15;
const FACET_BITS = 13;

export interface Compiled {
  /** Marks rows `[from, to)` of a segment: sets bits in `mask[row - base]`. */
  mark(segment: Segment, mask: Uint16Array, from: number, to: number): void;
  /** The bit of a facet with own terms; 0 for one without. */
  bitOf(field: Field): number;
  /** Nothing is filtered. */
  readonly passesAll: boolean;
  readonly texts: readonly TextUse[];
}

/** Compiles a query; `facets` are the fields that are counted, in order. */
export function compile(
  query: Query,
  fold: 'stages' | 'requests',
  facets: readonly Field[],
  columns: Columns,
  textColumns: TextColumns,
): Compiled {
  const bits = new Map<Field, number>();
  const terms = query.terms.flatMap((term) => {
    let bit = FAIL_OTHER;
    if (term.kind === 'field' && facets.includes(term.field)) {
      bit = bits.get(term.field) ?? (bits.size < FACET_BITS ? 1 << bits.size : FAIL_OTHER);
      if (bit !== FAIL_OTHER) bits.set(term.field, bit);
    }
    return compileTerm(term, columns).map((compiled) => ({ ...compiled, bit }));
  });
  const texts = query.terms.flatMap((term) =>
    term.kind === 'text' || term.kind === 'expression' ? [{ column: textColumns.of(term), negate: term.negate }] : [],
  );
  return {
    bitOf: (field) => bits.get(field) ?? 0,
    texts,
    passesAll: terms.length === 0 && texts.length === 0 && fold === 'stages',
    mark(segment, mask, from, to) {
      for (const term of terms) markTerm(term, segment, mask, from, to);
      for (const use of texts) markText(use, segment, mask, from, to);
      if (fold === 'requests') markSuperseded(segment, mask, from, to);
    },
  };
}

/** Passes where any of its tables allows the row's code, or where none does if negated. */
interface CompiledTerm {
  readonly tables: readonly AllowTable[];
  readonly negate: boolean;
}

interface AllowTable {
  readonly column: FieldColumn['column'];
  /** One byte a code, extended to the codes there are now. */
  current(): Uint8Array;
}

function compileTerm(term: Term, columns: Columns): CompiledTerm[] {
  if (term.kind === 'field') {
    const test = termTest(term);
    return [{ tables: tablesOf([term.field], columns, test, test('')), negate: term.negate }];
  }
  if (term.kind === 'word') {
    return [{ tables: tablesOf([...WORD_FIELDS, 'path'], columns, wordTest(term.text), false), negate: term.negate }];
  }
  if (term.kind === 'text' || term.kind === 'expression') return [];
  return fuzzyWords(term.text).map((word) => ({ negate: false, tables: fuzzyTables(word, columns) }));
}

function fuzzyTables(word: string, columns: Columns): AllowTable[] {
  const near = (value: string): boolean => fuzzyMatch(word, value) !== null;
  const plain = (value: string): boolean => plainSpans(word, value) !== null;
  const small = FUZZY_FIELDS.filter((field) => (columns[field]?.size() ?? 0) <= SMALL_DIMENSION);
  const large = FUZZY_FIELDS.filter((field) => !small.includes(field));
  return [...tablesOf(small, columns, near, false), ...tablesOf([...large, 'name', 'path'], columns, plain, false)];
}

function tablesOf(
  fields: readonly Field[],
  columns: Columns,
  test: (value: string) => boolean,
  missing: boolean,
): AllowTable[] {
  return fields.flatMap((field) => {
    const column = columns[field];
    return column === undefined ? [] : [allowTable(column, test, missing)];
  });
}

function allowTable(column: FieldColumn, test: (value: string) => boolean, missing: boolean): AllowTable {
  let table = new Uint8Array(64);
  let known = 0;
  return {
    column: column.column,
    current() {
      const size = column.size();
      if (size > table.length) {
        const larger = new Uint8Array(size * 2);
        larger.set(table);
        table = larger;
      }
      for (; known < size; known++) {
        const values = column.values(known);
        table[known] = (values.length === 0 ? missing : values.some(test)) ? 1 : 0;
      }
      return table;
    },
  };
}

function markTerm(
  term: CompiledTerm & { readonly bit: number },
  segment: Segment,
  mask: Uint16Array,
  from: number,
  to: number,
): void {
  const { bit, negate, tables } = term;
  const isWhole = from === segment.start && to === segment.end;
  const wanted = negate ? 0 : 1;
  const [only] = tables;
  if (only !== undefined && tables.length === 1) {
    const allow = only.current();
    const codes = segment.codes[only.column];
    const kinds = isWhole ? kindsOf(segment, only.column, allow, wanted) : SOME;
    if (kinds === NONE) return;
    // No branch: which rows are allowed cannot be foreseen.
    if (kinds === ALL) for (let row = from; row < to; row++) mask[row]! |= bit;
    else for (let row = from; row < to; row++) mask[row]! |= bit & -(allow[codes[row]!]! ^ wanted);
    return;
  }
  found.fill(0, from, to);
  for (const table of tables) {
    const allow = table.current();
    if (isWhole && kindsOf(segment, table.column, allow, 1) === ALL) continue;
    const codes = segment.codes[table.column];
    for (let row = from; row < to; row++) found[row]! |= allow[codes[row]!]!;
  }
  for (let row = from; row < to; row++) mask[row]! |= bit & -(found[row]! ^ wanted);
}

/** By row, 1 where any table of a term allows it; reused. */
const found = new Uint8Array(SEGMENT_ROWS);

/** Which of a segment's rows a table of codes fails. */
const NONE = 0;
const ALL = 1;
const SOME = 2;

function kindsOf(segment: Segment, column: FieldColumn['column'], allow: Uint8Array, wanted: number): number {
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

function markText(use: TextUse, segment: Segment, mask: Uint16Array, from: number, to: number): void {
  const states = use.column.of(segment);
  const fails = Uint16Array.from(STATES, (state) => (passes(use, state) === true ? 0 : FAIL_TEXT));
  for (let row = from; row < to; row++) mask[row]! |= fails[states[row]!]!;
}

function markSuperseded(segment: Segment, mask: Uint16Array, from: number, to: number): void {
  for (let row = from; row < to; row++) if ((segment.flags[row]! & FLAG.superseded) !== 0) mask[row]! |= FAIL_OTHER;
}
