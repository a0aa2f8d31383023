/** What took the place of a file: rotation by rename and create, or a link that leads elsewhere now. */

import { type NotAFile, openHandle } from './content.ts';
import type { FileOptions } from './file-options.ts';
import { find } from './find.ts';
import { type HeldFile, hold, holdRecord, release } from './held-file.ts';
import type { Notes } from './notes.ts';
import type { Records } from './records.ts';
import { sameFile } from './rotated.ts';
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
  notes: Notes,
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
    const { siblings, closed } = await unknownSiblings(current.record.realPath, [...files.all(), ...strangers], live);
    for (const one of closed) notes.missed(one);
    found = await openAll(siblings, current.record.realPath, files, options, notes);
    taken = true; // `hold` closes it where it fails.
    found.push(await hold(live, path, files.after + found.length, Number.POSITIVE_INFINITY, options));
    return found;
  } catch (error) {
    if (!taken) await live.close();
    for (const held of found) await release(held);
    throw error;
  }
}

/** Opens these siblings of the log at `log` with the next numbers; those that were removed since are noted as missed. */
export async function openAll(
  siblings: readonly Looked[],
  log: string,
  files: Records,
  options: FileOptions,
  notes: Notes,
): Promise<HeldFile[]> {
  const found: HeldFile[] = [];
  for (const sibling of siblings) {
    const record = seenRecord(sibling, files.after + found.length, log);
    const opened = await find(record, options.keepBytes);
    if (opened === null) notes.missed(record.foundPath);
    else found.push(holdRecord(opened, record, Number.POSITIVE_INFINITY, options));
  }
  return found;
}
