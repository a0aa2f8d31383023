/** What a failed system call on a source's path means to its user. */

import type { SourceState } from './source.ts';

/** A state that is no data: the phase, and the sentence that goes with it. */
export interface Trouble {
  readonly phase: Exclude<SourceState['phase'], 'reading' | 'live' | 'ended'>;
  readonly detail: string;
}

/** The `code` of a system error (`ENOENT`), '' for any other thrown thing. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** True where the path leads nowhere. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * The state that a system error on `path` puts a source in. `missing` is the phase of a file that is not there.
 * Anything that is not a system error is a bug and is thrown again.
 */
export function troubleOf(error: unknown, path: string, missing: 'waiting' | 'gone' | 'failed'): Trouble {
  const code = codeOf(error);
  if (code === '') throw error;
  if (isMissing(error)) return { phase: missing, detail: missingDetail(path, missing) };
  if (code === 'EACCES' || code === 'EPERM') {
    return { phase: 'denied', detail: `No permission to read ${path}: run as root, or ask for read access.` };
  }
  if (code === 'ELOOP') return { phase: 'failed', detail: `${path} is a symbolic link that leads back to itself.` };
  if (code === 'EMFILE' || code === 'ENFILE') {
    return { phase: 'failed', detail: `Cannot open ${path}: too many open files.` };
  }
  return { phase: 'failed', detail: `Cannot read ${path}: ${error instanceof Error ? error.message : code}.` };
}

function missingDetail(path: string, phase: 'waiting' | 'gone' | 'failed'): string {
  if (phase === 'waiting') return `${path} does not exist yet.`;
  return phase === 'gone' ? `${path} is gone; waiting for it to come back.` : `${path} does not exist.`;
}
