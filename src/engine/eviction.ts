/** Which rows go when the index has become too large: the oldest, a segment at a time. */
import type { Lane } from './lanes.ts';

/** The lane whose oldest segment goes next; each keeps its newest one. Null where there is none. */
export function oldestLane(lanes: readonly Lane[]): Lane | null {
  return lanes.reduce<Lane | null>((oldest, each) => (isOlder(each, oldest) ? each : oldest), null);
}

/** The lane whose rows that were let go are those next before all rows held; null where nothing was let go. */
export function newestStubs(lanes: readonly Lane[]): Lane | null {
  const begin = ({ segments: [first] }: Lane): number => first?.time[first.start] ?? Number.NEGATIVE_INFINITY;
  return lanes.reduce<Lane | null>((newest, each) => {
    if (each.stubs.newest === null) return newest;
    return newest === null || begin(each) > begin(newest) ? each : newest;
  }, null);
}

/** Whether the oldest segment of a lane, which is not its newest, ends before that of the other. */
function isOlder(lane: Lane, other: Lane | null): boolean {
  const oldest = lane.segments[0];
  if (oldest === undefined || lane.segments.length < 2) return false;
  const otherOldest = other?.segments[0];
  return otherOldest === undefined || !(oldest.time[oldest.end - 1]! >= otherOldest.time[otherOldest.end - 1]!);
}
