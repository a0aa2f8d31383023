/** Writing what matches to a new file: one JSON line an event, readable by its owner only. */
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import type { Query } from '../query/query.ts';
import type { Redactor } from './document.ts';

export interface Saved {
  readonly path: string;
  readonly events: number;
  /** Events that could not be read back. */
  readonly gone: number;
}

/** A reason not to save, in one sentence. */
export interface Refused {
  readonly refused: string;
}

const FLUSH_AT = 1 << 20;

/** Whether the file would stand beside a log that was named by its path, or in a directory that was. */
function isInFolderOf(path: string, source: string): boolean {
  if (!source.includes('/')) return false;
  return dirname(path) === dirname(resolve(source)) || dirname(path) === resolve(source);
}

/**
 * Saves the events of a filter. An existing file is never overwritten, and nothing is written into the folder of
 * the log itself.
 */
export async function saveEvents(
  engine: Engine,
  query: Query,
  fold: 'stages' | 'requests',
  where: { readonly typed: string; readonly sources: readonly string[] },
  redact: Redactor | null,
): Promise<Saved | Refused> {
  const path = resolve(where.typed.startsWith('~/') ? join(homedir(), where.typed.slice(2)) : where.typed);
  if (where.sources.some((source) => isInFolderOf(path, source))) {
    return { refused: `Nothing is written into the log's own folder, ${dirname(path)}.` };
  }
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'wx', 0o600);
  } catch (error) {
    return { refused: reasonOf(error, path) };
  }
  let events = 0;
  let gone = 0;
  let waiting = '';
  try {
    for await (const event of engine.scan(query, fold)) {
      if ('gone' in event) {
        gone++;
        continue;
      }
      events++;
      waiting += `${redact === null ? event.text : redact(event.text).text}\n`;
      if (waiting.length < FLUSH_AT) continue;
      await file.write(waiting);
      waiting = '';
    }
    await file.write(waiting);
  } catch (error) {
    return { refused: reasonOf(error, path) };
  } finally {
    await file.close();
  }
  return { path, events, gone };
}

function reasonOf(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EEXIST') return `${path} exists already; nothing was written.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} cannot be written: permission denied.`;
  if (code === 'ENOENT') return `There is no folder ${dirname(path)}.`;
  if (code === 'EISDIR') return `${path} is a folder.`;
  return `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
}
