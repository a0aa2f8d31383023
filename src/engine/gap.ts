/** What may be missing from a log, or is worth knowing of how it was recorded: what the engine tells of gaps. */

import type { EventId } from './engine.ts';

/** Where a gap is. Times are µs since 1970, by the clock of the events. */
interface Stretch {
  /** The number of its source. */
  readonly source: number;
  readonly from: number;
  readonly to: number;
  /** The event after the gap; of what still lasts the one before it. */
  readonly event: EventId;
}

/** A rotated file is missing between two that are there. Paths are as they were opened. */
export interface MissingFile extends Stretch {
  readonly kind: 'missing-file';
  readonly before: string;
  readonly after: string;
  /** logrotate's numbers that are missing, both ends included; null where the names hold times. */
  readonly numbers: { readonly least: number; readonly most: number } | null;
}

/** No event for a time out of proportion. */
export interface Silence extends Stretch {
  readonly kind: 'silence';
  /** µs from one event to the next, as is usual in this source. */
  readonly usual: number;
  /** It goes on: `to` is when it was told. */
  readonly lasts: boolean;
}

/** kube-apiserver started. `from` and `to` are the silence before it, or the same where there was none. */
export interface Restart extends Stretch {
  readonly kind: 'restart';
  /** No event is known from before it: it may be its first start, or the log's beginning. */
  readonly first: boolean;
}

/** All events of a source that kube-apiserver cut the bodies off; `event` is the newest of them. */
export interface Truncated extends Stretch {
  readonly kind: 'truncated';
  readonly count: number;
}

export type Gap = MissingFile | Silence | Restart | Truncated;

/** Restarts and events without their bodies are worth knowing, but nothing is missing from the log for them. */
export function isMissing({ kind }: Gap): boolean {
  return kind === 'missing-file' || kind === 'silence';
}
