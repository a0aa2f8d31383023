/** The process's own stdin as a stream, opened so that a read under way never keeps the program from ending. */

import { createReadStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { isatty, ReadStream } from 'node:tty';

/** What is used of the runtime that the executable is made with. */
interface BunGlobal {
  readonly Bun?: { readonly stdin: { stream(): ReadableStream<Uint8Array> } };
}

/** Works in a worker too, whose `process.stdin` is another stream. The descriptor stays open. */
export function openStdin(): Readable {
  const { Bun } = globalThis as BunGlobal; // absent under Node
  // Under Bun a socket cannot be made of a pipe's descriptor, and a file's stream blocks the end of its thread.
  if (Bun !== undefined) return Readable.fromWeb(Bun.stdin.stream());
  if (isatty(0)) return new ReadStream(0);
  const stat = fstatSync(0);
  // A file's stream would read a pipe in a thread that nothing can wake until its writer writes.
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd: 0, readable: true, writable: false });
  return createReadStream('', { fd: 0, autoClose: false, highWaterMark: 1024 * 1024 });
}
