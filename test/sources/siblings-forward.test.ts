import { copyFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../../src/sources/file.ts';
import { type Collected, collect } from './collect.ts';
import { eachWithLog, type LogDirectory, numbered } from './sibling-files.ts';

let log: LogDirectory;
const reads = eachWithLog((made) => {
  log = made;
});

function forward(options: Parameters<typeof fileSource>[1] = {}, how: Parameters<typeof collect>[1] = {}): Collected {
  const read = collect(fileSource(log.path, options), { order: 'forward', follow: false, ...how });
  reads.push(read);
  return read;
}
const numbers = (read: Collected): number[] =>
  read.newerLines().map((line) => Number(/"n":(\d+)/.exec(line)?.[1] ?? Number.NaN));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Backups 0 and 1 with lines 0 to 19 and the log with 20 to 29. */
async function threeFiles(): Promise<void> {
  await writeFile(log.backup(0), numbered(0, 10));
  await writeFile(log.backup(1), numbered(10, 20));
  await writeFile(log.path, numbered(20, 30));
}

describe('what is there', () => {
  test('is read oldest first, compressed or not, each file under a number of its own', async () => {
    await threeFiles();
    await log.compress(log.backup(0));
    const read = forward();
    await read.done;
    expect(numbers(read)).toEqual(upTo(30));
    expect(read.refs().map(({ file }) => file)).toEqual([-2, -1, 0]);
    expect(read.bytes(-2).toString()).toBe(numbered(0, 10)); // Offsets are those of the unpacked bytes.
    const size = numbered(0, 30).length;
    expect(read.states.at(-1)).toMatchObject({
      phase: 'ended',
      detail: '',
      read: size,
      size,
      rotated: 2,
      rotatedRead: 2,
    });
  });

  test('is the file alone where siblings are not wanted, also when it is rotated under the reader', async () => {
    await threeFiles();
    const read = forward({ rotated: false }, { follow: true });
    await read.until(() => read.phase() === 'live', 'live');
    await log.rotate(2, numbered(30, 40));
    await log.rotate(3, numbered(40, 50));
    await read.until(() => numbers(read).length >= 30, 'the new files');
    expect(numbers(read)).toEqual(upTo(50).slice(20));
  });

  test('is no news where siblings are not wanted and the file that was held is deleted', async () => {
    await threeFiles();
    const read = forward({ rotated: false, pollMs: 50 }, { follow: true });
    await read.until(() => read.phase() === 'live', 'live');
    await log.rotate(2, numbered(30, 40));
    await rm(log.backup(2));
    await read.until(() => numbers(read).length >= 20, 'the new file');
    await read.until(() => read.phase() === 'live', 'live');
    expect(numbers(read)).toEqual(upTo(40).slice(20));
  });

  test('both plain and compressed is read once, from the plain one, as the other may not be whole', async () => {
    await threeFiles();
    await writeFile(`${log.backup(1)}.gz`, gzipSync(numbered(10, 20)));
    await writeFile(`${log.backup(0)}.gz`, gzipSync(numbered(0, 10)).subarray(0, 40));
    const read = forward();
    await read.done;
    expect(numbers(read)).toEqual(upTo(30));
    expect(read.states.at(-1)?.detail).toBe('');
  });

  test('named as logrotate does: numbers, and dates', async () => {
    await writeFile(`${log.path}.2.gz`, gzipSync(numbered(0, 10)));
    await writeFile(`${log.path}.1`, numbered(10, 20));
    await writeFile(log.path, numbered(20, 30));
    const read = forward();
    await read.done;
    expect(numbers(read)).toEqual(upTo(30));
    await rename(`${log.path}.2.gz`, `${log.path}-20261122.gz`);
    await rename(`${log.path}.1`, `${log.path}-20261123`);
    const dated = forward();
    await dated.done;
    expect(numbers(dated)).toEqual(upTo(30));
  });

  test('gzip is known by its content, whatever the name', async () => {
    await writeFile(log.backup(0), gzipSync(numbered(0, 10)));
    await writeFile(`${log.backup(1)}.gz`, numbered(10, 20));
    await writeFile(log.path, gzipSync(numbered(20, 30)));
    for (const follow of [false, true]) {
      const read = forward({}, { follow });
      await read.done; // Followed or not: a compressed file does not grow.
      expect(numbers(read)).toEqual(upTo(30));
      expect(read.phase()).toBe('ended');
    }
  });

  test('of several members is read whole', async () => {
    const members = Array.from({ length: 10 }, (_, n) => gzipSync(numbered(n * 100, n * 100 + 100)));
    await writeFile(`${log.backup(0)}.gz`, Buffer.concat(members));
    await writeFile(log.path, numbered(1000, 1010));
    const read = forward({ blockBytes: 700 });
    await read.done;
    expect(numbers(read)).toEqual(upTo(1010));
  });

  test('torn lines stay within their files', async () => {
    await writeFile(log.backup(0), `${numbered(0, 2)}{"n":2`);
    await writeFile(`${log.backup(1)}.gz`, gzipSync(`${numbered(3, 4)}{"n":4`));
    await writeFile(log.path, numbered(5, 6));
    const read = forward();
    await read.done;
    expect(numbers(read)).toEqual(upTo(6));
    expect(read.bytes(-1).toString()).toBe(`${numbered(3, 4)}{"n":4`);
  });
});

describe('a compressed file that is not whole', () => {
  const many = numbered(0, 20_000);
  const packed = gzipSync(many, { level: 1 });

  test('is read as far as it can be unpacked, and told', async () => {
    await writeFile(`${log.backup(0)}.gz`, packed.subarray(0, Math.floor(packed.length / 2)));
    await writeFile(log.path, numbered(20_000, 20_010));
    const read = forward();
    await read.done;
    const got = read.bytes(-1);
    expect(got.length).toBeGreaterThan(many.length / 4);
    const half = packed.subarray(0, Math.floor(packed.length / 2));
    expect(got.equals(gunzipSync(half, { finishFlush: constants.Z_SYNC_FLUSH }))).toBe(true);
    expect(read.bytes(0).toString()).toBe(numbered(20_000, 20_010));
    expect(read.states.at(-1)).toMatchObject({
      phase: 'ended',
      detail: 'audit-2026-11-23T21-27-34.000.log.gz breaks off: what could be unpacked of it was read.',
    });
  });

  test('with a broken place loses nothing before it', async () => {
    // Two blocks of deflate, the second of which is of a type that does not exist.
    const good = deflateRawSync(many, { finishFlush: constants.Z_SYNC_FLUSH });
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    await writeFile(`${log.backup(0)}.gz`, Buffer.concat([header, good, Buffer.from([0xff, 0xff, 0xff])]));
    await writeFile(log.path, '');
    const read = forward();
    await read.done;
    expect(read.bytes(-1).toString()).toBe(many);
    expect(read.states.at(-1)?.detail).toMatch(/is damaged \(invalid block type\): what could be unpacked/);
  });

  test('with something else behind it, or nothing in it', async () => {
    await writeFile(`${log.backup(0)}.gz`, Buffer.concat([packed, Buffer.alloc(512)])); // Padding, as tapes have.
    await writeFile(`${log.backup(1)}.gz`, gzipSync(''));
    await writeFile(`${log.backup(2)}.gz`, packed.subarray(0, 5));
    await writeFile(`${log.backup(3)}.gz`, '');
    await writeFile(log.path, numbered(20_000, 20_001));
    const read = forward();
    await read.done;
    expect(numbers(read)).toEqual(upTo(20_001));
    expect(read.states.at(-1)?.detail).toMatch(/^\S+002\.log\.gz breaks off: \S/);
  });
});

describe('while it is being read', () => {
  /** Runs `act` after the first lines were handed out, when the others have been listed and not opened. */
  async function meanwhile(act: () => Promise<void>, follow: boolean): Promise<Collected> {
    let acted = false;
    const source = fileSource(log.path, { pollMs: 50 });
    const read = collect(
      {
        ...source,
        async *read(options) {
          for await (const event of source.read(options)) {
            yield event;
            if (acted || event.type !== 'lines') continue;
            acted = true;
            await act();
          }
        },
      },
      { order: 'forward', follow },
    );
    reads.push(read);
    if (follow) await read.until(() => read.phase() === 'live', 'live');
    else await read.done;
    return read;
  }

  test.each([false, true])('a sibling is compressed before it is opened (followed: %s)', async (follow) => {
    await threeFiles();
    const read = await meanwhile(() => log.compress(log.backup(1)), follow);
    expect(numbers(read)).toEqual(upTo(30));
    expect(read.refs().map(({ file }) => file)).toEqual([-2, -1, 0]);
  });

  test('the file itself is rotated, twice, and all is compressed: followed, every line comes once', async () => {
    await threeFiles();
    const read = await meanwhile(async () => {
      await log.rotate(2, numbered(30, 40));
      await log.rotate(3, numbered(40, 50));
      for (const n of [1, 2, 3]) await log.compress(log.backup(n));
    }, true);
    await read.until(() => numbers(read).length >= 50, '50 lines');
    expect(numbers(read)).toEqual(upTo(50));
    expect(read.refs().map(({ file }) => file)).toEqual([-2, -1, 0, 1, 2]);
    await log.append(numbered(50, 51));
    await read.until(() => numbers(read).length === 51, 'growth');
  });

  test('the file itself is rotated: not followed, it is read as it was found', async () => {
    await threeFiles();
    const read = await meanwhile(async () => {
      await log.rotate(2, numbered(30, 40));
      await log.compress(log.backup(2));
    }, false);
    expect(numbers(read)).toEqual(upTo(30));
  });

  test('numbers are handed on', async () => {
    await writeFile(`${log.path}.2.gz`, gzipSync(numbered(0, 10)));
    await writeFile(`${log.path}.1`, numbered(10, 20));
    await writeFile(log.path, numbered(20, 30));
    const read = await meanwhile(async () => {
      await rename(`${log.path}.2.gz`, `${log.path}.3.gz`);
      await log.compress(`${log.path}.1`);
      await rename(`${log.path}.1.gz`, `${log.path}.2.gz`);
      await rename(log.path, `${log.path}.1`);
      await writeFile(log.path, numbered(30, 40));
    }, true);
    await read.until(() => numbers(read).length >= 40, '40 lines');
    expect(numbers(read)).toEqual(upTo(40));
  });

  test('a sibling is removed: what it held is told to be missing, the rest comes', async () => {
    await threeFiles();
    const read = await meanwhile(() => rm(log.backup(1)), false);
    expect(numbers(read)).toEqual([...upTo(10), ...upTo(30).slice(20)]);
    expect(read.states.at(-1)).toMatchObject({
      detail: 'audit-2026-11-23T21-27-34.001.log could not be read: removed meanwhile, or not readable.',
      rotated: 2,
      rotatedRead: 1,
    });
  });
});

test('a rotation is found compressed already: the file that was held is not taken for another', async () => {
  await writeFile(log.path, numbered(0, 10));
  const read = forward({ pollMs: 50 }, { follow: true });
  await read.until(() => read.phase() === 'live', 'live');
  await log.append(numbered(10, 20));
  await log.rotate(0, numbered(20, 30));
  await log.compress(log.backup(0));
  await log.rotate(1, numbered(30, 40));
  await log.compress(log.backup(1));
  await read.until(() => numbers(read).length >= 40, '40 lines');
  expect(numbers(read)).toEqual(upTo(40));
});

describe('copytruncate', () => {
  test('its copy is not read again, and what was written before the truncation is read from it', async () => {
    await writeFile(log.path, numbered(0, 10));
    const pulled = fileSource(log.path, { pollMs: 50 });
    let acted = false;
    const read = collect(
      {
        ...pulled,
        async *read(options) {
          for await (const event of pulled.read(options)) {
            yield event;
            if (acted || event.type !== 'state' || event.state.phase !== 'live') continue;
            acted = true;
            await log.append(numbered(10, 20)); // Nobody has read these when the file is truncated.
            await copyFile(log.path, `${log.path}.1`);
            await truncate(log.path);
            await log.append(numbered(20, 22));
          }
        },
      },
      { order: 'forward' },
    );
    reads.push(read);
    await read.until(() => numbers(read).length >= 22, '22 lines');
    expect(read.bytes(0).toString()).toBe(numbered(0, 20));
    // What it wrote then is renamed: the copy is passed over when siblings are looked for.
    await rename(`${log.path}.1`, `${log.path}.2`);
    await rename(log.path, `${log.path}.1`);
    await writeFile(log.path, numbered(22, 30));
    await read.until(() => numbers(read).length >= 30, '30 lines');
    await new Promise((resolve) => setTimeout(resolve, 150)); // Several looks: nothing may come twice.
    expect(numbers(read)).toEqual(upTo(30));
  });

  test('a file of another name that begins alike is no copy', async () => {
    await writeFile(log.path, numbered(0, 10));
    await copyFile(log.path, join(log.directory, 'kept.log'));
    const read = forward({ pollMs: 20 }, { follow: true });
    await read.until(() => read.phase() === 'live', 'live');
    await truncate(log.path);
    await read.until(() => read.events.some(({ type }) => type === 'truncated'), 'truncated');
    await log.append(numbered(10, 12));
    await read.until(() => numbers(read).length === 12, '12 lines');
  });

  test('what is read of the copy can be read back from it', async () => {
    await writeFile(log.path, numbered(0, 10));
    const source = fileSource(log.path, { pollMs: 20 });
    const read = collect(source, { order: 'forward' });
    reads.push(read);
    await read.until(() => read.phase() === 'live', 'live');
    await copyFile(log.path, join(log.directory, 'audit.log.1'));
    await truncate(log.path);
    await log.append(numbered(10, 12));
    await read.until(() => numbers(read).length === 12, '12 lines');
    const [before] = read.refs();
    expect(before && Buffer.from((await source.readBack(before, 0, 6)) ?? []).toString()).toBe('{"n":0');
    expect(read.events.some(({ type }) => type === 'truncated')).toBe(false);
  });
});

test('a sibling that was written to just now is heard a while longer', async () => {
  await writeFile(log.backup(0), numbered(0, 1));
  await utimes(log.backup(0), 1, 1);
  await writeFile(log.backup(1), numbered(1, 2));
  await writeFile(log.path, numbered(2, 3));
  const read = forward({ pollMs: 50 }, { follow: true });
  await read.until(() => read.phase() === 'live', 'live');
  await writeFile(log.backup(1), numbered(1, 2) + numbered(3, 4));
  await read.until(() => numbers(read).length === 4, 'the late line');
  expect(read.bytes(-1).toString()).toBe(numbered(1, 2) + numbered(3, 4));
});
