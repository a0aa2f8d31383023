/**
 * Holds the snapshot and tells who paints it. A key's answer is told at once; what comes from the data by itself is
 * told at most ten times a second, less often while the past is read, and only the latest of it.
 */
import { type Action, reduce } from './reducer.ts';
import type { State } from './state.ts';

export interface Store {
  get(): State;
  subscribe(listener: () => void): () => void;
  /** Takes effect and is told at once. With a key it takes the place of what waits under that key. */
  dispatch(action: Action, key?: string): void;
  /** Takes effect at the next tick of the data; of several with one key only the last. */
  later(key: string, action: Action): void;
  close(): void;
}

export const DATA_INTERVAL_MS = 100;
/** While the past is read, after the first of it: the list stays as it is, and the reader has need of the processor. */
export const READING_INTERVAL_MS = 250;
/** A key that changes the filter is painted together with its rows where these come this soon: one frame, not two. */
const HOLD_MS = 15;
/** What is told at the usual pace of what is read first. */
const FIRST_TICKS = 10;

/** What changed the snapshot: a key or its answer, or data that came by itself. */
export type Cause = 'key' | 'data';

/**
 * `after` runs after every change, before anyone is told: it may ask the engine for what the state now needs, and says
 * whether other rows are to come at once.
 */
export function createStore(initial: State, after: (cause: Cause) => boolean): Store {
  let state = initial;
  let ticks = 0;
  let lastTick = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let held: NodeJS.Timeout | null = null;
  const waiting = new Map<string, Action>();
  const listeners = new Set<() => void>();

  function apply(actions: Iterable<Action>, cause: Cause): void {
    const before = state;
    for (const action of actions) state = reduce(state, action);
    if (state === before) return;
    if (after(cause)) held ??= setTimeout(tell, HOLD_MS);
    else tell();
  }

  function tell(): void {
    if (held !== null) clearTimeout(held);
    held = null;
    for (const listener of listeners) listener();
  }

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.size === 0) return;
    lastTick = performance.now();
    ticks++;
    const actions = [...waiting.values()];
    waiting.clear();
    apply(actions, 'data');
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch(action, key) {
      if (key !== undefined) waiting.delete(key);
      apply([action], 'key');
    },
    later(key, action) {
      waiting.set(key, action);
      if (timer !== null) return;
      const isReading = ticks >= FIRST_TICKS && state.loading !== null && !state.loading.done;
      const wait = lastTick + (isReading ? READING_INTERVAL_MS : DATA_INTERVAL_MS) - performance.now();
      if (wait <= 0) flush();
      else timer = setTimeout(flush, wait);
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      if (held !== null) clearTimeout(held);
      timer = null;
      held = null;
      waiting.clear();
    },
  };
}
