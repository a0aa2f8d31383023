import { type FileHandle, mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logOf, siblingsAmong, siblingsOf } from '../../src/sources/rotated.ts';
import { openSibling, type SeenSibling, unknownSiblings } from '../../src/sources/siblings.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'auditty-rotated-'));
});
afterEach(async () => {
  for (const handle of handles.splice(0)) await handle.close();
  await rm(directory, { recursive: true });
});

const stamp = (n: number): string => `2026-11-23T21-27-34.00${n}`;
const listed = async (log: string): Promise<string[]> =>
  (await siblingsOf(join(directory, log))).map(({ path }) => basename(path));
async function touch(names: readonly string[]): Promise<void> {
  for (const name of names) await writeFile(join(directory, name), '');
}

test("lumberjack's backups are siblings in the order of their stamps, the plain one of two", async () => {
  await touch(['audit-old.log', `audit2-${stamp(1)}.log`, `audit-${stamp(1)}.txt`, 'audit.log', 'audit.log.bak']);
  await touch([`audit-${stamp(1)}.log.xz`, `audit-${stamp(1)}.log.gz.tmp`, `xaudit-${stamp(1)}.log`]);
  await touch([`audit-${stamp(3)}.log.gz`, `audit-${stamp(2)}.log`, `audit-${stamp(2)}.log.gz`]);
  await touch([`audit-${stamp(1)}.log.gz`]);
  expect(await listed('audit.log')).toEqual([
    `audit-${stamp(1)}.log.gz`,
    `audit-${stamp(2)}.log`,
    `audit-${stamp(3)}.log.gz`,
  ]);
  expect(await siblingsOf(join(directory, `audit-${stamp(1)}.log.gz`))).toEqual([]);
  await touch([`audit-${stamp(3)}`]);
  expect(await listed('audit')).toEqual([`audit-${stamp(3)}`]);
});

test("logrotate's numbers count down to the newest, its dates up to it", async () => {
  await touch(['audit.log', 'audit.log.1', 'audit.log.2.gz', 'audit.log.10.gz', 'audit.log.x', 'audit.log.2.gz.old']);
  expect(await listed('audit.log')).toEqual(['audit.log.10.gz', 'audit.log.2.gz', 'audit.log.1']);
  await touch(['other.log-20261123.gz', 'other.log-20261124', 'other.log-2026112413', 'other.log-yesterday']);
  expect(await listed('other.log')).toEqual(['other.log-20261123.gz', 'other.log-20261124', 'other.log-2026112413']);
});

test('one that was compressed since it was listed is opened under its new name', async () => {
  const plain = join(directory, `audit-${stamp(1)}.log`);
  const sibling = { plain, path: plain, stable: true };
  expect(await openSibling(sibling)).toBeNull();
  await writeFile(`${plain}.gz`, '');
  const opened = await openSibling(sibling);
  expect(opened?.path).toBe(`${plain}.gz`);
  await opened?.handle.close();
});

/** What is remembered of a plain file that was read. */
async function seen(path: string, content: string): Promise<SeenSibling> {
  const { dev, ino } = await stat(path, { bigint: true });
  return { dev, ino, head: Buffer.from(content), packed: false, size: content.length, dead: false, foundPath: path };
}

const handles: FileHandle[] = [];
async function opened(path: string): Promise<FileHandle> {
  const handle = await open(path);
  handles.push(handle);
  return handle;
}
async function compress(n: number, content: string): Promise<void> {
  await writeFile(join(directory, `audit-${stamp(n)}.log.gz`), gzipSync(content));
  await rm(join(directory, `audit-${stamp(n)}.log`));
}

test('what came between two files stops at the later one, also when that was rotated itself', async () => {
  const path = join(directory, 'audit.log');
  const files: SeenSibling[] = [];
  for (let n = 0; n < 5; n++) {
    await writeFile(path, `${n}`);
    files.push(await seen(path, `${n}`));
    await rename(path, join(directory, `audit-${stamp(n)}.log`));
  }
  const [held] = files;
  if (held === undefined) throw new Error('no files');
  const live = await opened(join(directory, `audit-${stamp(3)}.log`));
  const between = async (): Promise<string[]> =>
    (await unknownSiblings(path, [held], live)).siblings.map(({ path: found }) => basename(found));
  expect(await between()).toEqual([`audit-${stamp(1)}.log`, `audit-${stamp(2)}.log`]);
  // Compressed, the one that was held is still known: by its content, as nobody saw the name it had plain.
  await compress(0, '0');
  await compress(1, '1');
  expect(await between()).toEqual([`audit-${stamp(1)}.log.gz`, `audit-${stamp(2)}.log`]);
  // The later one too, which is open: it has no name left then.
  await compress(3, '3');
  expect(await between()).toEqual([`audit-${stamp(1)}.log.gz`, `audit-${stamp(2)}.log`]);
});

const NAME = fc.string({
  unit: fc.constantFrom(
    'audit',
    'a',
    '.',
    '-',
    'log',
    '.log',
    '.gz',
    '1',
    '20261123',
    '-20261123',
    stamp(1),
    `-${stamp(2)}`,
    ' ',
  ),
  minLength: 1,
  maxLength: 6,
});
const SUFFIX = fc.constantFrom('.1', '.12', '-20261123', '-2026112304', '-20261123-1', '.2.gz', '-20261123.gz');

test('a name is a sibling of the log that it names, and of none where it names none', () => {
  fc.assert(
    fc.property(NAME, NAME, (name, log) => {
      const own = logOf(name);
      if (own !== null) expect(siblingsAmong(own, [name])).toHaveLength(1);
      else expect(siblingsAmong(log, [name])).toEqual([]);
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(NAME, SUFFIX, (log, suffix) => {
      const isLog = siblingsAmong(log, [`${log}${suffix}`]).length > 0;
      // A path of dots, or with `.gz`, has no siblings.
      if (isLog) expect(logOf(`${log}${suffix}`)).not.toBeNull();
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [`audit-${stamp(1)}.log`, 'audit.log'],
  [`audit-${stamp(1)}.log.gz`, 'audit.log'],
  [`audit-${stamp(1)}`, 'audit'],
  [`a-${stamp(1)}-${stamp(2)}.log`, `a-${stamp(1)}.log`],
  ['audit.log.1', 'audit.log'],
  ['audit.log.10.gz', 'audit.log'],
  ['audit.log-20261123', 'audit.log'],
  ['audit.log-2026112304-1700000000.gz', 'audit.log'],
  [`audit-${stamp(1)}.log.1`, `audit-${stamp(1)}.log`],
  ['-20261123-20261124', '-20261123'],
  ['audit.log', null],
  ['audit.log.gz', null],
  ['audit.gz-20261123', null],
  ['audit-old.log', null],
  ['.1', null],
])('%s is a sibling of %s', (name, log) => {
  expect(logOf(name)).toBe(log);
});
