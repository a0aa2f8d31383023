/** The rotated siblings of a log: which names they have, and in which order they were written. */

import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** lumberjack's stamp in a backup's name: `audit-2026-11-23T21-27-34.088.log` of `audit.log`. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}$/;
/** logrotate's number, `audit.log.1`, the newest being 1 (0 where `start 0` says so). */
const NUMBER = /^\.(\d{1,6})$/;
/** logrotate's dateext, `audit.log-20261123`; with the hour where it rotates hourly, or seconds appended. */
const DATE = /^-(\d{8}(?:\d\d)?(?:-\d{1,10})?)$/;
/** How the name of a compressed sibling ends. */
const PACKED = '.gz';
/** A backup of lumberjack's in parts: what the log is called before its extension, the stamp, the extension. */
const STAMPED = /^(.*)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3})(\.[^.]*)?$/s;
/** A backup of logrotate's: the log, the number. */
const NUMBERED_NAME = /^(.*)\.(\d{1,6})$/s;
/** How the order of numbered siblings begins. */
const NUMBERED = '0';

/** A file by identity. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

export function sameFile(a: Identity, b: Identity): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

/** The path of a sibling that is there plain, packed, or both while it is being compressed. */
export interface SiblingName {
  /** Without `.gz`: it names the sibling before and after it is compressed. */
  readonly plain: string;
  /** Where to read it: the plain one where both are there, as the packed one may not be whole yet. */
  readonly path: string;
  /** The name stays the file's; a number is handed on to the next at every rotation. */
  readonly stable: boolean;
}

/** The siblings of the log at `path` in its directory, oldest first. System errors of listing are thrown. */
export async function siblingsOf(path: string): Promise<SiblingName[]> {
  return siblingsAmong(path, await readdir(dirname(path)));
}

/**
 * The siblings of the log at `path` among the names in its directory, oldest first. Files of other names are none, and
 * a path that ends in `.gz` has none: it is one of them.
 */
export function siblingsAmong(path: string, names: readonly string[]): SiblingName[] {
  if (path.endsWith(PACKED)) return [];
  const directory = dirname(path);
  const found = new Map<string, { order: string; isPlain: boolean }>();
  for (const name of names) {
    const plain = plainName(name);
    const isPlain = plain === name;
    const order = orderOf(plain, basename(path));
    if (order !== null && !(found.get(plain)?.isPlain ?? false)) found.set(plain, { order, isPlain });
  }
  return [...found]
    .sort(([, a], [, b]) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(([name, { isPlain, order }]) => ({
      plain: join(directory, name),
      path: join(directory, isPlain ? name : `${name}${PACKED}`),
      stable: !order.startsWith(NUMBERED),
    }));
}

/** The name, or path, without `.gz`: what a sibling is called before it is compressed. */
export function plainName(name: string): string {
  return name.endsWith(PACKED) ? name.slice(0, -PACKED.length) : name;
}

/** What a backup's name of lumberjack's says, packed or not: its log, and when it was rotated; null for any other name. */
export function stampedName(name: string): { readonly log: string; readonly time: Date } | null {
  const [, prefix, stamp = '', extension = ''] = STAMPED.exec(plainName(name)) ?? [];
  if (prefix === undefined) return null;
  const time = new Date(`${stamp.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:')}Z`);
  return { log: `${prefix}${extension}`, time };
}

/** What a numbered backup's name of logrotate's says, packed or not: its log and its number; null for any other name. */
export function numberedName(name: string): { readonly log: string; readonly number: number } | null {
  const [, log, number] = NUMBERED_NAME.exec(plainName(name)) ?? [];
  return log === undefined ? null : { log, number: Number(number) };
}

/**
 * The name of the log whose sibling a file of this name is, whether that log is there or not; null for a name that
 * is no sibling's. Where two logs could be meant (`a-<stamp>`, of `a`, or the 88th of `a-<date>T21-27-34`), the one
 * that lumberjack would mean.
 */
export function logOf(name: string): string | null {
  const plain = plainName(name);
  const candidates = [
    stampedName(name)?.log ?? '',
    numberedName(name)?.log ?? '',
    plain.replace(/-\d{8}(?:\d\d)?(?:-\d{1,10})?$/, ''),
    plain.replace(/-\d{8}(?:\d\d)?$/, ''),
  ];
  const isLog = (log: string): boolean => log !== '' && !log.endsWith(PACKED) && orderOf(plain, log) !== null;
  return candidates.find(isLog) ?? null;
}

/**
 * A text that sorts the siblings of `log` from the oldest on; null for a name that is none. Where several ways of
 * rotating left files, numbered ones come first, then dated ones, then lumberjack's.
 */
function orderOf(name: string, log: string): string | null {
  if (name.startsWith(log)) {
    const rest = name.slice(log.length);
    const number = NUMBER.exec(rest)?.[1];
    if (number !== undefined) return `${NUMBERED} ${String(999_999 - Number(number)).padStart(6, '0')}`;
    const date = DATE.exec(rest)?.[1];
    if (date !== undefined) return `1 ${date}`;
  }
  const extension = extname(log);
  const prefix = `${basename(log, extension)}-`;
  if (!name.startsWith(prefix) || !name.endsWith(extension)) return null;
  const stamp = name.slice(prefix.length, name.length - extension.length);
  return STAMP.test(stamp) ? `2 ${stamp}` : null;
}
