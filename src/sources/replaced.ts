/** What took the place of a file: rotation by rename and create, or a link that leads elsewhere now. */

import type { FileHandle } from 'node:fs/promises';
import { type NotAFile, openHandle } from './content.ts';
import type { FileOptions } from './file-options.ts';
import { find } from './find.ts';
import { type HeldFile, hold, release } from './held-file.ts';
import type { Records } from './records.ts';
import { sameFile } from './rotated.ts';
import { openSibling, type SeenSibling, unknownSiblings } from './siblings.ts';

/**
 * Opens the file that is at `path` now, and before it, in order, every sibling that was written between `current`
 * and it: not those that are `known`, whatever they are called and however packed. Empty where the path leads to
 * `current` again. The records are not added to `files`. System errors are thrown.
 */
export async function openSuccessors(
  path: string,
  current: HeldFile,
  files: Records,
  strangers: readonly SeenSibling[],
  options: FileOptions,
): Promise<HeldFile[] | NotAFile> {
  const live = await openHandle(path);
  if ('detail' in live) return live;
  const found: HeldFile[] = [];
  const add = async (handle: FileHandle, from: string): Promise<void> => {
    found.push(await hold(handle, from, files.after + found.length, Number.POSITIVE_INFINITY, options));
  };
  let taken = false;
  try {
    const at = await live.stat({ bigint: true });
    if (sameFile(at, current.record)) {
      await live.close();
      return [];
    }
    const known = [...files.all(), ...strangers];
    for (const sibling of await unknownSiblings(current.record.realPath, known, at)) {
      const backup = await openSibling(sibling);
      if (backup !== null) await add(backup.handle, backup.path);
    }
    taken = true; // `hold` closes it where it fails.
    await add(live, path);
    return found;
  } catch (error) {
    if (!taken) await live.close();
    for (const held of found) await release(held);
    throw error;
  }
}

/**
 * After a truncation of the file: goes on in the copy that was made of it before (logrotate's copytruncate), as if
 * it had been renamed. False where there is none, or one that does not hold all that was read.
 */
export async function moveToCopy(held: HeldFile, options: FileOptions): Promise<boolean> {
  const { record } = held;
  const { dev, ino, packed, foundPath, head } = record;
  record.dead = true; // What is at the path now is not it.
  const copy = head.length === 0 ? null : await find(record, options.keepBytes);
  record.dead = false;
  if (copy !== null && copy.content.size >= held.end) {
    held.handle = copy.handle;
    held.bytes = copy.bytes;
    held.unpacked = copy.unpacked;
    held.limit = copy.unpacked === null ? copy.content.size : Number.POSITIVE_INFINITY;
    held.mtimeNs = copy.content.mtimeNs;
    record.size = copy.content.size;
    return true;
  }
  copy?.unpacked?.close();
  await copy?.handle.close();
  Object.assign(record, { dev, ino, packed, foundPath });
  return false;
}
