/** The rows of one source, segment by segment in its own order, and where they stand among those of the others. */

import { type CodeArray, codeArray, SEGMENT_ROWS } from './code-array.ts';
import type { Segment } from './segment.ts';
import { Stubs } from './stubs.ts';

export class Lane {
  readonly source: number;
  /** In the order recorded, the oldest first. */
  readonly segments: Segment[] = [];
  /** Where the lines stand whose rows were let go. */
  readonly stubs = new Stubs();
  /** The source's code, for all its segments. */
  readonly codes: CodeArray;
  /** Rows held. */
  held = 0;

  /** `code`: that of the source's name. */
  constructor(source: number, code: number) {
    this.source = source;
    this.codes = codeArray(SEGMENT_ROWS, code);
    if (code > 0) this.codes.fill(code);
  }

  /** µs of the newest row held, NaN where there is none. */
  get newest(): number {
    const last = this.segments.at(-1);
    return last === undefined || last.start === last.end ? Number.NaN : last.time[last.end - 1]!;
  }

  /** Makes the floors right again after rows came to the segment at `from`, or it came itself. */
  settleFloors(from: number): void {
    for (let at = from; at < this.segments.length; at++) {
      const { merge } = this.segments[at]!;
      if (merge === null) return;
      const floor = this.floorOf(at);
      if (at > from && floor === merge.floor) return;
      merge.floor = floor;
    }
  }

  /** The greatest merge time before a segment. */
  private floorOf(at: number): number {
    const before = this.segments[at - 1];
    if (before === undefined || before.merge === null) return Number.NEGATIVE_INFINITY;
    return before.end > before.start ? before.merge.of(before.end - 1) : before.merge.floor;
  }

  /** From now on the rows are merged with those of other sources. */
  beginMerge(): void {
    for (const segment of this.segments) segment.beginMerge();
    this.settleFloors(0);
  }
}
