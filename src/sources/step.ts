/** What a follower does at a time, and what it is driven by. */

import type { SourceEvent } from './source.ts';

export interface Step {
  /** In order; at most one of them is `lines`. */
  readonly events: readonly SourceEvent[];
  /** `again`: there may be more at once; a number: nothing for so many ms, unless something happens. */
  readonly then: 'again' | 'end' | number;
}

export interface Follower {
  /** `woken`: something may have happened at the path. `detail`: what to say while live. */
  step(woken: boolean, detail: string): Promise<Step>;
  /** The state after a step threw `error`, a system error. */
  fail(error: unknown): Step;
  /** Counts up when another file is read under the path. */
  readonly switches: number;
  close(): Promise<void>;
}
