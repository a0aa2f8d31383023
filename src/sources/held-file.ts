/**
 * One open file by identity. It is trusted only as far as fstat and its first bytes say that it is still the file
 * it was: bytes are read first and checked after, so what is given out was in the file under the offsets it has.
 */

import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readAt, readTail } from './backwards.ts';
import type { FileOptions } from './file-options.ts';
import { type LineBuffer, lineBuffer } from './pieces.ts';
import type { FileRef } from './source.ts';

/** How much of a file's beginning tells it from another that took its place. */
const HEAD_BYTES = 1024;
/** A change this soon after the last look may carry the same mtime (kernel ticks, coarse file systems). */
const RACY_MS = 2000;

/** What stays known of a file after it was closed: enough to find it again and to know it. */
export interface FileRecord {
  readonly ref: FileRef;
  /** Where it was when opened, links resolved. */
  readonly realPath: string;
  /** Its first bytes, up to 1 KB: fewer while it is shorter. */
  head: Buffer;
  /** Truncated: its old bytes are nowhere any more. */
  dead: boolean;
  /** Open now. */
  held: HeldFile | null;
  /** The name under which it was found last. */
  foundPath: string;
  /** Bytes read and bytes there are, for the source's progress. */
  read: number;
  size: number;
}

export interface HeldFile {
  readonly record: FileRecord;
  handle: FileHandle;
  lines: LineBuffer;
  /** Bytes `[start, end)` were read; those before `start` are still to be read backwards. */
  start: number;
  end: number;
  /** Not read past this byte. Infinity while following. */
  limit: number;
  mtimeNs: bigint;
  checkedAt: number;
  /** `performance.now()` of the last growth. */
  grewAt: number;
  /** The torn last line was looked at since the last growth. */
  tornSeen: boolean;
  /** Names left: 0 means deleted. */
  links: number;
}

/** A thing at the path that is no regular file. */
export interface NotAFile {
  readonly detail: string;
}

/** Opens for reading only. System errors are thrown. */
export async function openHandle(path: string): Promise<FileHandle | NotAFile> {
  // Asked before opening: to open a pipe, even for a moment, can be felt by its writer.
  const before = await stat(path);
  if (before.isDirectory()) return { detail: `${path} is a directory.` };
  if (!before.isFile()) return { detail: `${path} is not a regular file.` };
  return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/**
 * Takes the open `handle` of `path` as file number `number`, to be read from byte 0 up to `limit`; NaN: its size
 * now. Closes it where that fails.
 */
export async function hold(
  handle: FileHandle,
  path: string,
  number: number,
  limit: number,
  options: FileOptions,
): Promise<HeldFile> {
  try {
    const { dev, ino } = await handle.stat({ bigint: true });
    const realPath = await realpath(path).catch(() => resolve(path)); // Renamed since: the name only guides searches.
    return await begin(handle, { file: number, path, dev, ino }, realPath, limit, options);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same open file under a new number: after a truncation its content is another one. */
export async function holdAgain(old: HeldFile, number: number, options: FileOptions): Promise<HeldFile> {
  const ref = { ...old.record.ref, file: number };
  return await begin(
    old.handle,
    ref,
    old.record.realPath,
    Number.isFinite(old.limit) ? Number.NaN : old.limit,
    options,
  );
}

async function begin(
  handle: FileHandle,
  ref: FileRef,
  realPath: string,
  limit: number,
  options: FileOptions,
): Promise<HeldFile> {
  const head = await readAt(handle, 0, Buffer.allocUnsafe(HEAD_BYTES));
  const now = await handle.stat({ bigint: true });
  const size = Number(now.size);
  const record: FileRecord = { ref, realPath, head, dead: false, held: null, foundPath: realPath, read: 0, size };
  const held: HeldFile = {
    record,
    handle,
    lines: lineBuffer(0, options.blockBytes, options.maxLineBytes),
    start: 0,
    end: 0,
    limit: Number.isNaN(limit) ? size : limit,
    mtimeNs: now.mtimeNs,
    checkedAt: Date.now(),
    grewAt: performance.now(),
    tornSeen: false,
    links: Number(now.nlink),
  };
  record.held = held;
  return held;
}

/**
 * Whether the file is still the one of which `[start, end)` was read. False: truncated, perhaps written anew since.
 * Truncating and rewriting to the same or a greater size shows in the first bytes only; they are compared when
 * `read` says that bytes came, or the mtime moved.
 */
export async function isSame(held: HeldFile, read: boolean): Promise<boolean> {
  const now = await held.handle.stat({ bigint: true });
  const size = Number(now.size);
  if (size < held.end) return false;
  held.links = Number(now.nlink);
  held.record.size = Math.min(size, held.limit);
  const racy = held.checkedAt - Number(held.mtimeNs / 1_000_000n) < RACY_MS;
  if (!read && !racy && now.mtimeNs === held.mtimeNs) return true;
  held.mtimeNs = now.mtimeNs;
  held.checkedAt = Date.now();
  return await hasHead(held.handle, held.record);
}

/** Whether the open file begins as the record says; a longer head is kept for the next time. */
export async function hasHead(handle: FileHandle, record: FileRecord): Promise<boolean> {
  const known = record.head; // Before the read: meanwhile another reader may learn more of it.
  const head = await readAt(handle, 0, Buffer.allocUnsafe(HEAD_BYTES));
  if (head.length < known.length || !head.subarray(0, known.length).equals(known)) return false;
  if (head.length > record.head.length) record.head = head;
  return true;
}

/**
 * Reads one block of what was added. `none`: nothing was; `full`: a whole block, so there may be more at once.
 * System errors are thrown and change nothing.
 */
export async function grow(held: HeldFile, options: FileOptions): Promise<'none' | 'some' | 'full' | 'truncated'> {
  const want = Math.min(options.blockBytes, held.limit - held.end);
  if (want <= 0) return 'none';
  const count = (await readAt(held.handle, held.end, held.lines.room(want))).length;
  if (!(await isSame(held, count > 0))) return 'truncated';
  if (count === 0) return 'none';
  held.lines.accept(count);
  held.end += count;
  held.record.read = held.end - held.start;
  held.grewAt = performance.now();
  held.tornSeen = false;
  return count === want ? 'full' : 'some';
}

/** Makes a file just opened start with its end. False: it was truncated in that moment. */
export async function seekTail(held: HeldFile, options: FileOptions): Promise<boolean> {
  const tail = await readTail(held.handle, held.record.size, options);
  if (tail === null || !(await isSame(held, true))) return false;
  held.lines = lineBuffer(tail.offset, options.blockBytes, options.maxLineBytes);
  held.lines.room(tail.bytes.length).set(tail.bytes);
  held.lines.accept(tail.bytes.length);
  held.start = tail.offset;
  held.end = tail.offset + tail.bytes.length;
  held.record.read = tail.bytes.length;
  return true;
}

/** Closes the descriptor; the record stays. */
export async function release(held: HeldFile): Promise<void> {
  if (held.record.held !== held) return;
  held.record.held = null;
  await held.handle.close();
}
