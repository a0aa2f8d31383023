/** Waiting for a stream that is read when asked, not when it has something. */
import type { Readable } from 'node:stream';

export interface StreamWatch {
  /** Whether nothing more comes: it ended, was closed, or failed. */
  readonly over: boolean;
  readonly error: NodeJS.ErrnoException | null;
  /** Until the stream has something to read, is over, or `wake` is called; for one waiter at a time. */
  changed(): Promise<void>;
  wake(): void;
}

/** What the stream has to say from now on. */
export function watchStream(stream: Readable): StreamWatch {
  let over = false;
  let error: NodeJS.ErrnoException | null = null;
  let waiter: (() => void) | null = null;
  const wake = (): void => {
    waiter?.();
    waiter = null;
  };
  const finished = (): void => {
    over = true;
    wake();
  };
  stream.on('readable', wake);
  stream.on('end', finished);
  stream.on('close', finished);
  stream.on('error', (why: NodeJS.ErrnoException) => {
    error = why;
    finished();
  });
  return {
    get over() {
      return over;
    },
    get error() {
      return error;
    },
    changed: () =>
      new Promise<void>((resolve) => {
        waiter = resolve;
      }),
    wake,
  };
}
