/** Several iterators, each pulled on its own: what they give is dealt with one after the other, in the order it came. */

export interface Pulls {
  /** For whoever is pulled: it ends with the caller's signal, and when these are closed. */
  readonly signal: AbortSignal;
  /** Whether an iterator has not ended, or something is still to be dealt with. */
  readonly open: boolean;
  /** Asks an iterator for its next value; `onNext` gets it when its turn has come, null at the end. */
  pull<T>(iterator: AsyncIterator<T>, onNext: (value: T | null) => void): void;
  /** Deals with what came first; false where nothing has come. What an iterator threw is thrown. */
  deal(): boolean;
  /** Resolves when there is something to deal with. For one waiter at a time. */
  came(): Promise<void>;
  /** Aborts the signal, and returns all iterators that have not ended. */
  close(): Promise<void>;
}

export function createPulls(until: AbortSignal): Pulls {
  const ready: (() => void)[] = [];
  const iterators = new Set<AsyncIterator<unknown>>();
  // Whoever waits for something is told to end when one fails, or nobody wants more.
  const stop = new AbortController();
  let wake: (() => void) | null = null;

  function push(one: () => void): void {
    ready.push(one);
    wake?.();
    wake = null;
  }

  return {
    signal: AbortSignal.any([until, stop.signal]),
    get open() {
      return iterators.size > 0 || ready.length > 0;
    },
    pull(iterator, onNext) {
      iterators.add(iterator);
      iterator.next().then(
        (next) => {
          if (next.done === true) iterators.delete(iterator);
          push(() => onNext(next.done === true ? null : next.value));
        },
        (error: unknown) =>
          push(() => {
            throw error;
          }),
      );
    },
    deal() {
      const one = ready.shift();
      one?.();
      return one !== undefined;
    },
    async came() {
      if (ready.length > 0) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    },
    async close() {
      stop.abort();
      await Promise.all([...iterators].map((iterator) => iterator.return?.()));
    },
  };
}
