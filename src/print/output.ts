/** Writing to stdout without running ahead of it: a slow reader slows the pass, a closed pipe ends it quietly. */
import { once } from 'node:events';

export interface Output {
  /** Whether the reader is gone, or writing failed. */
  readonly closed: boolean;
  /** Why writing failed; null where it did not, or where only the reader went. */
  readonly failure: Error | null;
  write(text: string): void;
  /** Hands over what was written; waits while the reader is behind. */
  flush(): Promise<void>;
}

/** Collects text and writes it in pieces. `onClosed` is called when nothing more can be written. */
export function outputTo(stream: NodeJS.WritableStream, onClosed: () => void): Output {
  let pending: string[] = [];
  let closed = false;
  let failure: Error | null = null;
  const fail = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') failure ??= error;
    closed = true;
    onClosed();
    stream.emit('drain');
  };
  stream.on('error', fail);
  return {
    get closed() {
      return closed;
    },
    get failure() {
      return failure;
    },
    write(text) {
      pending.push(text);
    },
    async flush() {
      if (pending.length === 0 || closed) return;
      const text = pending.join('');
      pending = [];
      if (!stream.write(text) && !closed) await once(stream, 'drain');
    },
  };
}
