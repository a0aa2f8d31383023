/** Walking the passing rows in order, from any row, in either direction: several sources are merged on the way. */
import type { Index } from './index-store.ts';
import type { Lane } from './lanes.ts';
import type { Segment } from './segment.ts';
import type { Standing } from './standing.ts';

export interface RowRef {
  readonly segment: Segment;
  readonly row: number;
}

/** Passing rows after (1) or before (-1) a row, which need not pass itself; from the newest (or oldest) for null. */
export function* passingRows(index: Index, standing: Standing, from: RowRef | null, dir: 1 | -1): Generator<RowRef> {
  const cursors = index.lanes.map(
    (lane) => new Cursor(lane, standing, dir, from === null ? null : limitOf(lane, from)),
  );
  for (;;) {
    const next = nearest(cursors, dir);
    if (next === null) return;
    if (next.at !== null) yield next.at;
    next.step();
  }
}

/** The cursor whose next row comes first; where that is not known yet, the one that has to look for it. */
function nearest(cursors: readonly Cursor[], dir: 1 | -1): Cursor | null {
  let best: Cursor | null = null;
  for (const cursor of cursors) {
    if (cursor.over) continue;
    if (best === null || dir * (cursor.time - best.time) < 0 || (dir < 0 && cursor.time === best.time)) best = cursor;
  }
  return best;
}

/** Goes over the passing rows of one source; it looks into a segment only when its turn has come. */
class Cursor {
  /** The row it stands at; null before the first passing row of a segment was looked for. */
  at: RowRef | null = null;
  over = false;
  /** When that row is merged, µs; before it is known, when the first row of the segment at the soonest would be. */
  time = 0;
  private readonly segments: readonly Segment[];
  /** The first row of each: rows that come in front of these while somebody walks are not walked over. */
  private readonly starts: readonly number[];
  private readonly standing: Standing;
  private readonly dir: 1 | -1;
  private segment: number;
  /** Of the segment that it begins in. */
  private row: number | null;

  /** `from`: the row after which to begin; null for the end of the lane. */
  constructor(lane: Lane, standing: Standing, dir: 1 | -1, from: Place | null) {
    // A copy: segments may come and go while somebody walks.
    this.segments = lane.segments.slice();
    this.starts = lane.segments.map(({ start }) => start);
    this.standing = standing;
    this.dir = dir;
    this.segment = from?.segment ?? (dir > 0 ? 0 : this.segments.length - 1);
    // A row or the gap before it: the first row after it, or the last one before it.
    this.row = from === null ? null : dir < 0 ? from.row - 1 : from.row + (from.isRow ? 1 : 0);
    this.arrive();
  }

  step(): void {
    const segment = this.segments[this.segment]!;
    const { dir } = this;
    if (this.at === null && this.row === null && this.standing.passingIn(segment) === 0) {
      this.segment += dir;
      this.arrive();
      return;
    }
    const mask = this.standing.ensure(segment);
    const start = this.starts[this.segment]!;
    const { end } = segment;
    let row = this.row ?? this.firstRow();
    while (row >= start && row < end && mask[row] !== 0) row += dir;
    if (row >= start && row < end) {
      this.at = { segment, row };
      this.time = timeOf(segment, row);
      this.row = row + dir;
      return;
    }
    this.segment += dir;
    this.row = null;
    this.arrive();
  }

  /** At a segment, of which nothing is known yet. */
  private arrive(): void {
    this.at = null;
    const segment = this.segments[this.segment];
    if (segment === undefined) {
      this.over = true;
      return;
    }
    const row = this.row ?? this.firstRow();
    const isWithin = row >= this.starts[this.segment]! && row < segment.end;
    this.time = isWithin ? timeOf(segment, row) : -this.dir * Number.POSITIVE_INFINITY;
  }

  /** Of its segment the one at which the walk begins. */
  private firstRow(): number {
    return this.dir > 0 ? this.starts[this.segment]! : this.segments[this.segment]!.end - 1;
  }
}

/** A place in a lane: a row of it, or the gap before that row. */
interface Place {
  /** Index in the lane. */
  readonly segment: number;
  readonly row: number;
  readonly isRow: boolean;
}

/** Where a row stands in a lane, its own or another. */
function limitOf(lane: Lane, at: RowRef): Place {
  const own = lane.segments.indexOf(at.segment);
  if (own >= 0) return { segment: own, row: at.row, isRow: true };
  const time = timeOf(at.segment, at.row);
  // Of one time the source that was named first comes first.
  const isFirst = lane.segments[0] !== undefined && lane.segments[0].file < at.segment.file;
  const isBefore = (segment: Segment, row: number): boolean => {
    const other = timeOf(segment, row);
    return other < time || (other === time && isFirst);
  };
  let low = 0;
  let high = lane.segments.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const segment = lane.segments[middle]!;
    if (segment.end === segment.start || isBefore(segment, segment.end - 1)) low = middle + 1;
    else high = middle;
  }
  const segment = lane.segments[low];
  if (segment === undefined) return { segment: 0, row: 0, isRow: false };
  return { segment: low, row: firstRow(segment, (row) => !isBefore(segment, row)), isRow: false };
}

/** The first row of a segment for which `holds`, as it does for all after it; its end where it never does. */
function firstRow(segment: Segment, holds: (row: number) => boolean): number {
  let low = segment.start;
  let high = segment.end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** When a row is merged with those of other sources, µs; of one source alone all rows have the same. */
export function mergeTime({ segment: { merge }, row }: RowRef): number {
  return merge === null ? 0 : merge.of(row);
}

function timeOf(segment: Segment, row: number): number {
  return mergeTime({ segment, row });
}

/** At most `limit` rows of a walk. */
export function take(rows: Iterable<RowRef>, limit: number): RowRef[] {
  const taken: RowRef[] = [];
  if (limit <= 0) return taken;
  for (const row of rows) {
    taken.push(row);
    if (taken.length === limit) break;
  }
  return taken;
}

/** How many passing rows stand at or before a row that passes. */
export function positionOf(index: Index, standing: Standing, at: RowRef): number {
  let position = 1;
  for (const lane of index.lanes) {
    const limit = limitOf(lane, at);
    for (const segment of lane.segments.slice(0, limit.segment)) position += standing.passingIn(segment);
    const segment = lane.segments[limit.segment];
    if (segment !== undefined) position += standing.passingBefore(segment, limit.row);
  }
  return position;
}
