/** A file opened for reading, whatever its content is packed in, and how its beginning tells it from others. */

import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { readAt } from './backwards.ts';
import { isGzip } from './inflate.ts';
import { type Identity, plainName } from './rotated.ts';
import { type ByteReader, type Unpacked, unpacked } from './unpacked.ts';

/** How much of a file's beginning, unpacked, tells it from another that took its place. */
export const HEAD_BYTES = 1024;
/** Kept of what is unpacked forwards: the head, and what a reader that goes on needs. */
const KEEP_BYTES = 1024 * 1024;

/** A thing at the path that is no regular file. */
export interface NotAFile {
  readonly detail: string;
}

/** What can be said of a file when it is opened, and again when it is looked for. */
export interface Content extends Identity {
  /** Its first bytes, unpacked, up to 1 KB: fewer while it is shorter. */
  readonly head: Buffer;
  readonly packed: boolean;
  /** Unpacked bytes; of a packed file what its last four bytes say (RFC 1952: modulo 4 GB, of the last member). */
  readonly size: number;
  readonly mtimeNs: bigint;
  /** Names left: 0 means deleted. */
  readonly links: number;
}

export interface OpenContent {
  readonly handle: FileHandle;
  readonly bytes: ByteReader;
  /** The same as `bytes` where the file is packed, else null. */
  readonly unpacked: Unpacked | null;
  readonly content: Content;
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
 * The same for a sibling. Where a file of its name without `.gz` is beside it, that is being compressed: what is there
 * packed is not whole then, or a name in the course of being handed on. System errors are thrown.
 */
export async function openWhole(path: string): Promise<FileHandle | NotAFile> {
  const handle = await openHandle(path);
  const plain = plainName(path);
  if ('detail' in handle || plain === path) return handle;
  // Asked after opening, and before anything is read: once it is gone, what was opened is whole.
  try {
    await stat(plain);
  } catch {
    return handle; // Not there, or out of reach, which it then was before too.
  }
  await handle.close();
  return { detail: `${path} is being written.` };
}

/** Looks at an open file; `keepBytes` of what it unpacks are kept. System errors are thrown, the file stays open. */
export async function contentOf(handle: FileHandle, keepBytes = KEEP_BYTES): Promise<OpenContent> {
  const raw = await readAt(handle, 0, Buffer.allocUnsafe(HEAD_BYTES));
  const { dev, ino, size, mtimeNs, nlink } = await handle.stat({ bigint: true });
  const about = { dev, ino, mtimeNs, links: Number(nlink) };
  if (!isGzip(raw)) {
    const content = { ...about, head: raw, packed: false, size: Number(size) };
    return { handle, bytes: handle, unpacked: null, content };
  }
  const reader = unpacked(handle, keepBytes);
  const head = await readAt(reader, 0, Buffer.allocUnsafe(HEAD_BYTES));
  const trailer = await readAt(handle, Math.max(0, Number(size) - 4), Buffer.alloc(4));
  // What is packed is hardly ever greater than what it unpacks to: a trailer that says so is that of a broken file.
  const said = Math.max(trailer.length === 4 ? trailer.readUInt32LE() : 0, Number(size));
  const content = { ...about, head, packed: true, size: reader.size ?? said };
  return { handle, bytes: reader, unpacked: reader, content };
}

/** What is in an open file now, and no reader of it. System errors are thrown, the file stays open. */
export async function lookAt(handle: FileHandle): Promise<Content> {
  const { content, unpacked } = await contentOf(handle);
  unpacked?.close();
  return content;
}

/** What is remembered of a file, to know it again. */
export interface Known extends Identity {
  readonly head: Buffer;
  readonly packed: boolean;
  readonly size: number;
  /** Truncated since: what else begins as it did is a copy made before. */
  readonly dead: boolean;
}

/**
 * Whether the content found now is that of the file known: the same inode that begins as it did (inode numbers are
 * used again), or it compressed, or a copy of it from before it was truncated.
 */
export function isContentOf(known: Known, found: Content): boolean {
  if (!found.head.subarray(0, known.head.length).equals(known.head)) return false;
  if (known.dev === found.dev && known.ino === found.ino && known.packed === found.packed && !known.dead) return true;
  if (known.head.length === 0) return false;
  // What was short when it was truncated begins as many do.
  if (known.dead && known.head.length < HEAD_BYTES && found.head.length > known.head.length) return false;
  if (known.dead && !found.packed) return found.ino !== known.ino || found.dev !== known.dev;
  const wraps = known.size >= 2 ** 32 || known.packed;
  return found.packed && (wraps || found.size >= known.size);
}
