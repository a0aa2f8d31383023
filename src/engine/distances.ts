/**
 * The distances in time between successive events, joined from stretches in whatever order these come. Events are
 * late by milliseconds now and then (audit semantics, section 6), so that a distance is counted from the greatest
 * time so far.
 */
import type { Segment } from './segment.ts';
import type { RowRef } from './walk.ts';

/** A distance that is worth remembering: from the greatest time before (µs) to the row's. */
export interface Distance {
  readonly from: number;
  readonly to: number;
  readonly at: RowRef;
}

/** µs. A shorter distance is neither a silence nor the time that a start of kube-apiserver takes. */
const LEAST = 2_000_000;
/** Where a stretch has more, the largest ones stay: with so many none of them is out of proportion. */
const KEPT = 256;

/** A stretch of events in the order recorded. */
export class Distances {
  /** Events with a time. */
  events = 0;
  /** µs of the first event and of the latest; NaN where there is none. */
  first = Number.NaN;
  latest = Number.NaN;
  /** In order. */
  large: Distance[] = [];
  private firstAt: RowRef | null = null;

  /** One more event at the end. */
  add(segment: Segment, row: number): void {
    const time = segment.time[row]!;
    if (Number.isNaN(time)) return;
    if (this.events++ === 0) {
      this.first = time;
      this.latest = time;
      this.firstAt = { segment, row };
    } else if (time > this.latest) {
      if (time - this.latest > LEAST) this.large.push({ from: this.latest, to: time, at: { segment, row } });
      this.latest = time;
    }
  }

  /** The stretch that follows this one. */
  append(next: Distances): void {
    const { latest } = this;
    const isEmpty = this.events === 0;
    if (isEmpty) {
      this.first = next.first;
      this.firstAt = next.firstAt;
    } else if (next.firstAt !== null && next.first - latest > LEAST) {
      this.large.push({ from: latest, to: next.first, at: next.firstAt });
    }
    for (const each of next.large) {
      // What is late in the next stretch is not after a distance, but within one that ends with a later event.
      if (isEmpty || each.from >= latest) this.large.push(each);
      else if (each.to - latest > LEAST) this.large.push({ ...each, from: latest });
    }
    this.events += next.events;
    if (isEmpty || next.latest > latest) this.latest = next.latest;
  }

  /** Forgets the least of very many. */
  thin(): void {
    if (this.large.length <= 2 * KEPT) return;
    const sizes = this.large.map(sizeOf).sort((a, b) => b - a);
    const least = sizes[KEPT - 1] ?? 0;
    this.large = this.large.filter((each) => sizeOf(each) >= least).slice(-2 * KEPT);
  }
}

export function sizeOf({ from, to }: Pick<Distance, 'from' | 'to'>): number {
  return to - from;
}
