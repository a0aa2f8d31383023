/** The configuration of this run, and what the viewer keeps between runs. */
import { readFileSync } from 'node:fs';
import { safe } from '../../audit/safe.ts';
import type { Stored } from '../../ui/stored.ts';
import { Complaint, EXIT } from '../exit.ts';
import { reasonOf } from '../open.ts';
import { readHistory, remember } from './history.ts';
import { configPath, historyPath } from './place.ts';
import type { Configuration } from './schema.ts';

/** Text of a configuration and its path; '' where the usual one is not there. `named`: by --config, '' for none. */
export function configFile(named: string): { readonly path: string; readonly text: string } {
  const path = named === '' ? configPath() : named;
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (named === '' && error instanceof Error && 'code' in error && error.code === 'ENOENT') return { path, text: '' };
    throw new Complaint(`the configuration ${safe(path)} cannot be read: ${reasonOf(error)}`, EXIT.usage);
  }
}

/** The configuration; one that is wrong is refused with the places of all that is wrong. */
export async function loadConfig(named: string): Promise<{ readonly path: string; readonly config: Configuration }> {
  const { path, text } = configFile(named);
  if (text.trim() === '') return { path, config: {} };
  // What reads it is loaded only where there is something to read.
  const { readConfig } = await import('./read.ts');
  const read = readConfig(text);
  if (read.ok) return { path, config: read.config };
  throw new Complaint(problemsText(path, read.problems), EXIT.usage);
}

/** `file:line:column: what is wrong`, a line each. */
export function problemsText(
  path: string,
  problems: readonly { readonly line: number; readonly column: number; readonly message: string }[],
): string {
  return problems.map(({ line, column, message }) => safe(`${path}:${line}:${column}: ${message}`)).join('\n');
}

/** Filters typed and named, of the files that hold them. */
export async function storedIn(path: string, config: Configuration): Promise<Stored> {
  const { saveQuery } = await import('./write.ts');
  const history = historyPath();
  const attempt = (work: () => void): string | null => {
    try {
      work();
      return null;
    } catch (error) {
      return reasonOf(error);
    }
  };
  return {
    past: readHistory(history),
    saved: Object.entries(config.queries ?? {}).map(([name, text]) => ({ name, text })),
    remember(text) {
      const refused = attempt(() => remember(history, text));
      return refused === null ? null : `The filter could not be kept in ${history}: ${refused}.`;
    },
    save({ name, text }) {
      const refused = attempt(() => saveQuery(path, name, text));
      return refused === null ? { path } : { refused: `The filter could not be saved to ${path}: ${refused}.` };
    },
  };
}
