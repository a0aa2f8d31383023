/** A channel that keeps only the latest value of each type: a slow reader never makes it grow. */

interface Channel<T> {
  push(value: T): void;
  end(): void;
  /** One reader at a time. */
  readonly iterable: AsyncIterable<T>;
}

/** Values of the same `type` replace each other until they are read. */
export function latestOfEach<T extends { readonly type: string }>(): Channel<T> {
  const pending = new Map<string, T>();
  let wake: (() => void) | null = null;
  let ended = false;
  const rouse = (): void => {
    wake?.();
    wake = null;
  };
  async function* read(): AsyncGenerator<T> {
    for (;;) {
      const values = [...pending.values()];
      pending.clear();
      yield* values;
      if (pending.size > 0) continue;
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    push(value) {
      pending.set(value.type, value);
      rouse();
    },
    end() {
      ended = true;
      rouse();
    },
    iterable: { [Symbol.asyncIterator]: read },
  };
}
