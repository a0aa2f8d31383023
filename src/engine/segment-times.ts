/** Between what times the rows of a segment lie: looked at once, and kept as rows come at either end. */
import type { Segment } from './segment.ts';

/** µs, both ends included. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export class SegmentTimes {
  private readonly segment: Pick<Segment, 'start' | 'end' | 'time'>;
  private from = Number.POSITIVE_INFINITY;
  private to = Number.NEGATIVE_INFINITY;
  private isWhole = true;
  /** Rows `[first, end)` were looked at. */
  private first: number;
  private end: number;

  constructor(segment: Pick<Segment, 'start' | 'end' | 'time'>) {
    this.segment = segment;
    this.first = segment.start;
    this.end = segment.start;
  }

  /** Null where no row has a time. Rows need not stand in the order of their times. */
  span(): TimeSpan | null {
    const { start, end, time } = this.segment;
    this.look(time, start, this.first);
    this.look(time, this.end, end);
    this.first = start;
    this.end = end;
    return this.from <= this.to ? { from: this.from, to: this.to } : null;
  }

  /** Whether all rows lie in it, and none is without a time. */
  within(from: number, to: number): boolean {
    const span = this.span();
    return this.isWhole && (span === null || (span.from >= from && span.to <= to));
  }

  /** Whether no row lies in it. */
  outside(from: number, to: number): boolean {
    const span = this.span();
    return span === null || span.to < from || span.from > to;
  }

  private look(time: Float64Array, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const at = time[row]!;
      if (Number.isNaN(at)) this.isWhole = false;
      if (at < this.from) this.from = at;
      if (at > this.to) this.to = at;
    }
  }
}

/** The least span that holds both. */
export function joined(a: TimeSpan | null, b: TimeSpan | null): TimeSpan | null {
  if (a === null || b === null) return a ?? b;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}
