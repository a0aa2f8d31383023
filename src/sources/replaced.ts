/** What took the place of a file: rotation by rename and create, or a link that leads elsewhere now. */

import { readAt } from './backwards.ts';
import { HEAD_BYTES, type NotAFile, openHandle } from './content.ts';
import type { FileOptions } from './file-options.ts';
import { find } from './find.ts';
import { type HeldFile, hold, holdRecord, release } from './held-file.ts';
import type { Records } from './records.ts';
import { type Identity, sameFile } from './rotated.ts';
import { type Looked, type SeenSibling, seenRecord, unknownSiblings } from './siblings.ts';

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
  let found: HeldFile[] = [];
  let taken = false;
  try {
    const at = await live.stat({ bigint: true });
    if (sameFile(at, current.record)) {
      await live.close();
      return [];
    }
    const unknown = await unknownSiblings(current.record.realPath, [...files.all(), ...strangers], at);
    found = await openAll(unknown, files, options);
    taken = true; // `hold` closes it where it fails.
    found.push(await hold(live, path, files.after + found.length, Number.POSITIVE_INFINITY, options));
    return found;
  } catch (error) {
    if (!taken) await live.close();
    for (const held of found) await release(held);
    throw error;
  }
}

/**
 * After a truncation of the file, which is open in `live`: opens the copies that were made of it since and truncated
 * away before anybody saw them, oldest first. A copy of what it holds now is none of them. As `openSuccessors`.
 */
export async function openCopies(
  live: HeldFile,
  id: Identity,
  files: Records,
  strangers: readonly SeenSibling[],
  options: FileOptions,
): Promise<HeldFile[]> {
  const unknown = await unknownSiblings(live.record.realPath, [...files.all(), ...strangers], id);
  const head = await readAt(live.handle, 0, Buffer.allocUnsafe(HEAD_BYTES));
  const isNow = (copy: Buffer): boolean => {
    const both = Math.min(copy.length, head.length);
    return both > 0 && copy.subarray(0, both).equals(head.subarray(0, both));
  };
  const away = unknown.filter(({ content }) => !isNow(content.head));
  return await openAll(away, files, options);
}

/** Opens them with the next numbers; those that were removed since are left out. */
async function openAll(siblings: readonly Looked[], files: Records, options: FileOptions): Promise<HeldFile[]> {
  const found: HeldFile[] = [];
  for (const sibling of siblings) {
    const record = seenRecord(sibling, files.after + found.length);
    const opened = await find(record, options.keepBytes);
    if (opened !== null) found.push(holdRecord(opened, record, Number.POSITIVE_INFINITY, options));
  }
  return found;
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
