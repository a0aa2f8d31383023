/** Finds a file that was read before under the name it has now: renamed, compressed, or kept as a copy. */

import type { FileHandle } from 'node:fs/promises';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { contentOf, isContentOf, type NotAFile, type OpenContent, openHandle, openWhole } from './content.ts';
import { codeOf } from './file-errors.ts';
import type { FileRecord } from './held-file.ts';
import { type SiblingName, sameFile, siblingsOf } from './rotated.ts';
import { whileStill } from './settled.ts';

/**
 * Opens the file wherever it is; null where it is nowhere that can be read. Of a packed file `keepBytes` unpacked
 * ones are kept. The caller closes handle and reader.
 */
export async function find(record: FileRecord, keepBytes: number): Promise<OpenContent | null> {
  return await whileStill(
    () => listed(() => siblingsOf(record.realPath)),
    (siblings) => findAmong(siblings, record, keepBytes),
    (found) => (found !== null ? 'enough' : 'if still'),
  );
}

async function findAmong(
  siblings: readonly SiblingName[],
  record: FileRecord,
  keepBytes: number,
): Promise<OpenContent | null> {
  const tried = new Set<string>();
  const attempt = async (path: string, anyInode = true): Promise<OpenContent | null> => {
    if (tried.has(path)) return null;
    tried.add(path);
    return await openIfSame(record, path, anyInode, keepBytes);
  };
  for (const path of [record.foundPath, record.ref.path, record.realPath, `${record.foundPath}.gz`]) {
    const found = await attempt(path);
    if (found !== null) return found;
  }
  for (const { path } of siblings.toReversed()) {
    const found = await attempt(path);
    if (found !== null) return found;
  }
  // Under any other name it may be moved to, but what only begins as it does is not it.
  const directory = dirname(record.realPath);
  for (const name of await listed(() => readdir(directory))) {
    const found = await attempt(join(directory, name), false);
    if (found !== null) return found;
  }
  return null;
}

async function listed<T>(list: () => Promise<T[]>): Promise<T[]> {
  try {
    return await list();
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return []; // The directory is gone or closed to us, and the file with it.
  }
}

/** `anyInode`: compressed, or copied and truncated, it is another file by inode. */
async function openIfSame(
  record: FileRecord,
  path: string,
  anyInode: boolean,
  keepBytes: number,
): Promise<OpenContent | null> {
  let handle: FileHandle | NotAFile;
  try {
    // The file itself is whole under whatever name the user gave it.
    handle = path === record.realPath ? await openHandle(path) : await openWhole(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return null; // Not there, or not ours to open: not found under this name.
  }
  if ('detail' in handle) return null;
  let opened: OpenContent | null = null;
  let same = false;
  try {
    opened = await contentOf(handle, keepBytes);
    same = isContentOf(record, opened.content) && (anyInode || sameFile(opened.content, record));
  } catch (error) {
    if (codeOf(error) === '') throw error;
  } finally {
    if (!same) {
      opened?.unpacked?.close();
      await handle.close();
    }
  }
  if (!same || opened === null) return null;
  const { content } = opened;
  record.dev = content.dev;
  record.ino = content.ino;
  record.packed = content.packed;
  record.foundPath = path;
  return opened;
}
