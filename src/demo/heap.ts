/** What is to happen, soonest first; of the same time, what was put in first. */
export interface Heap<T> {
  push(time: number, item: T): void;
  /** The time of the soonest, Infinity where there is none. */
  soonest(): number;
  pop(): T | undefined;
}

interface Entry<T> {
  readonly time: number;
  readonly order: number;
  readonly item: T;
}

export function createHeap<T>(): Heap<T> {
  const entries: Entry<T>[] = []; // A binary heap: entry i is before 2i+1 and 2i+2.
  let order = 0;
  const before = (a: number, b: number): boolean => {
    const [left, right] = [entries[a], entries[b]];
    if (left === undefined || right === undefined) return left !== undefined;
    return left.time < right.time || (left.time === right.time && left.order < right.order);
  };
  const swap = (a: number, b: number): void => {
    const [left, right] = [entries[a], entries[b]];
    if (left === undefined || right === undefined) return;
    entries[a] = right;
    entries[b] = left;
  };
  return {
    push(time, item) {
      let at = entries.push({ time, order: order++, item }) - 1;
      for (let up = (at - 1) >> 1; at > 0 && before(at, up); at = up, up = (at - 1) >> 1) swap(at, up);
    },
    soonest: () => entries[0]?.time ?? Number.POSITIVE_INFINITY,
    pop() {
      const first = entries[0];
      const last = entries.pop();
      if (first === undefined || last === undefined || entries.length === 0) return first?.item;
      entries[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const down = before(left + 1, left) ? left + 1 : left;
        if (!before(down, at)) return first.item;
        swap(at, down);
        at = down;
      }
    },
  };
}
