/** A read that is begun before anybody asks for what it reads, while the consumer deals with what it has. */

/** One at a time, of one thing to be read. */
export interface Ahead<T> {
  /** Begins a read. What was begun before has been taken, or discarded. */
  begin(reading: Promise<T>): void;
  /** What was begun, to be awaited by the caller, who gets its error; null where nothing was. */
  take(): Promise<T> | null;
  /** Waits until nothing is read any more, and forgets what was: needed before what is read from is closed. */
  discard(): Promise<void>;
}

export function createAhead<T>(): Ahead<T> {
  let begun: Promise<T> | null = null;
  return {
    begin(reading) {
      reading.catch(() => undefined); // Told to whoever takes it, if anybody does.
      begun = reading;
    },
    take() {
      const taken = begun;
      begun = null;
      return taken;
    },
    async discard() {
      const left = begun;
      begun = null;
      await left?.catch(() => undefined); // What nobody took has told nobody anything.
    },
  };
}
