/** A stream that is pulled: it is read only when asked, so its writer waits when nobody asks. */

import type { Readable } from 'node:stream';

export interface Pull {
  /** The bytes that are there, at least one, waiting for them; null at the end or when aborted. Errors are thrown. */
  next(): Promise<Buffer | null>;
  close(): void;
}

/** Takes over the stream, which nothing else may read, and destroys it when closed. */
export function createPull(stream: Readable, signal: AbortSignal): Pull {
  let over = false;
  let error: Error | null = null;
  let wake: (() => void) | null = null;
  const woken = (): void => {
    wake?.();
    wake = null;
  };
  const finished = (): void => {
    over = true;
    woken();
  };
  stream.on('readable', woken);
  stream.on('end', finished);
  stream.on('close', finished);
  stream.on('error', (why) => {
    error = why;
    finished();
  });
  signal.addEventListener('abort', woken, { once: true });

  return {
    async next() {
      for (;;) {
        if (signal.aborted) return null;
        const bytes: unknown = stream.read();
        if (bytes instanceof Buffer) return bytes;
        if (bytes instanceof Uint8Array) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        if (error !== null) throw error;
        if (over) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close() {
      signal.removeEventListener('abort', woken);
      stream.destroy();
    },
  };
}
