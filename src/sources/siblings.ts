/** The rotated siblings of a file, looked at: which of them are which of the files that are known. */

import type { FileHandle } from 'node:fs/promises';
import { type Content, isContentOf, type Known, lookAt, openWhole } from './content.ts';
import { codeOf, isMissing } from './file-errors.ts';
import { beginsWith, isCopyOf, isTold, isUntouched } from './generation.ts';
import { type FileRecord, type HeldFile, recordOf } from './held-file.ts';
import type { Records } from './records.ts';
import { type SiblingName, sameFile, siblingsOf } from './rotated.ts';
import { whileStill } from './settled.ts';

/** A file that was seen, and where. */
export interface SeenSibling extends Known {
  readonly foundPath: string;
}

/** A sibling that was looked at: what is in it, and where it was then. */
export interface Looked {
  readonly path: string;
  readonly content: Content;
}

/**
 * The siblings that were written before what `live` held when it was opened, oldest first, with numbers below those of
 * all files so far. They are looked at and closed again, and not added to `files`. Of a file that was empty until now
 * its beginning is remembered: what was there before that is among them. System errors are thrown.
 */
export async function olderSiblings(
  live: HeldFile,
  files: Records,
): Promise<{ readonly records: readonly FileRecord[]; readonly closed: readonly string[] }> {
  const { record } = live;
  const { siblings, closed, now } = await unknownSiblings(record.realPath, [], live.handle);
  // Truncated since it was opened: its copy, if there is one, and what came after that is newer.
  const copy = beginsWith(now.head, record.head)
    ? -1
    : siblings.findLastIndex(({ content }) => beginsWith(content.head, record.head));
  const older = siblings.slice(0, copy < 0 ? undefined : copy).filter(({ content }) => !isCopyOf(content, now));
  if (record.head.length === 0) record.head = now.head;
  const oldest = files.before - older.length + 1;
  const records = older.map((seen, at) => seenRecord(seen, oldest + at, record.realPath));
  return { records, closed };
}

/** Siblings, and what the live file held when they were looked at. */
export interface Beside {
  readonly siblings: readonly Looked[];
  /** Paths of those that are there and may not be read, or cannot. */
  readonly closed: readonly string[];
  readonly now: Content;
}

interface Look extends Beside {
  /** Whether the live file was not truncated meanwhile. */
  readonly untouched: boolean;
}

/**
 * The siblings written after all that are `known` and before the open file, oldest first, and what that held then,
 * truncated or not: copies of it may be among them, and siblings in which nothing is yet. Where what it held last
 * began with `last`, a sibling that begins so is the last one that is looked at. System errors are thrown.
 */
export async function unknownSiblings(
  path: string,
  known: readonly SeenSibling[],
  live: FileHandle,
  last: Buffer = Buffer.alloc(0),
): Promise<Beside> {
  return await whileStill(
    () => siblingsOf(path),
    (listed) => unknownAmong(listed, known, live, last),
    ({ untouched }) => (untouched ? 'if still' : 'again'),
  );
}

async function unknownAmong(
  listed: readonly SiblingName[],
  known: readonly SeenSibling[],
  live: FileHandle,
  last: Buffer,
): Promise<Look> {
  const first = await lookAt(live);
  let unknown: Looked[] = [];
  const closed: string[] = [];
  // From the newest back, so that the usual rotation costs one look and not one for each sibling there is.
  for (const sibling of listed.toReversed()) {
    const seen = await look(sibling, closed);
    if (seen === null) continue; // Removed while we looked.
    if (await isRotated(live, seen.content)) {
      unknown = []; // Rotated already: what came before this is newer still.
      continue;
    }
    if (known.some((file) => isKnown(file, sibling, seen.content))) break;
    if (!isAmong(unknown, seen)) unknown.push(seen);
    if (isTold(last) && beginsWith(seen.content.head, last)) break;
  }
  const now = await lookAt(live);
  return { siblings: unknown.reverse(), closed, now, untouched: isUntouched(first, now) };
}

/** Whether it was looked at before under another name: numbers are handed on while they are listed. */
function isAmong(found: readonly Looked[], { content }: Looked): boolean {
  return found.some((one) => isContentOf({ ...one.content, dead: false }, content));
}

/** The record of a sibling of the log at `log` under this number. */
export function seenRecord({ path, content }: Looked, number: number, log: string): FileRecord {
  const { dev, ino } = content;
  return recordOf({ file: number, path, dev, ino }, log, content, path);
}

/** Whether the sibling is that file. A packed one is by its name, where that tells; else by content. */
function isKnown(file: SeenSibling, sibling: SiblingName, content: Content): boolean {
  const became = content.packed && !file.packed && !file.dead;
  if (became && sibling.stable && file.foundPath === sibling.plain) return true;
  return isContentOf(file, content);
}

/**
 * Whether the sibling is the open file itself, rotated since it was opened. Compressed it can only be where its own
 * name, whatever that is now, is gone.
 */
async function isRotated(live: FileHandle, sibling: Content): Promise<boolean> {
  const now = await live.stat({ bigint: true });
  if (sameFile(now, sibling)) return true;
  if (!sibling.packed || now.nlink > 0n) return false;
  // By the beginning alone: a writer that has not noticed may have made it longer than what was compressed.
  return (await lookAt(live)).head.equals(sibling.head);
}

/** Opens a sibling under the name it was listed with, or compressed since; null where it was removed. */
export async function openSibling(
  sibling: SiblingName,
): Promise<{ readonly handle: FileHandle; readonly path: string } | null> {
  for (const path of [sibling.path, `${sibling.plain}.gz`]) {
    try {
      const handle = await openWhole(path);
      if (!('detail' in handle)) return { handle, path };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null; // Removed since it was listed (--audit-log-maxbackup).
}

/** What is in it; null where it is gone, or cannot be read, which is added to `closed`. */
async function look(sibling: SiblingName, closed: string[]): Promise<Looked | null> {
  let handle: FileHandle | null = null;
  try {
    const opened = await openSibling(sibling);
    if (opened === null) return null;
    handle = opened.handle;
    return { path: opened.path, content: await lookAt(handle) };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    closed.push(sibling.path);
    return null;
  } finally {
    await handle?.close();
  }
}
