/** Filters that were typed, the latest last, one a line: kept between runs, readable by their owner alone. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from './write.ts';

/** So many are kept. */
const KEPT = 500;
/** A filter longer than this is not kept: it was pasted. */
const MOST_CHARACTERS = 4000;

/** The filters of the history, the latest first; none where there is none, or it cannot be read. */
export function readHistory(path: string): readonly string[] {
  return linesOf(path).reverse();
}

/** Adds a filter as the latest. Others may have added some meanwhile: the file is read again. An error is one of the file system. */
export function remember(path: string, text: string): void {
  if (/[\r\n]/.test(text) || text.length > MOST_CHARACTERS || text.trim() === '') return;
  const lines = [...linesOf(path).filter((line) => line !== text), text].slice(-KEPT);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeWhole(path, `${lines.join('\n')}\n`, 0o600);
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    // It is a help, not a need: what cannot be read (no such file, no permission) is no history.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
