/**
 * What came through a pipe, kept to be read back: in chunks on disk, of a bounded size in all. The chunks are files
 * that nobody else can read and that have no name any more when they are written to, so nothing stays behind.
 */

import { randomUUID } from 'node:crypto';
import { close, constants, ftruncate, openSync, read, unlinkSync, write } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from './file-errors.ts';

const writeAt = promisify(write);
const readAt = promisify(read);
const truncate = promisify(ftruncate);
const closeFd = promisify(close);

/** Calls that tests let fail. */
export interface SpoolCalls {
  /** Opens for reading and writing a file that must not be there yet. */
  open(path: string, flags: number, mode: number): number;
  write(fd: number, bytes: Uint8Array, from: number, length: number, at: number): Promise<{ bytesWritten: number }>;
}

export interface SpoolOptions {
  /** Where the files are for the moment in which they have a name. */
  readonly directory: string;
  /** Bytes of one chunk at most: what is dropped at once. */
  readonly chunkBytes: number;
  /** Bytes of all chunks at most; Infinity: as much as the folder takes. */
  readonly maxBytes: number;
  readonly calls: SpoolCalls;
}

export interface Spool {
  /**
   * Puts the bytes after all that was put before. What cannot be written (the folder is full) is not kept, and said
   * in `trouble`: it never throws. One call at a time.
   */
  add(bytes: Uint8Array): Promise<void>;
  /** A copy of bytes `[offset, offset + length)` of all that was put; null where they are not all kept. */
  read(offset: number, length: number): Promise<Uint8Array | null>;
  /** Bytes that were dropped because others came, the oldest. */
  readonly dropped: number;
  /** Bytes that were not kept because they could not be written, and the system's word for why, '' for none. */
  readonly lost: number;
  readonly trouble: string;
  /** Gives the disk its room back. Nothing can be read any more. */
  close(): Promise<void>;
}

/** A range of all that was put: bytes `[start, end)`. */
interface Range {
  readonly start: number;
  end: number;
}

/** One file; what could not be written is a hole in it. */
interface Chunk extends Range {
  readonly fd: number;
  readonly holes: Range[];
  /** Reads under way: it is not closed before they are done. */
  readers: number;
  retired: boolean;
}

const MB = 1024 * 1024;
const CALLS: SpoolCalls = { open: openSync, write: writeAt };

/** Keeps nothing and makes no file until something is put. */
export function createSpool(options: Partial<SpoolOptions> = {}): Spool {
  const { directory = tmpdir(), chunkBytes = 64 * MB, maxBytes = 1e9, calls = CALLS } = options;
  // Of a small spool too only a part is dropped at once.
  const size = Math.floor(Math.min(chunkBytes, maxBytes / 4));
  const chunks: Chunk[] = [];
  let total = 0; // bytes put so far
  let dropped = 0;
  let lost = 0;
  let trouble = '';
  let closed = false;

  async function retire(chunk: Chunk): Promise<void> {
    chunk.retired = true;
    if (chunk.readers === 0) await closeFd(chunk.fd);
  }

  /** Drops the oldest chunks until so many bytes more fit. */
  async function makeRoom(bytes: number): Promise<void> {
    for (let [oldest] = chunks; oldest !== undefined; [oldest] = chunks) {
      if (total + bytes - oldest.start <= maxBytes) return;
      chunks.shift();
      dropped += oldest.end - oldest.start - sum(oldest.holes);
      await retire(oldest);
    }
  }

  /** The chunk that the next byte goes to. */
  function current(): Chunk {
    const last = chunks.at(-1);
    if (last !== undefined && total - last.start < size) return last;
    const path = join(directory, `.auditty-${randomUUID()}`);
    const fd = calls.open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    // At once, in the same breath: whatever ends the program from now on leaves nothing behind.
    unlinkSync(path);
    const chunk: Chunk = { fd, holes: [], start: total, end: total, readers: 0, retired: false };
    chunks.push(chunk);
    return chunk;
  }

  /** Writes what fits into the current chunk; gives how much that was. System errors are thrown. */
  async function put(bytes: Uint8Array, from: number): Promise<number> {
    const chunk = current();
    const at = total - chunk.start;
    const want = Math.min(bytes.length - from, size - at);
    await makeRoom(want);
    try {
      const { bytesWritten } = await calls.write(chunk.fd, bytes, from, want, at);
      if (chunk.end < total) chunk.holes.push({ start: chunk.end, end: total });
      total += bytesWritten;
      chunk.end = total;
      return bytesWritten;
    } catch (error) {
      // What a failed write may have left would only keep the folder full.
      await truncate(chunk.fd, chunk.end - chunk.start).catch(() => undefined);
      throw error;
    }
  }

  async function part(chunk: Chunk, into: Buffer, offset: number): Promise<boolean> {
    chunk.readers++;
    try {
      let done = 0;
      while (done < into.length) {
        const at = offset - chunk.start + done;
        const { bytesRead } = await readAt(chunk.fd, into, done, into.length - done, at);
        if (bytesRead === 0) return false;
        done += bytesRead;
      }
      return true;
    } finally {
      chunk.readers--;
      if (chunk.retired && chunk.readers === 0) await closeFd(chunk.fd);
    }
  }

  return {
    async add(bytes) {
      const end = total + bytes.length;
      let from = 0;
      try {
        while (from < bytes.length && size > 0 && !closed) from += await put(bytes, from);
      } catch (error) {
        if (codeOf(error) === '') throw error;
        trouble = wordsOf(error);
        lost += end - total;
      }
      if (size === 0) dropped += bytes.length;
      total = end;
    },
    async read(offset, length) {
      const into = Buffer.allocUnsafeSlow(length);
      let done = 0;
      // A copy: chunks may be dropped meanwhile, and stay open until they are read.
      for (const chunk of [...chunks]) {
        const at = offset + done;
        if (done === length || at < chunk.start) break;
        if (at >= chunk.end) continue;
        if (chunk.retired) return null;
        const count = Math.min(length - done, chunk.end - at);
        if (chunk.holes.some((hole) => hole.start < at + count && hole.end > at)) return null;
        if (!(await part(chunk, into.subarray(done, done + count), at))) return null;
        done += count;
      }
      return done === length && !closed ? new Uint8Array(into.buffer, into.byteOffset, length) : null;
    },
    get dropped() {
      return dropped;
    },
    get lost() {
      return lost;
    },
    get trouble() {
      return trouble;
    },
    async close() {
      closed = true;
      await Promise.all(chunks.splice(0).map(retire));
    },
  };
}

function sum(ranges: readonly Range[]): number {
  return ranges.reduce((bytes, { start, end }) => bytes + end - start, 0);
}

function wordsOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the temporary folder is full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'the temporary folder cannot be written to';
  if (code === 'ENOENT') return 'there is no temporary folder';
  return `the temporary folder failed: ${code}`;
}
