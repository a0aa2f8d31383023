/** Counts of a field's codes under a view, kept as rows come and go, and their most frequent values. */
import { LEVELS, STAGES } from '../audit/event.ts';
import { DRIFTS } from '../policy/drift.ts';
import { excludedValues, includedValues } from '../query/edit.ts';
import type { Field, Query } from '../query/query.ts';
import type { Counted, FacetView } from './engine.ts';
import type { Segment } from './segment.ts';
import type { FieldColumn } from './tables.ts';

export class FacetCounts {
  readonly field: Field;
  readonly column: FieldColumn;
  /** Mask bits that do not keep a row from being counted here: the facet's own. */
  private readonly others: number;
  private counts: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** µs of the latest counted row of each code; only where asked for. */
  private last: Float64Array<ArrayBuffer> | null;

  constructor(field: Field, column: FieldColumn, ownBit: number, withLast = false) {
    this.field = field;
    this.column = column;
    this.others = ~ownBit;
    this.last = withLast ? new Float64Array(64) : null;
  }

  /** Counts rows `[from, to)`, once more or once less. */
  count(segment: Segment, mask: Uint16Array, from: number, to: number, sign: 1 | -1): void {
    const codes = segment.codes[this.column.column];
    this.makeRoom();
    const { counts, others, last } = this;
    for (let row = from; row < to; row++) if ((mask[row]! & others) === 0) counts[codes[row]!]! += sign;
    if (last === null || sign < 0) return;
    for (let row = from; row < to; row++) {
      if (mask[row] === 0 && segment.time[row]! > last[codes[row]!]!) last[codes[row]!] = segment.time[row]!;
    }
  }

  /** Forgets all that was counted. */
  reset(): void {
    this.counts = new Float64Array(64);
    if (this.last !== null) this.last = new Float64Array(64);
  }

  /** Count of each value; a multi-valued code counts once under each. A missing field counts under ''. */
  values(): Map<string, { count: number; last: number }> {
    this.makeRoom();
    const found = new Map<string, { count: number; last: number }>();
    for (let code = 0; code < this.column.size(); code++) {
      const count = this.counts[code]!;
      if (count === 0) continue;
      const values = this.column.values(code);
      for (const value of values.length === 0 ? [''] : new Set(values)) {
        const known = found.get(value) ?? { count: 0, last: 0 };
        found.set(value, { count: known.count + count, last: Math.max(known.last, this.last?.[code] ?? 0) });
      }
    }
    return found;
  }

  private makeRoom(): void {
    const size = this.column.size();
    if (size <= this.counts.length) return;
    this.counts = enlarged(this.counts, size * 2);
    if (this.last !== null) this.last = enlarged(this.last, size * 2);
  }
}

/** What a pane shows: the most frequent values, and those with a filter on them even at 0. */
export function facetView(counts: FacetCounts, limit: number, query: Query): FacetView {
  const { field } = counts;
  const found = counts.values();
  const filtered = new Set([...includedValues(query, field), ...excludedValues(query, field)]);
  const values: Counted[] = [...found].map(([value, { count }]) => ({ value, count }));
  const distinct = values.length;
  for (const value of filtered) if (!found.has(value) && !/[*?]/.test(value)) values.push({ value, count: 0 });
  values.sort(orderOf(field));
  return { field, values: values.filter((value, at) => at < limit || filtered.has(value.value)), distinct };
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

function enlarged(array: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size);
  larger.set(array);
  return larger;
}
