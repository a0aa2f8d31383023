/** The text of a small file of another program's: whether it is not there, or may not be read, makes a difference. */
import { readFileSync, statSync } from 'node:fs';
import { codeOf } from '../../sources/file-errors.ts';

export type ReadText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly denied: boolean };

/** What is no file, or larger than a file of settings is, counts as not there: the name may lead to anything. */
export function readText(path: string, maxBytes = 4 << 20): ReadText {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > maxBytes) return { ok: false, denied: false };
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = codeOf(error);
    if (code === '') throw error;
    return { ok: false, denied: code === 'EACCES' || code === 'EPERM' };
  }
}
