/** What becomes of a file that was truncated: logrotate's copytruncate leaves copies, in which it is read on. */

import { readAt } from './backwards.ts';
import { HEAD_BYTES } from './content.ts';
import type { FileOptions } from './file-options.ts';
import { find } from './find.ts';
import { type HeldFile, holdAgain } from './held-file.ts';
import type { Records } from './records.ts';
import { openAll } from './replaced.ts';
import { type SeenSibling, unknownSiblings } from './siblings.ts';

export interface AfterTruncation {
  /** A copy holds what the file held, which goes on in it as if it had been renamed. False: that is nowhere any more. */
  readonly moved: boolean;
  /** What was written since, oldest first: copies of it, and last the file itself. They are added to `files`. */
  readonly successors: HeldFile[];
}

/** Takes up the truncated file `held` under a new number. System errors are thrown. */
export async function afterTruncation(
  held: HeldFile,
  files: Records,
  strangers: readonly SeenSibling[],
  options: FileOptions,
): Promise<AfterTruncation> {
  const live = { ...held };
  const moved = await moveToCopy(held, options);
  held.record.dead = !moved;
  const successors = await openCopies(live, files, strangers, options);
  for (const { record } of successors) files.add(record);
  const next = await holdAgain(live, files.after, options);
  files.add(next.record);
  return { moved, successors: [...successors, next] };
}

/**
 * The copies that were made since of the file, which is open in `live`, and truncated away before anybody saw them,
 * oldest first. A copy of what it holds now is none of them.
 */
async function openCopies(
  live: HeldFile,
  files: Records,
  strangers: readonly SeenSibling[],
  options: FileOptions,
): Promise<HeldFile[]> {
  const unknown = await unknownSiblings(live.record.realPath, [...files.all(), ...strangers], live.handle);
  const head = await readAt(live.handle, 0, Buffer.allocUnsafe(HEAD_BYTES));
  const isNow = (copy: Buffer): boolean => {
    const both = Math.min(copy.length, head.length);
    return both > 0 && copy.subarray(0, both).equals(head.subarray(0, both));
  };
  const away = unknown.filter(({ content }) => !isNow(content.head));
  return await openAll(away, live.record.realPath, files, options);
}

/** Goes on in the copy that was made before. False where there is none, or one that does not hold all that was read. */
async function moveToCopy(held: HeldFile, options: FileOptions): Promise<boolean> {
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
