/** Counts of a field's codes under a view, kept as rows come and go, and their most frequent values. */

import TinyQueue from 'tinyqueue';
import { LEVELS, STAGES } from '../audit/event.ts';
import { DRIFTS } from '../policy/drift.ts';
import { excludedValues, includedValues } from '../query/edit.ts';
import type { Field, Query } from '../query/query.ts';
import type { CodeArray } from './code-array.ts';
import type { Counted, FacetView } from './engine.ts';
import { mostCounted } from './most.ts';
import type { Segment } from './segment.ts';
import type { Selection } from './selection.ts';
import type { FieldColumn } from './tables.ts';

export class FacetCounts {
  readonly field: Field;
  readonly column: FieldColumn;
  /** Mask bits that do not keep a row from being counted here: the facet's own. */
  private readonly others: number;
  private counts: Int32Array = new Int32Array(64);

  constructor(field: Field, column: FieldColumn, ownBit: number) {
    this.field = field;
    this.column = column;
    this.others = ~ownBit;
  }

  /** Counts the rows of a selection, whose fail masks these are, once more or once less. */
  count(segment: Segment, mask: Uint16Array, rows: Selection, sign: 1 | -1): void {
    const { column } = this.column;
    const codes = segment.codes[column];
    const size = this.column.size();
    this.makeRoom(size);
    const { counts, others } = this;
    const isWhole = rows.from === segment.start && rows.to === segment.end;
    // What fails by the facet's own terms alone counts here too.
    const hasOwn = (rows.bits & ~others) !== 0;
    const all = isWhole && (hasOwn || rows.failed < rows.passed) ? segment.counts.of(column, size) : null;
    if (all !== null) {
      addAll(counts, all, size, sign);
      if ((rows.bits & others) !== 0) countFailing(codes, counts, mask, rows, others, -sign, true);
    } else {
      countPassing(codes, counts, rows, sign);
      if (hasOwn) countFailing(codes, counts, mask, rows, others, sign, false);
    }
  }

  /** Forgets all that was counted. */
  reset(): void {
    this.counts = new Int32Array(64);
  }

  /** Count of each value; a multi-valued code counts once under each. A missing field counts under ''. */
  values(): Map<string, number> {
    this.makeRoom(this.column.size());
    const found = new Map<string, number>();
    for (let code = 0; code < this.column.size(); code++) {
      const count = this.counts[code]!;
      if (count === 0) continue;
      const values = this.column.values(code);
      for (const value of values.length === 0 ? [''] : new Set(values)) {
        found.set(value, (found.get(value) ?? 0) + count);
      }
    }
    return found;
  }

  /**
   * Of the codes with a count the `limit` nearest: `tables` say by code how near, 0 for not at all, the larger the better;
   * of those alike the most frequent.
   */
  nearest(tables: readonly Uint8Array[], limit: number): readonly number[] {
    const size = this.column.size();
    this.makeRoom(size);
    if (tables.length === 0) return [];
    const { counts } = this;
    // Nearness first: counts stay below 2^40, so that both fit one number.
    const least = new TinyQueue<Ranked>([], (a, b) => a.rank - b.rank);
    for (let code = 1; code < size; code++) {
      const count = counts[code]!;
      if (count === 0) continue;
      let near = 0;
      for (const table of tables) if (table[code]! > near) near = table[code]!;
      if (near === 0) continue;
      const rank = near * 2 ** 40 + count;
      if (least.length < limit) least.push({ code, rank });
      else if (rank > (least.peek()?.rank ?? 0)) {
        least.pop();
        least.push({ code, rank });
      }
    }
    return least.data.map(({ code }) => code);
  }

  /** The values of some codes with their counts, and the codes; a value of several codes once. */
  told(codes: readonly number[]): readonly Told[] {
    const found = new Map<string, { count: number; codes: number[] }>();
    for (const code of codes) {
      for (const value of new Set(this.column.values(code))) {
        const known = found.get(value) ?? { count: 0, codes: [] };
        found.set(value, { count: known.count + this.counts[code]!, codes: [...known.codes, code] });
      }
    }
    return [...found].map(([value, { count, codes: own }]) => ({ value, count, codes: own }));
  }

  /** Every value that has a count, and how many there are. */
  all(): { readonly values: Counted[]; readonly distinct: number } {
    const values = [...this.values()].map(([value, count]): Counted => ({ value, count }));
    return { values, distinct: values.length };
  }

  /** The `limit` most frequent values at least, those `wanted` that have a count too, and how many there are of all. */
  most(limit: number, wanted: ReadonlySet<string>): { readonly values: Counted[]; readonly distinct: number } {
    const { find, size } = this.column;
    if (find === undefined) return this.all();
    this.makeRoom(size());
    const textOf = (code: number): string => this.column.values(code)[0] ?? '';
    const { codes, distinct } = mostCounted(this.counts, size(), limit, textOf);
    const shown = new Set(codes);
    for (const value of wanted) {
      const code = find(value);
      if (code >= 0 && this.counts[code]! > 0) shown.add(code);
    }
    return { values: [...shown].map((code) => ({ value: textOf(code), count: this.counts[code]! })), distinct };
  }

  private makeRoom(size: number): void {
    if (size <= this.counts.length) return;
    const { counts } = this;
    this.counts = new Int32Array(size * 2);
    this.counts.set(counts);
  }
}

export interface Told extends Counted {
  readonly codes: readonly number[];
}

interface Ranked {
  readonly code: number;
  readonly rank: number;
}

function addAll(counts: Int32Array, all: Uint32Array, size: number, sign: number): void {
  for (let code = 0; code < size; code++) counts[code]! += sign * all[code]!;
}

function countPassing(codes: CodeArray, counts: Int32Array, rows: Selection, sign: number): void {
  const { from, to, passing, passed, failed } = rows;
  if (failed === 0) for (let row = from; row < to; row++) counts[codes[row]!]! += sign;
  else for (let at = 0; at < passed; at++) counts[codes[passing[at]!]!]! += sign;
}

/** Of the failing rows those that fail by one of the bits `others`, or those that do not. */
function countFailing(
  codes: CodeArray,
  counts: Int32Array,
  mask: Uint16Array,
  { failing, failed }: Selection,
  others: number,
  sign: number,
  byOthers: boolean,
): void {
  for (let at = 0; at < failed; at++) {
    const row = failing[at]!;
    const isByOthers = ((mask[row]! & others & 0xffff) + 0xffff) >> 16; // No branch, as in `Selection`.
    counts[codes[row]!]! += byOthers ? sign * isByOthers : sign * (1 - isByOthers);
  }
}

/** What a pane shows: the most frequent values, and those with a filter on them even at 0. */
export function facetView(counts: FacetCounts, limit: number, query: Query): FacetView {
  const { field } = counts;
  const filtered = new Set([...includedValues(query, field), ...excludedValues(query, field)]);
  for (const value of filtered) if (/[*?]/.test(value)) filtered.delete(value);
  const { values, distinct } = hasOwnOrder(field) ? counts.all() : counts.most(limit, filtered);
  const shown = new Set(values.map(({ value }) => value));
  for (const value of filtered) if (!shown.has(value)) values.push({ value, count: 0 });
  values.sort(orderOf(field));
  return { field, values: values.filter((value, at) => at < limit || filtered.has(value.value)), distinct };
}

function hasOwnOrder(field: Field): boolean {
  return field === 'source' || OWN_ORDER[field] !== undefined;
}

const OWN_ORDER: Partial<Record<Field, readonly string[]>> = { stage: STAGES, level: LEVELS, drift: DRIFTS };

/**
 * Stage, level and drift in their own order, sources by name, so that they stay where they are; all others most first,
 * ties by value in code unit order.
 */
export function orderOf(field: Field): (a: Counted, b: Counted) => number {
  const own = OWN_ORDER[field];
  const byValue = (a: Counted, b: Counted): number => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
  if (field === 'source') return byValue;
  const byCount = (a: Counted, b: Counted): number => b.count - a.count || byValue(a, b);
  if (own === undefined) return byCount;
  const place = (value: string): number => (own.includes(value) ? own.indexOf(value) : own.length);
  return (a, b) => place(a.value) - place(b.value) || byCount(a, b);
}
