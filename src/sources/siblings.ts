/** The rotated siblings of a file, looked at: which of them are which of the files that are known. */

import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Content, isContentOf, type Known, lookAt, openHandle } from './content.ts';
import { codeOf, isMissing } from './file-errors.ts';
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
 * The siblings that were written before `live`, oldest first, with numbers below those of all files so far. They are
 * looked at and closed again, and not added to `files`. System errors are thrown.
 */
export async function olderSiblings(live: HeldFile, files: Records): Promise<FileRecord[]> {
  const { realPath } = live.record;
  const found = await whileStill(
    dirname(realPath),
    () => before(live),
    ({ length }) => length === 0,
  );
  return found.map((seen, at) => seenRecord(seen, files.before - at, realPath)).reverse();
}

/** Newest first. */
async function before(live: HeldFile): Promise<Looked[]> {
  const { realPath } = live.record;
  let found: Looked[] = [];
  for (const sibling of (await siblingsOf(realPath)).reverse()) {
    const seen = await look(sibling);
    if (seen === null) continue;
    if (await isRotated(live.handle, seen.content))
      found = []; // Since it was opened: what came before this is newer.
    else if (!isAmong(found, seen)) found.push(seen);
  }
  return found;
}

/** The siblings written after all that are `known` and before the open file, oldest first. System errors are thrown. */
export async function unknownSiblings(
  path: string,
  known: readonly SeenSibling[],
  live: FileHandle,
): Promise<Looked[]> {
  let unknown: Looked[] = [];
  // From the newest back, so that the usual rotation costs one look and not one for each sibling there is.
  for (const sibling of (await siblingsOf(path)).reverse()) {
    const seen = await look(sibling);
    if (seen === null) continue; // Removed while we looked.
    if (await isRotated(live, seen.content))
      unknown = []; // Rotated already: what came before this is newer still.
    else if (known.some((file) => isKnown(file, sibling, seen.content))) break;
    else if (!isAmong(unknown, seen)) unknown.push(seen);
  }
  return unknown.reverse();
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
      const handle = await openHandle(path);
      if (!('detail' in handle)) return { handle, path };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null; // Removed since it was listed (--audit-log-maxbackup).
}

/** What is in it; null where it is gone or cannot be read. */
async function look(sibling: SiblingName): Promise<Looked | null> {
  let handle: FileHandle | null = null;
  try {
    const opened = await openSibling(sibling);
    if (opened === null) return null;
    handle = opened.handle;
    return { path: opened.path, content: await lookAt(handle) };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return null;
  } finally {
    await handle?.close();
  }
}
