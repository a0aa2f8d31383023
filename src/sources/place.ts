/** A directory or a glob pattern: a place in which logs are looked for, again and again. */

import { constants } from 'node:fs';
import { access, glob, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMissing, type Trouble, troubleOf } from './file-errors.ts';

export interface Place {
  /** As the user named it. */
  readonly name: string;
  readonly kind: 'directory' | 'glob';
  /** The directory whose names are worth watching. */
  readonly directory: string;
  /** What may be a log in it now. */
  look(): Promise<Look>;
}

export interface Look {
  /** Paths as the place was named, in the order of their names. */
  readonly paths: readonly string[];
  /** Why there are none, where it is not that there are none; `missing`: the directory is not there. */
  readonly trouble: Trouble | 'missing' | null;
}

/** Hidden files, what editors leave behind, and what is being written under another name first. */
const LEFT_OUT = /^\.|~$|^#.*#$|\.(?:tmp|swp|swx|bak)$/is;
/** Files that are opened to give a hint. */
const MOST_TRIED = 100;
const MAGIC = /[*?[{]/;

/** What stands for stdin among the sources. */
export const STDIN_ARGUMENT = '-';

/** Whether the text can be read as a glob pattern that is more than a path. */
export function isPattern(text: string): boolean {
  return MAGIC.test(text);
}

export function directoryPlace(name: string): Place {
  return {
    name,
    kind: 'directory',
    directory: name,
    look: () =>
      looked(name, async () => {
        const names = await readdir(name);
        return names.filter((found) => !LEFT_OUT.test(found)).map((found) => join(name, found));
      }),
  };
}

export function globPlace(pattern: string): Place {
  const directory = fixedPart(pattern);
  return {
    name: pattern,
    kind: 'glob',
    directory,
    look: () =>
      looked(directory, async () => {
        // The pattern's own way of looking takes a directory that is closed to us for an empty one.
        await access(directory, constants.R_OK | constants.X_OK);
        const matches: string[] = [];
        for await (const path of glob(pattern)) matches.push(path);
        return matches;
      }),
  };
}

async function looked(directory: string, list: () => Promise<string[]>): Promise<Look> {
  try {
    return { paths: (await list()).sort(byName), trouble: null };
  } catch (error) {
    if (isMissing(error)) return { paths: [], trouble: 'missing' };
    return { paths: [], trouble: troubleOf(error, directory, 'gone') };
  }
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The directories before the first part of a pattern that is none. */
function fixedPart(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => MAGIC.test(part));
  const fixed = parts.slice(0, first).join('/');
  return fixed !== '' ? fixed : pattern.startsWith('/') ? '/' : '.';
}

/** A pattern for audit logs further down, for who named a directory with none directly in it. */
export async function patternBelow(
  directory: string,
  isLog: (path: string) => Promise<boolean>,
): Promise<string | null> {
  const literal = directory.replace(/[*?[{]/g, '[$&]');
  for (const pattern of [join(literal, '*', '*'), join(literal, '*', '*', '*')]) {
    let tried = 0;
    for await (const path of glob(pattern)) {
      if (LEFT_OUT.test(basename(path))) continue;
      if (await isLog(path)) return pattern;
      if (++tried === MOST_TRIED) break;
    }
  }
  return null;
}
