/**
 * One open file by identity. It is trusted only as far as fstat and its first bytes say that it is still the file
 * it was: bytes are read first and checked after, so what is given out was in the file under the offsets it has.
 */

import { type FileHandle, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Ahead, createAhead } from './ahead.ts';
import { type OlderBlock, readAt, readTail } from './backwards.ts';
import { contentOf, type Known, type OpenContent } from './content.ts';
import type { FileOptions } from './file-options.ts';
import type { NewerBlock } from './growth.ts';
import { type LineBuffer, lineBuffer } from './pieces.ts';
import type { FileRef } from './source.ts';
import type { ByteReader, Unpacked } from './unpacked.ts';

/** A change this soon after the last look may carry the same mtime (kernel ticks, coarse file systems). */
const RACY_MS = 2000;

/** What stays known of a file after it was closed: enough to find it again and to know it. */
export interface FileRecord extends Known {
  readonly ref: FileRef;
  /** Where the log it belongs to was when it was opened, links resolved: it and its siblings are looked for there. */
  readonly realPath: string;
  /** Where it is now: of a file that was compressed, or copied and truncated, another inode than `ref` says. */
  dev: bigint;
  ino: bigint;
  packed: boolean;
  head: Buffer;
  /** Truncated: its old bytes are nowhere any more. */
  dead: boolean;
  /** Open now. */
  held: HeldFile | null;
  /** The name under which it was found last. */
  foundPath: string;
  /** Unpacked bytes read and bytes there are, for the source's progress. */
  read: number;
  size: number;
}

export interface HeldFile {
  readonly record: FileRecord;
  handle: FileHandle;
  /** Its bytes by offset, unpacked. */
  bytes: ByteReader;
  /** The same where it is packed: such a file does not grow. */
  unpacked: Unpacked | null;
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
  /** Blocks read ahead, forwards and backwards: discarded before `handle` is closed, or is another's. */
  readonly newer: Ahead<NewerBlock | null>;
  readonly older: Ahead<OlderBlock | null>;
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
    const opened = await contentOf(handle, options.keepBytes);
    const { dev, ino } = opened.content;
    // Renamed since: the name only guides searches.
    const realPath = options.log ?? (await realpath(path).catch(() => resolve(path)));
    const ref = { file: number, path, dev, ino };
    return holdRecord(opened, recordOf(ref, realPath, opened.content), limit, options);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The same open file under a new number: after a truncation its content is another one. `head` is how that began when
 * it was looked at, if it was: where that has changed again already, it is found truncated at the next read.
 */
export async function holdAgain(
  old: HeldFile,
  number: number,
  options: FileOptions,
  head: Buffer | null = null,
): Promise<HeldFile> {
  const opened = await contentOf(old.handle, options.keepBytes);
  const ref = { ...old.record.ref, file: number };
  const limit = Number.isFinite(old.limit) ? Number.NaN : old.limit;
  const record = recordOf(ref, old.record.realPath, opened.content);
  record.head = head ?? record.head;
  return holdRecord(opened, record, limit, options);
}

/** A record of a file that was looked at: the log at `realPath`, or the sibling of it at `foundPath`. */
export function recordOf(
  ref: FileRef,
  realPath: string,
  content: Omit<Known, 'dead'>,
  foundPath: string = realPath,
): FileRecord {
  const { dev, ino, head, packed, size } = content;
  return { ref, realPath, dev, ino, head, packed, size, dead: false, held: null, foundPath, read: 0 };
}

/** Takes an open file that is the record's, to be read from byte 0 up to `limit`; NaN: its size now. */
export function holdRecord(opened: OpenContent, record: FileRecord, limit: number, options: FileOptions): HeldFile {
  const { handle, bytes, unpacked, content } = opened;
  const held: HeldFile = {
    record,
    handle,
    bytes,
    unpacked,
    lines: lineBuffer(0, options.blockBytes, options.maxLineBytes),
    start: 0,
    end: 0,
    // What a trailer says of a packed file's size is no limit: it ends where it ends.
    limit: unpacked !== null ? Number.POSITIVE_INFINITY : Number.isNaN(limit) ? content.size : limit,
    mtimeNs: content.mtimeNs,
    checkedAt: Date.now(),
    grewAt: performance.now(),
    tornSeen: false,
    links: content.links,
    newer: createAhead(),
    older: createAhead(),
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
  const now = await held.handle.stat({ bigint: true }); // Before the head: an mtime of after it would hide a change.
  held.links = Number(now.nlink);
  // One that was written over is no gzip file any more from there on, which its reader says.
  if (held.unpacked !== null) return true;
  const size = Number(now.size);
  if (size < held.end) return false;
  const racy = held.checkedAt - Number(held.mtimeNs / 1_000_000n) < RACY_MS;
  if (read || racy || now.mtimeNs !== held.mtimeNs) {
    held.mtimeNs = now.mtimeNs;
    held.checkedAt = Date.now();
    if (!(await hasHead(held.bytes, held.record))) return false;
  }
  held.record.size = Math.min(size, held.limit); // Only now: what it was before a truncation tells a copy of it.
  return true;
}

/** Whether the open file begins as the record says. */
export async function hasHead(bytes: ByteReader, record: FileRecord): Promise<boolean> {
  const known = record.head; // Before the read: meanwhile another reader may learn more of it.
  const head = await readAt(bytes, 0, Buffer.allocUnsafe(known.length));
  return head.equals(known);
}

/** The end of a packed file is known when it was reached, and not before. */
export function settleSize(held: HeldFile): void {
  const size = held.unpacked?.size ?? null;
  if (size === null) return;
  held.record.size = size;
  held.limit = size;
}

/** Makes a file just opened start with its end. False: it was truncated in that moment. */
export async function seekTail(held: HeldFile, options: FileOptions): Promise<boolean> {
  await held.unpacked?.approach(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  settleSize(held);
  const tail = await readTail(held.bytes, held.record.size, options);
  if (tail === null || !(await isSame(held, true))) return false;
  held.lines = lineBuffer(tail.offset, options.blockBytes, options.maxLineBytes);
  held.lines.room(tail.bytes.length).set(tail.bytes);
  held.lines.accept(tail.bytes.length);
  held.start = tail.offset;
  held.end = tail.offset + tail.bytes.length;
  held.record.read = tail.bytes.length;
  return true;
}

/** Waits for what is being read ahead, and forgets it: it is of no use to anybody any more. */
export async function discardAhead(held: HeldFile): Promise<void> {
  await Promise.all([held.newer.discard(), held.older.discard()]);
}

/** Closes the descriptor; the record stays. */
export async function release(held: HeldFile): Promise<void> {
  if (held.record.held !== held) return;
  held.record.held = null;
  await discardAhead(held);
  held.unpacked?.close();
  await held.handle.close();
}
