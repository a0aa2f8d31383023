/** Reads what is named, in a directory of its own, and keeps what came, for tests of collecting sources. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { collect } from '../../src/sources/collect.ts';
import type { FileOptions } from '../../src/sources/file-options.ts';
import type { Source, SourceState } from '../../src/sources/source.ts';
import { together } from '../../src/sources/together.ts';

/** Each test of the file runs in an empty directory, which is the working directory; gives its path. */
export function inOwnDirectory(): () => string {
  let dir = '';
  const cwd = process.cwd();
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'auditty-collect-'));
    process.chdir(dir);
  });
  afterEach(async () => {
    process.chdir(cwd);
    await rm(dir, { recursive: true });
  });
  return () => dir;
}

/** lumberjack's stamp in the `n`th backup. */
export const stamp = (n: number): string => `2026-11-23T21-27-34.00${n}`;
export const backup = (n: number): string => `audit-${stamp(n)}.log`;
/** An event that says which it is. */
export const line = (id: string): string =>
  `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"${id}","stage":"Panic"}\n`;

/** Writes files, with the directories they are in. */
export async function put(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
}

const STDIN: Source = { name: 'stdin', async *read() {}, readBack: async () => null };
/** What `collect` finds, looked at every 50 ms. */
export const collected = async (named: string[], files: Partial<FileOptions> = {}) =>
  await collect(named, { files: { pollMs: 50, ...files }, stdin: () => STDIN });
/** The names of its sources. */
export const namesOf = async (named: string[], files: Partial<FileOptions> = {}): Promise<string[]> =>
  (await collected(named, files)).sources.map(({ name }) => name);

/** What has come so far. */
export interface Reading {
  /** ids of events by source name, in the order they came. */
  readonly ids: Record<string, string[]>;
  readonly places: SourceState[];
  stop(): Promise<void>;
  readonly done: Promise<void>;
}

/** Reads it in the background. */
export async function reading(
  named: string[],
  follow: boolean,
  order: 'forward' | 'tail' = 'forward',
  files: Partial<FileOptions> = {},
): Promise<Reading> {
  const stop = new AbortController();
  const ids: Record<string, string[]> = {};
  const places: SourceState[] = [];
  const all = together(await collected(named, files));
  const run = async (): Promise<void> => {
    for await (const { source, name, event } of all.read({ order, follow, isWhole: () => true, signal: stop.signal })) {
      if (source < 0 && event.type === 'state') places.push(event.state);
      if (event.type !== 'lines') continue;
      const found = [
        ...Buffer.from(event.bytes)
          .toString()
          .matchAll(/"auditID":"([^"]*)"/g),
      ].map(([, id = '']) => id);
      ids[name] = event.where === 'older' ? [...found, ...(ids[name] ?? [])] : [...(ids[name] ?? []), ...found];
    }
  };
  const done = run();
  return {
    ids,
    places,
    done,
    async stop() {
      stop.abort();
      await done;
    },
  };
}

/** Reads it to its end. */
export async function readAll(
  named: string[],
  order: 'forward' | 'tail' = 'forward',
  files: Partial<FileOptions> = {},
) {
  const all = await reading(named, false, order, files);
  await all.done;
  return { ids: all.ids, places: all.places };
}
