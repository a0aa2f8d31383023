/** Walking the passing rows in order, from any row, in either direction. */
import type { Index } from './index-store.ts';
import type { Segment } from './segment.ts';
import type { Standing } from './standing.ts';

export interface RowRef {
  readonly segment: Segment;
  readonly row: number;
}

/** Passing rows after (1) or before (-1) a row, which need not pass itself; from the newest (or oldest) for null. */
export function* passingRows(index: Index, standing: Standing, from: RowRef | null, dir: 1 | -1): Generator<RowRef> {
  const { segments } = index;
  const first = from === null ? (dir > 0 ? 0 : segments.length - 1) : segments.indexOf(from.segment);
  for (let at = first; at >= 0 && at < segments.length; at += dir) {
    const segment = segments[at]!;
    const mask = standing.ensure(segment);
    const inside = from !== null && segment === from.segment;
    let row = dir > 0 ? (inside ? from.row + 1 : segment.start) : inside ? from.row - 1 : segment.end - 1;
    for (; row >= segment.start && row < segment.end; row += dir) if (mask[row] === 0) yield { segment, row };
  }
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
  for (const segment of index.segments) {
    if (segment === at.segment) return position + standing.passingBefore(segment, at.row);
    position += standing.passingIn(segment);
  }
  return position;
}
