/** The first look at a path: a file held at its beginning or its end, or why there is none. */

import { openHandle } from './content.ts';
import { type Trouble, troubleOf } from './file-errors.ts';
import type { FileOptions } from './file-options.ts';
import { find } from './find.ts';
import { type FileRecord, type HeldFile, hold, holdAgain, holdRecord, release, seekTail } from './held-file.ts';

export interface Opening {
  /** The number the file gets. */
  readonly number: number;
  readonly follow: boolean;
  /** Begin with the end of the file. */
  readonly tail: boolean;
  /** What it means that there is no file. */
  readonly missing: 'waiting' | 'gone' | 'failed';
}

export async function openFile(path: string, how: Opening, options: FileOptions): Promise<HeldFile | Trouble> {
  try {
    const handle = await openHandle(path);
    if ('detail' in handle) return { phase: 'failed', detail: handle.detail };
    const limit = how.follow ? Number.POSITIVE_INFINITY : Number.NaN;
    const held = await hold(handle, path, how.number, limit, options);
    try {
      if (!how.tail || (await seekTail(held, options))) return held;
      // Truncated in this moment. Nothing was given out, so it is as if it had been opened after that.
      return await holdAgain(held, how.number, options);
    } catch (error) {
      await release(held);
      throw error;
    }
  } catch (error) {
    return troubleOf(error, path, how.missing);
  }
}

/**
 * Opens a sibling that was listed, wherever it is now, to be read from byte 0; null where it is gone or closed to us.
 * One that was written to just now may have a writer who has not noticed the rotation yet: it is read on where that
 * is asked for.
 */
export async function openRecord(record: FileRecord, follow: boolean, options: FileOptions): Promise<HeldFile | null> {
  const opened = await find(record, options.keepBytes);
  if (opened === null) return null;
  const quiet = Date.now() - Number(opened.content.mtimeNs / 1_000_000n) > options.graceMs;
  return holdRecord(opened, record, quiet || !follow ? Number.NaN : Number.POSITIVE_INFINITY, options);
}
