/** What is remembered of a segment's rows for the gaps, so that each row is looked at once, wherever it came in. */
import { Distances } from './distances.ts';
import { FLAG, type Segment } from './segment.ts';

export class SegmentLook {
  readonly segment: Segment;
  distances = new Distances();
  /** Rows that are signs of a start of kube-apiserver, in order. */
  signs: readonly number[] = [];
  /** Rows without their bodies, and the first and the last of them. */
  truncated = 0;
  firstTruncated = -1;
  lastTruncated = -1;
  /** Rows `[start, end)` were looked at. */
  private start: number;
  private end: number;

  constructor(segment: Segment) {
    this.segment = segment;
    this.start = segment.start;
    this.end = segment.start;
  }

  /** Looks at the rows that came since, at either end. */
  update(isSign: (segment: Segment, row: number) => boolean): void {
    const { segment, start, end } = this;
    if (segment.end > end) {
      const came = this.look(end, segment.end, isSign);
      this.distances.append(came.distances);
      this.signs = [...this.signs, ...came.signs];
      this.end = segment.end;
    }
    if (segment.start < start) {
      const came = this.look(segment.start, start, isSign);
      came.distances.append(this.distances);
      this.distances = came.distances;
      this.signs = [...came.signs, ...this.signs];
      this.start = segment.start;
    }
    this.distances.thin();
  }

  private look(from: number, to: number, isSign: (segment: Segment, row: number) => boolean) {
    const { segment } = this;
    const { flags } = segment;
    const distances = new Distances();
    const signs: number[] = [];
    for (let row = from; row < to; row++) {
      distances.add(segment, row);
      if (isSign(segment, row)) signs.push(row);
      if ((flags[row]! & FLAG.truncated) !== 0) this.noteTruncated(row);
    }
    return { distances, signs };
  }

  private noteTruncated(row: number): void {
    if (this.truncated === 0 || row < this.firstTruncated) this.firstTruncated = row;
    if (this.truncated === 0 || row > this.lastTruncated) this.lastTruncated = row;
    this.truncated++;
  }
}
