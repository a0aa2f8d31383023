/**
 * Which distances between events are out of proportion. A source has its own pace: it is told where that breaks, and
 * rather too little than something that is the source's nature.
 */
import { type Distance, type Distances, sizeOf } from './distances.ts';

/** µs. Less is no silence, however busy the source is: the list shows it. */
const LEAST = 30_000_000;
/** So many times the usual distance: by chance alone that happens once in e^50. */
const TIMES_USUAL = 50;
/** With fewer usual distances nothing is known of what is usual. */
const KNOWN_AFTER = 100;
/** So many alike are the nature of a source (jobs by the hour, people by day): then only one three times larger is told. */
const ALIKE = 10;
const TIMES_ALIKE = 3;
/** With more than these, a source that is silent for more than half its time is so by nature. */
const FEW = 2;

export interface Pace {
  /** µs: the mean distance of one event from the one before, less the silences. */
  readonly usual: number;
  /** µs: a longer distance is a silence; Infinity where none is. */
  readonly least: number;
}

/** The pace of a source; null where too little is known of it. */
export function paceOf(known: Distances): Pace | null {
  const sizes = known.large.map(sizeOf).sort((a, b) => a - b);
  let awake = known.latest - known.first - sizes.reduce((sum, size) => sum + size, 0);
  let count = known.events - 1 - sizes.length;
  let silent = 0;
  // What turns out to be usual makes more usual: from the least on, until none is added.
  let usual = count > 0 ? awake / count : 0;
  for (; silent < sizes.length; silent++) {
    const size = sizes[silent]!;
    if (size > leastOf(usual)) break;
    awake += size;
    count++;
    usual = awake / count;
  }
  if (count < KNOWN_AFTER) return null;
  const silences = sizes.slice(silent);
  const together = silences.reduce((sum, size) => sum + size, 0);
  if (silences.length > FEW && together > awake) return { usual, least: Number.POSITIVE_INFINITY };
  const alike = silences.at(-ALIKE);
  return { usual, least: Math.max(leastOf(usual), alike === undefined ? 0 : TIMES_ALIKE * alike) };
}

/** In the order of time. */
export function silencesIn({ large }: Distances, { least }: Pace): Distance[] {
  return large.filter((each) => sizeOf(each) > least);
}

function leastOf(usual: number): number {
  return Math.max(LEAST, TIMES_USUAL * usual);
}
