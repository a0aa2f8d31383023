/** Bytes of a file that was read before, wherever it is now. */

import type { FileHandle } from 'node:fs/promises';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readAt } from './backwards.ts';
import { codeOf } from './file-errors.ts';
import { type FileRecord, hasHead, openHandle } from './held-file.ts';
import { plain } from './pieces.ts';
import { identityOf, sameFile } from './rotated.ts';

/** Bytes `[offset, offset + length)` of the file; null where it is gone, truncated, or not that long. */
export async function readBack(record: FileRecord, offset: number, length: number): Promise<Uint8Array | null> {
  if (record.dead) return null;
  const held = record.held;
  if (held !== null) {
    try {
      return await readChecked(held.handle, record, offset, length);
    } catch (error) {
      // Closed by the follower in this moment: it is looked for like any other.
      if (codeOf(error) !== 'EBADF' && record.held === held) throw error;
    }
  }
  const handle = await find(record);
  if (handle === null) return null;
  try {
    return await readChecked(handle, record, offset, length);
  } finally {
    await handle.close();
  }
}

/** Opens the file under the name it has now; null where it has none that can be opened. */
export async function find(record: FileRecord): Promise<FileHandle | null> {
  return (
    (await openIfSame(record, record.foundPath)) ?? (await openIfSame(record, record.ref.path)) ?? (await scan(record))
  );
}

async function scan(record: FileRecord): Promise<FileHandle | null> {
  const directory = dirname(record.realPath);
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return null; // The directory is gone or closed to us, and the file with it.
  }
  for (const name of names) {
    const handle = await openIfSame(record, join(directory, name));
    if (handle !== null) return handle;
  }
  return null;
}

/** Opens `path` if it is the file: the same inode, which begins as it did (inode numbers are used again). */
async function openIfSame(record: FileRecord, path: string): Promise<FileHandle | null> {
  let handle: FileHandle;
  try {
    const there = await identityOf(path);
    if (there === null || !sameFile(there, record.ref)) return null;
    const opened = await openHandle(path);
    if ('detail' in opened) return null;
    handle = opened;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return null; // Not there, or not ours to open: not found under this name.
  }
  let same = false;
  try {
    same = sameFile(await handle.stat({ bigint: true }), record.ref) && (await hasHead(handle, record));
  } finally {
    if (!same) await handle.close();
  }
  if (!same) return null;
  record.foundPath = path;
  return handle;
}

/** Reads first and checks after, so that what is given out stood in the file it is said to be from. */
async function readChecked(
  handle: FileHandle,
  record: FileRecord,
  offset: number,
  length: number,
): Promise<Uint8Array | null> {
  const bytes = await readAt(handle, offset, Buffer.allocUnsafeSlow(length));
  if (bytes.length < length || !(await hasHead(handle, record)) || record.dead) return null;
  return plain(bytes);
}
