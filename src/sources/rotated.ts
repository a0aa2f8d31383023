/** The files that came between two others of one name: what a reader that looked away for two rotations missed. */

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** lumberjack's name for a backup: `audit-2026-11-23T21-27-34.088.log` of `audit.log`. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}$/;

/** A file by identity. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

export function sameFile(a: Identity, b: Identity): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

/** Whether a name beside `path` is that of a backup of it, compressed (`.gz`) or not. */
export function isBackupOf(path: string, name: string): boolean {
  const extension = extname(path);
  const prefix = `${basename(path, extension)}-`;
  const plain = name.endsWith('.gz') ? name.slice(0, -3) : name;
  if (!plain.startsWith(prefix) || !plain.endsWith(extension)) return false;
  return STAMP.test(plain.slice(prefix.length, plain.length - extension.length));
}

/** The backups of `path` in its directory, oldest first: their stamps sort as text. Not the compressed ones. */
export async function backupsOf(path: string): Promise<string[]> {
  const names = await readdir(dirname(path));
  return names
    .filter((name) => isBackupOf(path, name) && !name.endsWith('.gz'))
    .sort()
    .map((name) => join(dirname(path), name));
}

/**
 * Paths of the backups written after `held` and before `live`, oldest first. `realPath` is where both were opened.
 * Where `held` has no name any more, its last write (`heldMtimeNs`) tells which backups are newer.
 */
export async function filesBetween(
  realPath: string,
  held: Identity,
  heldMtimeNs: bigint,
  live: Identity,
): Promise<string[]> {
  let between: string[] = [];
  const later = new Set<string>();
  // From the newest back, so that the usual rotation costs one stat and not one for each backup there is.
  for (const path of (await backupsOf(realPath)).reverse()) {
    const at = await identityOf(path);
    if (at === null) continue; // Removed while we looked.
    if (sameFile(at, held)) return between.reverse();
    if (sameFile(at, live)) {
      between = []; // Rotated already: what came before this is newer still.
      later.clear();
      continue;
    }
    between.push(path);
    if (at.mtimeNs > heldMtimeNs) later.add(path);
  }
  return between.filter((path) => later.has(path)).reverse();
}

/** What stat says of a path; null where it says nothing. */
export async function identityOf(path: string): Promise<(Identity & { readonly mtimeNs: bigint }) | null> {
  try {
    return await stat(path, { bigint: true });
  } catch {
    return null; // Gone or out of reach: either way not the file that is looked for.
  }
}
