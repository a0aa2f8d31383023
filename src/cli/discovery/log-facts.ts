/** What can be told of an audit log without reading it through: whether it can be read, its size, how far back it reaches. */
import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Micros } from '../../audit/event.ts';
import { codeOf, isMissing } from '../../sources/file-errors.ts';
import { siblingsAmong } from '../../sources/rotated.ts';
import { firstEvent, unpackedSize } from './first-event.ts';
import { ownerOf } from './owner.ts';
import { namesIn } from './proc.ts';

export interface LogFacts {
  /** Where we read it. */
  readonly path: string;
  readonly state: 'readable' | 'denied' | 'missing' | 'no-file';
  /** `root:root`, `0:0` where the machine has no such names; null where even that is hidden. */
  readonly owner: string | null;
  /** The permission bits, `0600`. */
  readonly mode: string | null;
  /** Bytes of the live file. */
  readonly size: number | null;
  /** Of the last write, milliseconds since 1970. */
  readonly modified: number | null;
  readonly rotated: {
    readonly files: number;
    readonly compressed: number;
    /** As they lie on the disk. */
    readonly bytes: number;
  };
  /** The oldest event kept, and the file it is in. */
  readonly first: { readonly time: Micros; readonly file: string } | null;
  /** Bytes of log written in an hour, unpacked, over all that is kept; null for less than a minute of it. */
  readonly bytesPerHour: number | null;
  readonly format: 'json' | 'legacy' | null;
}

const NOTHING = {
  owner: null,
  mode: null,
  size: null,
  modified: null,
  rotated: { files: 0, compressed: 0, bytes: 0 },
  first: null,
  bytesPerHour: null,
  format: null,
} as const;

/** Reads the first line of the oldest file and the sizes of all; `root` has the names of the owners. Never throws for the file's sake. */
export async function logFacts(path: string, root: string): Promise<LogFacts> {
  let stat: Stats;
  try {
    stat = statSync(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return { ...NOTHING, path, state: isMissing(error) ? 'missing' : 'denied' };
  }
  const known = {
    ...NOTHING,
    path,
    owner: ownerOf(stat, root),
    mode: (stat.mode & 0o7777).toString(8).padStart(4, '0'),
    size: stat.size,
    modified: stat.mtimeMs,
  };
  if (!stat.isFile()) return { ...known, state: 'no-file' };
  const kept = backups(path);
  const rotated = {
    files: kept.length,
    compressed: kept.filter(({ compressed }) => compressed).length,
    bytes: kept.reduce((sum, { size }) => sum + size, 0),
  };
  if (!mayRead(path)) return { ...known, rotated, state: 'denied' };
  const oldest = await oldestOf([...kept.map((each) => each.path), path]);
  const unpacked = stat.size + kept.reduce((sum, each) => sum + unpackedSize(each.path, each.size), 0);
  return {
    ...known,
    rotated,
    ...oldest,
    bytesPerHour: perHour(unpacked, oldest.first?.time, stat.mtimeMs),
    state: 'readable',
  };
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}

interface Backup {
  readonly path: string;
  readonly compressed: boolean;
  readonly size: number;
}

/** The rotated siblings, oldest first. */
function backups(path: string): readonly Backup[] {
  return siblingsAmong(path, namesIn(dirname(path))).flatMap(({ path: sibling }) => {
    try {
      return [{ path: sibling, compressed: sibling.endsWith('.gz'), size: statSync(sibling).size }];
    } catch (error) {
      if (codeOf(error) === '') throw error;
      return []; // removed while we looked
    }
  });
}

/** The first event of the oldest file that has one. */
async function oldestOf(paths: readonly string[]): Promise<Pick<LogFacts, 'first' | 'format'>> {
  let format: LogFacts['format'] = null;
  for (const path of paths) {
    const found = await firstEvent(path);
    if (found === null) continue;
    format ??= found.format;
    if (!Number.isNaN(found.time)) return { first: { time: found.time, file: basename(path) }, format };
  }
  return { first: null, format };
}

const MINUTE_MS = 60_000;

function perHour(bytes: number, first: Micros | undefined, lastWrite: number): number | null {
  if (first === undefined) return null;
  const span = lastWrite - first / 1000;
  return span < MINUTE_MS ? null : Math.round((bytes / span) * 60 * MINUTE_MS);
}
