/** What took the place of a file: rotation by rename and create, or a link that leads elsewhere now. */

import type { FileHandle } from 'node:fs/promises';
import { isMissing } from './file-errors.ts';
import type { FileOptions } from './file-options.ts';
import { type FileRecord, type HeldFile, hold, type NotAFile, openHandle, release } from './held-file.ts';
import { filesBetween, sameFile } from './rotated.ts';

/**
 * Opens the file that is at `path` now, and before it, in order, every backup that was written between `current`
 * and it; numbered from `first`. Empty where the path leads to `current` again. System errors are thrown.
 */
export async function openSuccessors(
  path: string,
  current: HeldFile,
  first: number,
  known: readonly FileRecord[],
  options: FileOptions,
): Promise<HeldFile[] | NotAFile> {
  const live = await openHandle(path);
  if ('detail' in live) return live;
  const found: HeldFile[] = [];
  const add = async (handle: FileHandle, from: string): Promise<void> => {
    found.push(await hold(handle, from, first + found.length, Number.POSITIVE_INFINITY, options));
  };
  let taken = false;
  try {
    const at = await live.stat({ bigint: true });
    if (sameFile(at, current.record.ref)) {
      await live.close();
      return [];
    }
    for (const name of await filesBetween(current.record.realPath, current.record.ref, current.mtimeNs, at)) {
      const handle = await openBackup(name);
      if (handle === null) continue;
      const id = await handle.stat({ bigint: true });
      if (known.some((record) => record.held !== null && sameFile(record.ref, id))) await handle.close();
      else await add(handle, name);
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

async function openBackup(path: string): Promise<FileHandle | null> {
  try {
    const handle = await openHandle(path);
    return 'detail' in handle ? null : handle;
  } catch (error) {
    if (isMissing(error)) return null; // Removed since it was listed (--audit-log-maxbackup).
    throw error;
  }
}
