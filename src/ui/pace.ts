/** How fast reading goes, and how long it will still take. */
import { literal, type SafeText } from '../audit/safe.ts';

/** What is averaged over, and from when on there is something to average. */
const WINDOW_MS = 2000;
const LEAST_MS = 1000;

/** Bytes read at some points in time, ms of a clock that never goes back, the oldest first. */
export type Pace = readonly { readonly at: number; readonly read: number }[];

export const NO_PACE: Pace = [];

/** The pace once `read` bytes in all are read at `at`; it begins anew where that is less than before. */
export function paced(pace: Pace, read: number, at: number): Pace {
  const last = pace.at(-1);
  if (last !== undefined && read < last.read) return [{ at, read }];
  // The newest one out of the window stays: the window is measured from there.
  const from = pace.findLastIndex((each) => each.at <= at - WINDOW_MS);
  return [...pace.slice(Math.max(0, from)), { at, read }];
}

/** Bytes a second over the last seconds; null while that is not known, or nothing comes. */
export function bytesPerSecond(pace: Pace): number | null {
  const [first] = pace;
  const last = pace.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return null;
  const perSecond = (1000 * (last.read - first.read)) / (last.at - first.at);
  return perSecond > 0 ? perSecond : null;
}

/** `4 s left`, `2 min left`, `3 h left`. */
export function leftText(seconds: number): SafeText {
  if (seconds <= 90) return literal(`${Math.max(1, Math.ceil(seconds))} s left`);
  if (seconds <= 90 * 60) return literal(`${Math.round(seconds / 60)} min left`);
  return literal(`${Math.round(seconds / 3600)} h left`);
}
