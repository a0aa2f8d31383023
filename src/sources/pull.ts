/** A stream that is pulled: it is read only when asked, so its writer waits when nobody asks. */

import type { Readable } from 'node:stream';
import { watchStream } from './stream-watch.ts';

export interface Pull {
  /** The bytes that are there, at least one, waiting for them; null at the end or when aborted. Errors are thrown. */
  next(): Promise<Buffer | null>;
  close(): void;
}

/** Takes over the stream, which nothing else may read, and destroys it when closed. */
export function createPull(stream: Readable, signal: AbortSignal): Pull {
  const watch = watchStream(stream);
  signal.addEventListener('abort', watch.wake, { once: true });

  return {
    async next() {
      for (;;) {
        if (signal.aborted) return null;
        const bytes: unknown = stream.read();
        if (bytes instanceof Buffer) return bytes;
        if (bytes instanceof Uint8Array) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        if (watch.error !== null) throw watch.error;
        if (watch.over) return null;
        await watch.changed();
      }
    },
    close() {
      signal.removeEventListener('abort', watch.wake);
      stream.destroy();
    },
  };
}
