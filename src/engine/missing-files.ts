/**
 * Rotated files that are missing between two that are there, from their names.
 *
 * logrotate numbers them: `audit.log.3` and `audit.log.1` leave out `audit.log.2`.
 *
 * lumberjack (kube-apiserver) puts the time of the rotation into the name, in UTC and cut to the millisecond. It
 * rotates in the very write that would not have fitted, before it writes (`Logger.Write`, v2.2.1), so that the first
 * line of the next file was made just before that time, whatever the audit mode: batches only wait longer before the
 * write. In the real runs A, B and D it is earlier by 0 to 8 ms, or later by less than the millisecond that is cut
 * off. Later than that, and the line was not the next one: a file is missing.
 */
import { basename } from 'node:path';
import { numberedName, plainName, stampedName } from '../sources/rotated.ts';
import { numberOf } from './file-id.ts';
import type { MissingFile } from './gap.ts';
import { idOf } from './rows.ts';
import type { Segment } from './segment.ts';

/**
 * µs. Event and name are stamped by one clock within moments, so that only a clock set back just then can be in the
 * way; files that are written faster than this are told neither.
 */
const LATE = 100_000;

/** A file of which rows are held: the segments are its first and its last. */
export interface HeldFile {
  readonly id: number;
  readonly path: string;
  readonly first: Segment;
  readonly last: Segment;
}

/** The gap between two files, one directly after the other among those that were found; null where nothing says so. */
export function missingBetween(source: number, before: HeldFile, after: HeldFile): MissingFile | null {
  if (after.id !== before.id + 1) return null;
  const { first } = after;
  // The line at its beginning must be an event, and have been read.
  if (first.offsetOf(first.start) !== 0) return null;
  const to = first.time[first.start]!;
  const last = before.last.time[before.last.end - 1]!;
  const told = { kind: 'missing-file', source, to, before: before.path, after: after.path } as const;
  const event = idOf({ segment: first, row: first.start });

  const from = rotatedAt(before.path, after.path);
  if (from !== null) {
    // A name in another zone's time, or made up, does not end what it names.
    return last <= from + LATE && to > from + LATE ? { ...told, from, event, numbers: null } : null;
  }
  // Later names were not all seen at one time: a number is handed on at every rotation.
  if (numberOf(after.id) > 0) return null;
  const numbers = numbersBetween(before.path, after.path);
  return numbers === null ? null : { ...told, from: Math.min(last, to), event, numbers };
}

/**
 * µs of the rotation that a sibling's name tells; null where it is no name of lumberjack's for this log. Directories say
 * nothing: a log may have been opened by a relative path or a link, and its siblings are known by their own.
 */
function rotatedAt(path: string, next: string): number | null {
  const stamped = stampedName(basename(path));
  const name = plainName(basename(next));
  if (stamped === null || stamped.log !== (stampedName(name)?.log ?? name)) return null;
  const time = stamped.time.getTime();
  return Number.isNaN(time) ? null : time * 1000;
}

/** The numbers that are left out between `audit.log.3` and its successor, which may be `audit.log` itself. */
function numbersBetween(path: string, next: string): MissingFile['numbers'] {
  const before = numberedName(basename(path));
  if (before === null) return null;
  const name = plainName(basename(next));
  const numbered = numberedName(name);
  const after = name === before.log ? 0 : numbered?.log === before.log ? numbered.number : null;
  // The newest is 1; where it is 0 (`start 0`), and is missing, nothing says so.
  if (after === null || before.number - after < 2) return null;
  return { least: after + 1, most: before.number - 1 };
}
