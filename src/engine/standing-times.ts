/** What a standing view counts by time, and which segments are still to be counted so. */
import type { TimelineSpec } from './engine.ts';
import type { Index } from './index-store.ts';
import type { Segment } from './segment.ts';
import type { Selection } from './selection.ts';
import { TimelineCounts } from './timeline-counts.ts';

export class StandingTimes {
  /** Null where none are wanted. */
  counts: TimelineCounts | null = null;
  private readonly index: Index;
  /** Segments that are marked, and not counted by time. */
  private readonly pending = new Set<number>();
  private asked = '';

  constructor(index: Index) {
    this.index = index;
  }

  /** Whether all that is marked is counted. */
  get isSettled(): boolean {
    return this.pending.size === 0;
  }

  /** Counts as that asks for it; what was counted holds where only the number of bars is another. `marked`: segments. */
  ask(wanted: TimelineSpec | null, marked: Iterable<number>): void {
    const asked = JSON.stringify(wanted === null ? null : [wanted.from, wanted.to, wanted.highlight]);
    if (asked === this.asked) return;
    this.asked = asked;
    this.begin(wanted === null ? null : new TimelineCounts(this.index.tables, wanted), marked);
  }

  /** Counts all again: in units that are no larger than they have to be, and by the rules in force. */
  again(marked: Iterable<number>): void {
    this.begin(this.counts?.afresh() ?? null, marked);
  }

  isPending(segment: Segment): boolean {
    return this.pending.has(segment.id);
  }

  /** Whether the marked rows of a segment are to be counted now, which they then are no longer. */
  isDue(segment: Segment): boolean {
    return this.pending.delete(segment.id) && this.counts?.concerns(segment) === true;
  }

  /** Counts the passing rows of a selection once more or once less. */
  count(segment: Segment, rows: Selection, sign: 1 | -1): void {
    this.counts?.count(segment, rows, sign, this.held);
  }

  private readonly held = () => this.index.times();

  private begin(counts: TimelineCounts | null, marked: Iterable<number>): void {
    this.counts = counts;
    this.pending.clear();
    if (counts !== null) for (const id of marked) this.pending.add(id);
  }
}
