/** Writing to stdout without running ahead of it: a slow reader slows the pass, a closed pipe ends it quietly. */
import { once } from 'node:events';

export interface Output {
  /** Whether the reader is gone. */
  readonly closed: boolean;
  write(text: string): void;
  /** Hands over what was written; waits while the reader is behind. */
  flush(): Promise<void>;
}

/** Collects text and writes it in pieces. `onClosed` is called once, when the reader is gone. */
export function outputTo(stream: NodeJS.WritableStream, onClosed: () => void): Output {
  let pending: string[] = [];
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
    onClosed();
    stream.emit('drain');
  });
  return {
    get closed() {
      return closed;
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
