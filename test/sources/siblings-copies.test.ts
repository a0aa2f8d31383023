import { appendFile, copyFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openWhole } from '../../src/sources/content.ts';
import { fileSource } from '../../src/sources/file.ts';
import type { Source } from '../../src/sources/source.ts';
import { type Collected, collect } from './collect.ts';
import { eachWithLog, type LogDirectory, numbered } from './sibling-files.ts';

let log: LogDirectory;
const reads = eachWithLog((made) => {
  log = made;
});

/** Each of these in turn, when the source is live; nothing is read meanwhile. */
type Acts = (() => Promise<void>)[];

function whenLive(source: Source, acts: Acts): Source {
  return {
    ...source,
    async *read(options) {
      let live = false;
      for await (const event of source.read(options)) {
        yield event;
        if (event.type === 'state') live = event.state.phase === 'live';
        if (live) await acts.shift()?.();
      }
    },
  };
}

function forward(...acts: Acts): Collected {
  const read = collect(whenLive(fileSource(log.path, { pollMs: 20, quietMs: 20 }), acts), { order: 'forward' });
  reads.push(read);
  return read;
}
const numbers = (read: Collected): number[] =>
  read.newerLines().map((line) => Number(/"n":(\d+)/.exec(line)?.[1] ?? Number.NaN));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** All of them once and in order, and nothing more in several looks. */
async function expectUpTo(count: number, read: Collected): Promise<void> {
  await read.until(() => numbers(read).length >= count, `${count} lines`);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(numbers(read)).toEqual(upTo(count));
}

/** Hands the numbers on, `.1` becoming `.2`, and copies so many bytes of the log, or all of it, to `.1`. */
async function copy(bytes = Number.POSITIVE_INFINITY): Promise<void> {
  for (const n of [3, 2, 1]) {
    for (const end of ['', '.gz']) {
      await rename(`${log.path}.${n}${end}`, `${log.path}.${n + 1}${end}`).catch(() => undefined); // Not there.
    }
  }
  await writeFile(`${log.path}.1`, (await readFile(log.path)).subarray(0, bytes));
}
async function copyTruncate(): Promise<void> {
  await copy();
  await truncate(log.path);
}
/** Much more than what of a file's beginning is remembered. */
const generation = (n: number): string => numbered(n * 100, n * 100 + 100);

describe('while a copy is being made', () => {
  test.each([
    ['nothing', 0],
    ['a few bytes', 10],
    ['a part', 2000],
    ['all', Number.POSITIVE_INFINITY],
  ])('of which there is %s, the log is opened: it is no older file', async (_, bytes) => {
    await writeFile(`${log.path}.1`, generation(0));
    await writeFile(log.path, generation(1));
    await copy(bytes);
    const read = forward(async () => {
      await appendFile(log.path, numbered(200, 210));
      await copyFile(log.path, `${log.path}.1`);
      await truncate(log.path);
      await log.append(numbered(210, 220));
    });
    await expectUpTo(220, read);
    expect(read.events.some(({ type }) => type === 'truncated')).toBe(false);
  });

  test.each([
    ['nothing', 0],
    ['a few bytes', 10],
    ['a part', 2000],
    ['all', Number.POSITIVE_INFINITY],
  ])('of which there is %s, an earlier truncation is noticed: it is no copy of its own', async (_, bytes) => {
    await writeFile(log.path, generation(0));
    const read = forward(
      async () => {
        await copyTruncate();
        await log.append(generation(1));
        await copy(bytes);
      },
      async () => {
        await copyFile(log.path, `${log.path}.1`);
        await truncate(log.path);
        await log.append(generation(2));
      },
    );
    await expectUpTo(300, read);
  });
});

describe('several generations pass unseen', () => {
  test('since the log was last read, whatever was compressed of them', async () => {
    await writeFile(log.path, generation(0));
    const read = forward(async () => {
      await log.append(numbered(100, 150));
      await copyTruncate();
      await log.append(numbered(150, 300));
      await copyTruncate();
      await log.compress(`${log.path}.2`);
      await log.append(numbered(300, 500));
      await copyTruncate();
      await log.compress(`${log.path}.2`);
      await log.append(numbered(500, 900)); // Longer than any of them was.
    });
    await expectUpTo(900, read);
    expect(read.events.some(({ type }) => type === 'truncated')).toBe(false);
  });

  test('since it was seen empty after a truncation', async () => {
    await writeFile(log.path, generation(0));
    const read = forward(copyTruncate, async () => {
      await log.append(generation(1));
      await copyTruncate();
      await log.append(generation(2));
      await copyTruncate();
      await log.append(generation(3));
    });
    await expectUpTo(400, read);
  });

  test('since it was opened, when it was empty', async () => {
    await writeFile(log.path, '');
    const read = forward(async () => {
      await log.append(generation(0));
      await copyTruncate();
      await log.append(generation(1));
    });
    await expectUpTo(200, read);
    expect(read.events.some(({ type }) => type === 'truncated')).toBe(false);
  });

  test('since its first line was torn within what all lines begin with', async () => {
    await writeFile(log.path, '');
    const torn = 3; // As far as `{"n`.
    const read = forward(
      () => log.append(generation(0).slice(0, torn)),
      async () => {
        await log.append(generation(0).slice(torn));
        await copyTruncate();
        await log.append(generation(1));
        await copyTruncate();
        await log.append(generation(2));
      },
    );
    await expectUpTo(300, read);
  });
});

test('a file that somebody puts beside a short log is no copy of it', async () => {
  await writeFile(log.path, numbered(0, 2));
  const read = forward(async () => {
    await writeFile(`${log.path}.1`, generation(5));
    await log.append(numbered(2, 4));
  });
  await expectUpTo(4, read);
  expect(read.events.some(({ type }) => type === 'truncated')).toBe(false);
});

test.each([false, true])('a copy that has less than was read is not told again (compressed: %s)', async (packed) => {
  await writeFile(log.path, generation(0));
  const read = forward(async () => {
    await copy(generation(0).length - 100); // What came after that is truncated away uncopied.
    if (packed) await log.compress(`${log.path}.1`);
    await truncate(log.path);
    await log.append(numbered(100, 110));
  });
  await expectUpTo(110, read);
  expect(read.events.flatMap((event) => (event.type === 'truncated' ? [event.file.file] : []))).toEqual([0]);
});

test('what was not read back yet of a file is read back from its copy', async () => {
  await writeFile(log.path, numbered(0, 3000));
  let wanted = false;
  const acts: Acts = [
    async () => {
      await copyTruncate();
      await log.append(numbered(3000, 3010));
      wanted = true;
    },
  ];
  const small = { tailBytes: 100, tailLines: 2, blockBytes: 500, pollMs: 20 };
  const read = collect(whenLive(fileSource(log.path, small), acts), { wantsOlder: () => wanted });
  reads.push(read);
  await read.until(() => numbers(read).includes(3009), 'what was written since');
  await read.until(() => read.phase() === 'live', 'live again');
  expect(read.bytes(0).toString()).toBe(numbered(0, 3000));
  expect(read.events.some(({ type }) => type === 'truncated')).toBe(false);
});

test('a truncation that is noticed while reading back does not end that', async () => {
  await writeFile(log.path, numbered(0, 3000));
  const source = fileSource(log.path, { tailBytes: 100, tailLines: 2, blockBytes: 500, pollMs: 20 });
  let acted = false;
  const read = collect({
    ...source,
    async *read(options) {
      for await (const event of source.read(options)) {
        yield event;
        // After growth it is the turn of what is older, so that is what meets the truncation.
        if (event.type === 'lines' && event.where === 'older' && !acted) await log.append(numbered(3000, 3001));
        if (event.type !== 'lines' || event.where !== 'newer' || event.offset === 0 || acted) continue;
        acted = numbers(read).includes(3000);
        if (!acted) continue;
        await copyTruncate();
        await log.append(numbered(3001, 3010));
      }
    },
  });
  reads.push(read);
  await read.until(() => numbers(read).includes(3009), 'what was written since');
  await read.until(() => read.phase() === 'live', 'live');
  expect(read.bytes(0).toString().startsWith(numbered(0, 3000))).toBe(true);
  expect(read.events.some(({ type }) => type === 'truncated')).toBe(false);
});

test('what is being compressed is not read packed', async () => {
  const plain = `${log.path}.1`;
  await writeFile(plain, generation(0));
  await writeFile(`${plain}.gz`, gzipSync(generation(0)).subarray(0, 100));
  expect(await openWhole(`${plain}.gz`)).toEqual({ detail: `${plain}.gz is being written.` });
  await rm(plain);
  const handle = await openWhole(`${plain}.gz`);
  expect(handle).not.toHaveProperty('detail');
  if (!('detail' in handle)) await handle.close();
});
