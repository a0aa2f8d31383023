/** What becomes of a file that was truncated: logrotate's copytruncate leaves copies, in which it is read on. */

import { lookAt, type OpenContent } from './content.ts';
import { codeOf } from './file-errors.ts';
import type { FileOptions } from './file-options.ts';
import { find } from './find.ts';
import { beginsWith, isCopyOf } from './generation.ts';
import { discardAhead, type FileRecord, type HeldFile, holdAgain, release } from './held-file.ts';
import type { Notes } from './notes.ts';
import type { Records } from './records.ts';
import { openAll } from './replaced.ts';
import { type Beside, type Looked, type SeenSibling, seenRecord, unknownSiblings } from './siblings.ts';

export interface AfterTruncation {
  /** A copy holds what the file held, which goes on in it as if it had been renamed. False: that is nowhere any more. */
  readonly moved: boolean;
  /** What was written since, oldest first: copies of it, and last the file itself. They are added to `files`. */
  readonly successors: HeldFile[];
}

/** Takes up the truncated file `held` under a new number. System errors are thrown, and nothing is changed then. */
export async function afterTruncation(
  held: HeldFile,
  files: Records,
  strangers: readonly SeenSibling[],
  options: FileOptions,
  notes: Notes,
): Promise<AfterTruncation> {
  const { record } = held;
  await discardAhead(held); // What it is read from goes to another.
  const { siblings, closed, now } = await copiesSince(held, files, strangers);
  for (const path of closed) notes.missed(path);
  const at = siblings.findIndex(({ content }) => beginsWith(content.head, record.head));
  const copy = await openCopy(siblings[at], held, options);
  const successors: HeldFile[] = [];
  try {
    successors.push(...(await openAll(siblings.slice(at + 1), record.realPath, files, options, notes)));
    successors.push(await holdAgain(held, files.after + successors.length, options, now.head));
  } catch (error) {
    copy?.opened.unpacked?.close();
    await copy?.opened.handle.close();
    for (const one of successors) await release(one);
    throw error;
  }
  for (const one of successors) files.add(one.record);
  if (copy !== null) goOnIn(copy, held);
  record.dead = copy === null;
  return { moved: copy !== null, successors };
}

/**
 * Remembers more of how the file begins, of which little was there when it was opened. False where that cannot be
 * told of what was read: between the looks it was copied and truncated. System errors are thrown.
 */
export async function learnHead(held: HeldFile, files: Records, strangers: readonly SeenSibling[]): Promise<boolean> {
  const { record } = held;
  if (!goesOn(record.head, (await lookAt(held.handle)).head)) return true;
  const { siblings, now } = await copiesSince(held, files, strangers);
  // Of what was read of it there must be a copy; without one, somebody put an older file beside it.
  const empty = record.head.length === 0;
  if (siblings.some(({ content }) => empty || beginsWith(content.head, record.head))) return false;
  if (goesOn(record.head, now.head)) record.head = now.head;
  return true;
}

/** The same of a file that is not truncated, as it has another name by now. */
export async function extendHead({ record, handle }: HeldFile): Promise<void> {
  const { head } = await lookAt(handle);
  if (goesOn(record.head, head)) record.head = head;
}

/** Whether more is known of the same beginning. */
function goesOn(known: Buffer, head: Buffer): boolean {
  return head.length > known.length && head.subarray(0, known.length).equals(known);
}

/**
 * The copies of what the file held that nobody knows of, oldest first, the one of what was read of it among them. A
 * copy of what it holds now is none of them.
 */
async function copiesSince(held: HeldFile, files: Records, strangers: readonly SeenSibling[]): Promise<Beside> {
  const { record, handle } = held;
  const known = [...files.all(), ...strangers].filter((file) => file !== record);
  try {
    const { siblings, closed, now } = await unknownSiblings(record.realPath, known, handle, record.head);
    return { siblings: siblings.filter(({ content }) => !isCopyOf(content, now)), closed, now };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return { siblings: [], closed: [], now: await lookAt(handle) }; // The directory is closed to us, and copies with it.
  }
}

interface OpenCopy {
  readonly record: FileRecord;
  readonly opened: OpenContent;
}

/** Null where there is none, or one that does not hold all that was read. */
async function openCopy(copy: Looked | undefined, held: HeldFile, options: FileOptions): Promise<OpenCopy | null> {
  if (copy === undefined) return null;
  const record = seenRecord(copy, held.record.ref.file, held.record.realPath);
  const opened = await find(record, options.keepBytes);
  if (opened === null) return null;
  if (opened.content.size >= held.end) return { record, opened };
  opened.unpacked?.close();
  await opened.handle.close();
  return null;
}

/** Its descriptor is another one's by now. */
function goOnIn({ record, opened }: OpenCopy, held: HeldFile): void {
  const { handle, bytes, unpacked, content } = opened;
  held.handle = handle;
  held.bytes = bytes;
  held.unpacked = unpacked;
  held.limit = unpacked === null ? content.size : Number.POSITIVE_INFINITY;
  held.mtimeNs = content.mtimeNs;
  const { dev, ino, packed, foundPath } = record;
  Object.assign(held.record, { dev, ino, packed, foundPath, head: content.head, size: content.size });
}
