/** A file that may be a source, looked at from outside: which file it is, whatever it is called. */

import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isAuditLog } from './audit-head.ts';
import { codeOf, isMissing } from './file-errors.ts';
import { logOf, plainName, siblingsAmong } from './rotated.ts';

export interface Found {
  /** As the user named it, or the place it is in. */
  readonly path: string;
  /** Links resolved. */
  readonly real: string;
  /** The log whose rotated sibling it is by its name: its path, links resolved. Null for a log. */
  readonly log: string | null;
  /** What it is known by: a name that is the same after it is compressed; of a numbered sibling, which file it is. */
  readonly key: string;
  /** Whether that name stays the file's: a sibling's number is handed on at every rotation. */
  readonly stable: boolean;
  /** Which file it is under any name; '' where its file system does not tell: inode numbers alone are used again. */
  readonly id: string;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: number;
  /** Since its content or name changed last, in ms. */
  readonly age: number;
  /** False also for what is there and cannot be looked at. */
  readonly readable: boolean;
}

/** What is at the path, links followed: `none` where nothing is, `other` for what is no regular file. */
export async function lookAt(path: string): Promise<Found | 'none' | 'other'> {
  try {
    const about = await stat(path, { bigint: true });
    if (!about.isFile()) return 'other';
    const real = await realpath(path);
    const readable = await isReadable(real);
    const { dev, ino, birthtimeNs } = about;
    const age = Date.now() - Number(about.ctimeMs);
    const id = birthtimeNs === 0n ? '' : `${dev} ${ino} ${birthtimeNs}`;
    return { ...namesOf(path, real, id), id, dev, ino, size: Number(about.size), age, readable };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return isMissing(error) ? 'none' : await unseen(path);
  }
}

/** What is gone by now is not closed to us: then the error is thrown. */
async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch (error) {
    if (codeOf(error) === '' || isMissing(error)) throw error;
    return false;
  }
}

/** A file of which nothing but its name is known: it is not there yet, or closed to us. */
export async function unseen(path: string): Promise<Found> {
  const given = resolve(path);
  const directory = await realpath(dirname(given)).catch(() => dirname(given)); // Then the name is all there is.
  const nothing = { id: '', dev: 0n, ino: 0n, size: 0, age: Number.POSITIVE_INFINITY, readable: false };
  return { ...namesOf(path, join(directory, basename(given)), ''), ...nothing };
}

function namesOf(path: string, real: string, id: string): Pick<Found, 'path' | 'real' | 'log' | 'key' | 'stable'> {
  const name = logOf(basename(real));
  if (name === null) return { path, real, log: null, key: real, stable: true };
  const log = join(dirname(real), name);
  const stable = siblingsAmong(log, [basename(real)])[0]?.stable ?? true;
  return { path, real, log, key: stable || id === '' ? plainName(real) : id, stable };
}

/**
 * The test whether a file holds audit events, which remembers what it found to hold none until that changes. What
 * cannot be read passes: its source says why.
 */
export function auditLogTest(): (found: Found) => Promise<boolean> {
  const refused = new Map<string, string>();
  return async ({ path, key, id, size, readable }) => {
    if (!readable) return true;
    const seen = `${id} ${size}`;
    if (refused.get(key) === seen) return false;
    try {
      if (await isAuditLog(path)) return true;
    } catch (error) {
      if (codeOf(error) === '') throw error;
      if (!isMissing(error)) return true;
    }
    refused.set(key, seen);
    return false;
  };
}
