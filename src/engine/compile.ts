/**
 * A filter over columns: each term becomes tables of allowed codes, evaluated once a distinct value. A row's fail
 * mask has a bit for every facet whose own terms reject it, and one for all other terms, so that one pass counts
 * every facet under all filters but its own.
 */
import { asksFor } from '../query/has.ts';
import type { Field, Query, Term } from '../query/query.ts';
import { isRaw } from '../query/raw-term.ts';
import { type CodeTest, type Columns, codeTests } from './code-tests.ts';
import { groupUse, rowsOf } from './group-test.ts';
import { markCodes } from './mark-codes.ts';
import type { RowsTest } from './row-tests.ts';
import { FLAG, type Segment } from './segment.ts';
import { passes, STATES, type TextColumns, type TextUse, useOf } from './text-columns.ts';

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
  /** It hangs on whether later stages of a request are known. */
  readonly asksStages: boolean;
}

/** A part of the filter that marks rows by itself. */
interface Part {
  mark(segment: Segment, mask: Uint16Array, from: number, to: number): void;
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
  const texts: TextUse[] = [];
  const bitOf = (term: Term): number => {
    if (term.kind !== 'field' || !facets.includes(term.field)) return FAIL_OTHER;
    const bit = bits.get(term.field) ?? (bits.size < FACET_BITS ? 1 << bits.size : FAIL_OTHER);
    if (bit !== FAIL_OTHER) bits.set(term.field, bit);
    return bit;
  };
  const parts = query.terms.flatMap((term): readonly Part[] => {
    if (term.kind === 'text' || term.kind === 'expression' || isRaw(term)) {
      texts.push(useOf(textColumns.of(term), term.negate));
      return [];
    }
    if (term.kind === 'group') {
      const use = groupUse(term, columns, textColumns);
      if (use.columns.length === 0) return [groupPart(use)];
      texts.push(use);
      return [];
    }
    const rows = rowsOf(term);
    if (rows !== null) return [rowsPart(rows.test, rows.negate)];
    const bit = bitOf(term);
    return (codeTests(term, columns) ?? []).map((test) => codePart(test, bit));
  });
  const asksStages = fold === 'requests' || asksFor(query, ['requests']);
  return {
    bitOf: (field) => bits.get(field) ?? 0,
    texts,
    asksStages,
    passesAll: parts.length === 0 && texts.length === 0 && fold === 'stages',
    mark(segment, mask, from, to) {
      for (const part of parts) part.mark(segment, mask, from, to);
      for (const use of texts) markText(use, segment, mask, from, to);
      if (fold === 'requests') markSuperseded(segment, mask, from, to);
    },
  };
}

function codePart(test: CodeTest, bit: number): Part {
  return { mark: (segment, mask, from, to) => markCodes(test, bit, segment, mask, from, to) };
}

function rowsPart(testOf: RowsTest, negate: boolean): Part {
  return {
    mark(segment, mask, from, to) {
      const test = testOf(segment);
      if (typeof test === 'boolean') {
        if (test === negate) for (let row = from; row < to; row++) mask[row]! |= FAIL_OTHER;
      } else for (let row = from; row < to; row++) if (test(row) === negate) mask[row]! |= FAIL_OTHER;
    },
  };
}

function groupPart(use: TextUse): Part {
  return {
    mark(segment, mask, from, to) {
      const states = use.states(segment, from, to);
      for (let row = from; row < to; row++) if (passes(use, states[row]!) !== true) mask[row]! |= FAIL_OTHER;
    },
  };
}

function markText(use: TextUse, segment: Segment, mask: Uint16Array, from: number, to: number): void {
  const states = use.states(segment, from, to);
  const fails = Uint16Array.from(STATES, (state) => (passes(use, state) === true ? 0 : FAIL_TEXT));
  for (let row = from; row < to; row++) mask[row]! |= fails[states[row]!]!;
}

function markSuperseded(segment: Segment, mask: Uint16Array, from: number, to: number): void {
  for (let row = from; row < to; row++) if ((segment.flags[row]! & FLAG.superseded) !== 0) mask[row]! |= FAIL_OTHER;
}
