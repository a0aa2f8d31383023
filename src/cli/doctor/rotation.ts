/** What the rotation flags of an apiserver mean, in words. */

import { spanText } from '../../audit/amounts.ts';
import type { Said } from '../../print/labelled.ts';
import { type Limit, rotationOf } from '../discovery/flags.ts';
import type { Apiserver } from '../discovery/model.ts';

/** lumberjack's MB. */
const MB = 1_048_576;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `bytesPerHour` as LogFacts has it. */
export function rotationLines({ flags, version }: Apiserver, bytesPerHour: number | null): Said[] {
  const { maxSize, maxBackups, maxAge, compress } = rotationOf(flags, version);
  if (maxSize === 'none') {
    return [{ mark: 'warning', text: 'never: --audit-log-maxsize=0, so the file grows until the disk is full' }];
  }
  const size = `${sizeWords(maxSize, flags['audit-log-maxsize'])}${compress ? ', gzipped' : ''}`;
  return [
    { text: size },
    { text: keptWords(maxBackups, maxAge) },
    ...reachLines(maxSize, maxBackups, maxAge, bytesPerHour),
  ];
}

function sizeWords(limit: Limit, given: string | undefined): string {
  if (limit === 'depends') return 'never since Kubernetes 1.36, at 100 MB before (--audit-log-maxsize=0)';
  return `at ${limit} MB${given === undefined ? ', the default' : ''}`;
}

function keptWords(backups: Limit, age: Limit): string {
  const files =
    backups === 'none'
      ? 'all rotated files are kept'
      : `${backups} rotated ${backups === 1 ? 'file is' : 'files are'} kept`;
  const days = age === 'none' ? 'of any age' : `none older than ${age} ${age === 1 ? 'day' : 'days'}`;
  if (backups === 'depends' && age === 'depends') {
    return 'since Kubernetes 1.36 100 rotated files are kept, none older than 366 days; before, all of them';
  }
  if (backups === 'depends') return `100 rotated files are kept since Kubernetes 1.36, before all of them, ${days}`;
  return age === 'depends' ? `${files}, since Kubernetes 1.36 for 366 days` : `${files}, ${days}`;
}

function reachLines(size: Limit, backups: Limit, age: Limit, bytesPerHour: number | null): Said[] {
  if (backups === 'none' && age === 'none') {
    return [{ mark: 'warning', text: 'nothing bounds them: give --audit-log-maxbackup or --audit-log-maxage' }];
  }
  if (typeof size !== 'number' || typeof backups !== 'number' || bytesPerHour === null || bytesPerHour === 0) return [];
  const full = ((backups + 1) * size * MB * HOUR_MS) / bytesPerHour;
  const kept = typeof age === 'number' ? Math.min(full, age * DAY_MS) : full;
  return [{ text: `at this rate they reach back ${spanText(kept)}` }];
}
