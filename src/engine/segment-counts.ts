/** How often each code stands in a column of a segment, whatever is filtered: counted once, and kept as rows come. */
import type { Codes, Segment } from './segment.ts';

/** Beyond so many codes a column is counted row by row each time: the table would be as large as the column. */
const MOST_CODES = 8192;

/** Counts by code for rows `[from, to)`. */
interface Counted {
  counts: Uint32Array;
  from: number;
  to: number;
}

export class SegmentCounts {
  private readonly segment: Segment;
  private readonly columns = new Map<keyof Codes, Counted>();

  constructor(segment: Segment) {
    this.segment = segment;
  }

  /** Memory that it takes. */
  get bytes(): number {
    let sum = 0;
    for (const { counts } of this.columns.values()) sum += counts.byteLength;
    return sum;
  }

  /** Of all rows the count by code, `size` of which there are; null where these are too many to be worth it. */
  of(column: keyof Codes, size: number): Uint32Array | null {
    if (size > MOST_CODES) return null;
    const { start, end, codes } = this.segment;
    let counted = this.columns.get(column);
    if (counted === undefined) {
      counted = { counts: new Uint32Array(size), from: start, to: start };
      this.columns.set(column, counted);
    }
    if (counted.counts.length < size) {
      const larger = new Uint32Array(size * 2);
      larger.set(counted.counts);
      counted.counts = larger;
    }
    const { counts } = counted;
    const values = codes[column];
    for (let row = start; row < counted.from; row++) counts[values[row]!]!++;
    for (let row = counted.to; row < end; row++) counts[values[row]!]!++;
    counted.from = start;
    counted.to = end;
    return counts;
  }

  /** Forgets a column, whose codes are other ones now. */
  forget(column: keyof Codes): void {
    this.columns.delete(column);
  }
}
