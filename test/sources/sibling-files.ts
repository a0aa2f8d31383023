/** Makes a log with rotated siblings in a directory of its own, for tests of reading them. */

import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach } from 'vitest';
import type { Collected } from './collect.ts';

/** Lines `from` up to but not including `to`, none like another. */
export function numbered(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, n) => `{"n":${from + n},"pad":"${'p'.repeat((from + n) % 50)}"}\n`).join(
    '',
  );
}

export interface LogDirectory {
  readonly directory: string;
  /** The log, `audit.log`. */
  readonly path: string;
  /** lumberjack's name for the `n`th backup. */
  backup(n: number): string;
  /** Renames the log to the `n`th backup and makes a new one. */
  rotate(n: number, content: string): Promise<void>;
  /** Compresses a file as lumberjack does: the `.gz` whole beside it first, then it is removed. */
  compress(path: string): Promise<void>;
  append(content: string): Promise<void>;
  remove(): Promise<void>;
}

export async function logDirectory(): Promise<LogDirectory> {
  const directory = await mkdtemp(join(tmpdir(), 'auditty-siblings-'));
  const path = join(directory, 'audit.log');
  const backup = (n: number): string => join(directory, `audit-2026-11-23T21-27-34.${String(n).padStart(3, '0')}.log`);
  return {
    directory,
    path,
    backup,
    async rotate(n, content) {
      await rename(path, backup(n));
      await writeFile(path, content);
    },
    async compress(plain) {
      await writeFile(`${plain}.gz`, gzipSync(await readFile(plain)));
      await rm(plain);
    },
    append: (content) => appendFile(path, content),
    remove: () => rm(directory, { recursive: true }),
  };
}

/**
 * Gives each test of a file a log directory of its own, which `take` gets before it. What is put into the list that it
 * gives is stopped after the test, before the directory is removed.
 */
export function eachWithLog(take: (log: LogDirectory) => void): Collected[] {
  const reads: Collected[] = [];
  let log: LogDirectory | null = null;
  beforeEach(async () => {
    log = await logDirectory();
    take(log);
  });
  afterEach(async () => {
    for (const read of reads.splice(0)) await read.stop();
    await log?.remove();
  });
  return reads;
}
