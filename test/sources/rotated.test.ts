import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupsOf, filesBetween } from '../../src/sources/rotated.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'auditty-rotated-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const stamp = (n: number): string => `2026-11-23T21-27-34.00${n}`;
const names = (paths: string[]): string[] => paths.map((path) => basename(path));

test('backups are what lumberjack names so, in the order of their stamps', async () => {
  const others = [
    'audit-old.log',
    `audit-${stamp(1)}.log.gz`,
    `audit2-${stamp(1)}.log`,
    `audit-${stamp(1)}.txt`,
    'audit.log',
  ];
  for (const name of [...others, `audit-${stamp(2)}.log`, `audit-${stamp(1)}.log`])
    await writeFile(join(directory, name), '');
  expect(names(await backupsOf(join(directory, 'audit.log')))).toEqual([
    `audit-${stamp(1)}.log`,
    `audit-${stamp(2)}.log`,
  ]);
  await writeFile(join(directory, `audit-${stamp(3)}`), '');
  expect(names(await backupsOf(join(directory, 'audit')))).toEqual([`audit-${stamp(3)}`]);
});

test('what came between two files stops at the later one, also when that was rotated itself', async () => {
  const path = join(directory, 'audit.log');
  const files: { dev: bigint; ino: bigint }[] = [];
  for (let n = 0; n < 5; n++) {
    await writeFile(path, `${n}`);
    files.push(await stat(path, { bigint: true }));
    await rename(path, join(directory, `audit-${stamp(n)}.log`));
  }
  const [held, , , live] = files;
  if (held === undefined || live === undefined) throw new Error('no files');
  expect(names(await filesBetween(path, held, 0n, live))).toEqual([`audit-${stamp(1)}.log`, `audit-${stamp(2)}.log`]);
});
