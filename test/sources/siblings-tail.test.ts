import { readdirSync, readlinkSync } from 'node:fs';
import { rename, rm, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../../src/sources/file.ts';
import type { Source, SourceEvent } from '../../src/sources/source.ts';
import { type Collected, collect } from './collect.ts';
import { eachWithLog, type LogDirectory, numbered } from './sibling-files.ts';

let log: LogDirectory;
const reads = eachWithLog((made) => {
  log = made;
});

/** So small that every file is many blocks, and a compressed one is unpacked several times. */
const SMALL = { tailBytes: 100, tailLines: 2, blockBytes: 500, keepBytes: 2000 };

function follow(source: Source, how: Parameters<typeof collect>[1] = {}): Collected {
  const read = collect(source, how);
  reads.push(read);
  return read;
}

/** Four files of 1000 lines each, the oldest two compressed. */
async function fourFiles(): Promise<void> {
  for (const n of [0, 1]) await writeFile(`${log.backup(n)}.gz`, gzipSync(numbered(n * 1000, n * 1000 + 1000)));
  await writeFile(log.backup(2), numbered(2000, 3000));
  await writeFile(log.path, numbered(3000, 4000));
}
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(log.directory) ? [target.slice(log.directory.length + 1)] : [];
    } catch {
      return []; // The descriptor of the listing itself.
    }
  });

/** Checks that every piece lies directly before or after what there is, as the index puts them, and gives the text. */
function inPlace(events: readonly SourceEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type !== 'lines') continue;
    const piece = Buffer.from(event.bytes).toString();
    text = event.where === 'newer' ? text + piece : piece + text;
  }
  return text;
}

test('the siblings come backwards, newest first, after the file itself, each byte once', async () => {
  await fourFiles();
  const read = follow(fileSource(log.path, SMALL));
  await read.until(() => read.phase() === 'live', 'live');
  expect(inPlace(read.events)).toBe(numbered(0, 4000));
  const order = read.events.flatMap((event) => (event.type === 'lines' ? [event.file.file] : []));
  expect([...new Set(order)]).toEqual([0, -1, -2, -3]);
  expect(order).toEqual([...order].sort((a, b) => b - a));
  for (const [file, from] of [
    [-1, 2000],
    [-2, 1000],
    [-3, 0],
  ] as const)
    expect(read.bytes(file).toString()).toBe(numbered(from, from + 1000));
  const size = numbered(0, 4000).length;
  expect(read.states.at(-1)).toMatchObject({ read: size, size, rotated: 3, rotatedRead: 3, detail: '' });
  expect(openFiles()).toEqual(['audit.log']);
});

test('the siblings of a file that was waited for are its history too', async () => {
  await writeFile(log.backup(0), numbered(0, 1000));
  const read = follow(fileSource(log.path, { ...SMALL, pollMs: 20 }));
  await read.until(() => read.phase() === 'waiting', 'waiting');
  await writeFile(log.path, numbered(1000, 1010));
  await read.until(() => inPlace(read.events) === numbered(0, 1010), 'both files');
  expect(read.events.find((event) => event.type === 'lines')).toMatchObject({ where: 'newer', file: { file: 0 } });
  expect(read.bytes(-1).toString()).toBe(numbered(0, 1000));
});

test('only the file and the sibling that is being read are open, and growth comes in between', async () => {
  await fourFiles();
  let next = 4000;
  let most = 0;
  const order: string[] = [];
  const abort = new AbortController();
  const read = fileSource(log.path, SMALL).read({
    order: 'tail',
    follow: true,
    isWhole: () => true,
    signal: abort.signal,
  });
  for await (const event of read) {
    most = Math.max(most, openFiles().length);
    if (event.type === 'state' && event.state.phase === 'live') abort.abort();
    if (event.type !== 'lines') continue;
    order.push(event.file.file < 0 ? 'sibling' : event.where);
    if (next < 4300) await log.append(numbered(next, ++next));
  }
  expect(most).toBe(2);
  const newest = order.filter((where) => where === 'newer').length;
  expect(newest).toBeGreaterThan(100);
  expect(order.slice(0, 250).join(' ')).not.toMatch(/sibling sibling sibling/);
  expect(openFiles()).toEqual([]);
});

test('not followed, all is read before the end', async () => {
  await fourFiles();
  const read = follow(fileSource(log.path, SMALL), { follow: false });
  await read.done;
  expect(inPlace(read.events)).toBe(numbered(0, 4000));
  expect(read.phase()).toBe('ended');
});

test('a compressed file is read from its end like any other', async () => {
  const text = `${numbered(0, 999)}{"n":999,"torn`;
  await writeFile(log.path, gzipSync(text));
  const read = follow(fileSource(log.path, SMALL));
  await read.done; // Followed or not, it does not grow.
  expect(inPlace(read.events)).toBe(text);
  const [first] = read.events;
  expect(first?.type === 'lines' && Buffer.from(first.bytes).toString()).toMatch(/\{"n":999,"torn$/);
});

test('one far greater than what is kept of it is unpacked from its start for each part', async () => {
  await writeFile(`${log.backup(0)}.gz`, gzipSync(numbered(0, 100_000))); // 4 MB, and 256 KB come at a time.
  await writeFile(log.path, numbered(100_000, 100_100));
  for (const keepBytes of [1, 300_000, 2_000_000]) {
    const read = follow(fileSource(log.path, { keepBytes, blockBytes: 100_000 }), { follow: false });
    await read.done;
    expect(read.bytes(-1).toString() === numbered(0, 100_000)).toBe(true);
    const order = read.events.flatMap((event) => (event.type === 'lines' ? [event.offset] : [])).slice(1);
    expect(order).toEqual([...order].sort((a, b) => b - a));
  }
});

test('torn last lines of siblings stay within them', async () => {
  await writeFile(`${log.backup(0)}.gz`, gzipSync(`${numbered(0, 50)}{"n":50`));
  await writeFile(log.backup(1), `${numbered(51, 99)}{"n":99`);
  await writeFile(log.path, numbered(100, 120));
  const read = follow(fileSource(log.path, SMALL));
  await read.until(() => read.phase() === 'live', 'live');
  expect(read.bytes(-2).toString()).toBe(`${numbered(0, 50)}{"n":50`);
  expect(read.bytes(-1).toString()).toBe(`${numbered(51, 99)}{"n":99`);
});

test('one that breaks off is read as far as it goes, backwards too', async () => {
  const packed = gzipSync(numbered(0, 5000), { level: 1 });
  await writeFile(`${log.backup(0)}.gz`, packed.subarray(0, packed.length / 2));
  await writeFile(log.path, numbered(5000, 5010));
  const read = follow(fileSource(log.path, SMALL));
  await read.until(() => read.phase() === 'live', 'live');
  const got = read.bytes(-1).toString();
  expect(got.length).toBeGreaterThan(10_000);
  expect(numbered(0, 5000).startsWith(got)).toBe(true);
  expect(read.states.at(-1)?.detail).toMatch(/breaks off: what could be unpacked of it was read\.$/);
});

describe('the history', () => {
  test('ends at its limit, which the state tells', async () => {
    await fourFiles();
    const own = numbered(3000, 4000).length;
    const read = follow(fileSource(log.path, { ...SMALL, history: { limit: own + 3000, read: 0 } }));
    await read.until(() => read.phase() === 'live', 'live');
    const got = inPlace(read.events);
    expect(numbered(0, 4000).endsWith(got)).toBe(true);
    expect(got.length).toBeGreaterThanOrEqual(own + 3000);
    expect(got.length).toBeLessThan(own + 4500);
    const state = read.states.at(-1);
    expect(state).toMatchObject({ read: got.length, rotated: 3, rotatedRead: 1 });
    expect(state?.size).toBeGreaterThan(numbered(2000, 4000).length);
    expect(openFiles()).toEqual(['audit.log']);
    await log.append(numbered(4000, 4001)); // What comes is no history.
    await read.until(() => read.newerLines().at(-1)?.startsWith('{"n":4000') ?? false, 'growth');
  });

  test('ends within the file itself, and when nothing is followed', async () => {
    await fourFiles();
    const read = follow(fileSource(log.path, { ...SMALL, history: { limit: 5000, read: 0 } }), { follow: false });
    await read.done;
    expect(inPlace(read.events).length).toBeLessThan(7000);
    expect(read.states.at(-1)).toMatchObject({ phase: 'ended', rotated: 3, rotatedRead: 0 });
  });

  test('is that of the file alone where siblings are not wanted', async () => {
    await fourFiles();
    const read = follow(fileSource(log.path, { ...SMALL, rotated: false }));
    await read.until(() => read.phase() === 'live', 'live');
    expect(inPlace(read.events)).toBe(numbered(3000, 4000));
    expect(read.states.at(-1)).toMatchObject({ rotated: 0, rotatedRead: 0 });
  });

  test('that is not wanted for a while holds no sibling open', async () => {
    await fourFiles();
    let wanted = true;
    const read = follow(fileSource(log.path, { ...SMALL, pollMs: 20 }), { wantsOlder: () => wanted });
    await read.until(() => {
      wanted = !read.events.some((event) => event.type === 'lines' && event.file.file === -2);
      return !wanted;
    }, 'the second sibling');
    await read.until(() => read.phase() === 'live', 'live');
    await read.until(() => openFiles().length === 1, 'the sibling is let go');
    await log.append(numbered(4000, 4001));
    await log.compress(log.backup(2));
    wanted = true;
    await read.until(() => inPlace(read.events) === numbered(0, 4001), 'all of it');
  });
});

describe('while the siblings are being read', () => {
  /** Acts once, after the first piece of file `file`. */
  function meanwhile(file: number, act: () => Promise<void>): Collected {
    let acted = false;
    const source = fileSource(log.path, { ...SMALL, pollMs: 50 });
    return follow({
      ...source,
      async *read(options) {
        for await (const event of source.read(options)) {
          yield event;
          if (acted || event.type !== 'lines' || event.file.file !== file) continue;
          acted = true;
          await act();
        }
      },
    });
  }

  test.each([0, -1])('the next and the one after are compressed (while reading %s)', async (file) => {
    await fourFiles();
    await writeFile(log.backup(1), numbered(1000, 2000));
    await rm(`${log.backup(1)}.gz`);
    const read = meanwhile(file, async () => {
      await log.compress(log.backup(2));
      await log.compress(log.backup(1));
    });
    await read.until(() => read.phase() === 'live', 'live');
    expect(inPlace(read.events)).toBe(numbered(0, 4000));
  });

  test('the log is rotated and compressed: every line once', async () => {
    await fourFiles();
    const read = meanwhile(0, async () => {
      await log.rotate(3, numbered(4000, 4100));
      await log.compress(log.backup(3));
      await log.rotate(4, numbered(4100, 4200));
    });
    await read.until(() => read.phase() === 'live', 'live');
    await read.until(() => read.newerLines().at(-1)?.startsWith('{"n":4199') ?? false, 'the new files');
    await read.until(() => read.phase() === 'live', 'live');
    const all = [-3, -2, -1, 0, 1, 2].map((file) => read.bytes(file).toString());
    expect(all.join('')).toBe(numbered(0, 4200));
    expect(read.states.at(-1)).toMatchObject({ rotated: 5, rotatedRead: 5 });
  });

  test('numbers are handed on, and the newest is compressed', async () => {
    await writeFile(`${log.path}.2.gz`, gzipSync(numbered(0, 1000)));
    await writeFile(`${log.path}.1`, numbered(1000, 2000));
    await writeFile(log.path, numbered(2000, 3000));
    const read = meanwhile(0, async () => {
      await rename(`${log.path}.2.gz`, `${log.path}.3.gz`);
      await log.compress(`${log.path}.1`);
      await rename(`${log.path}.1.gz`, `${log.path}.2.gz`);
      await rename(log.path, `${log.path}.1`);
      await writeFile(log.path, numbered(3000, 3100));
    });
    await read.until(() => read.newerLines().at(-1)?.startsWith('{"n":3099') ?? false, 'the new file');
    await read.until(() => read.phase() === 'live', 'live');
    expect([-2, -1, 0, 1].map((file) => read.bytes(file).toString()).join('')).toBe(numbered(0, 3100));
  });

  test('one is removed and one truncated: the rest comes, and what is missing is told', async () => {
    await fourFiles();
    const read = meanwhile(-1, async () => {
      await truncate(log.backup(2));
      await rm(`${log.backup(1)}.gz`);
    });
    await read.until(() => read.phase() === 'live', 'live');
    expect(read.bytes(-3).toString()).toBe(numbered(0, 1000));
    expect(read.refs().map(({ file }) => file)).toEqual([-3, -1, 0]);
    expect(read.events.filter(({ type }) => type === 'truncated')).toHaveLength(1);
    expect(read.states.at(-1)?.detail).toMatch(/001\.log\.gz could not be read: removed meanwhile/);
  });
});

describe('read back', () => {
  async function whole(): Promise<{
    source: Source;
    read: Collected;
    back: (file: number, line: number) => Promise<string | null>;
  }> {
    await fourFiles();
    const source = fileSource(log.path, { ...SMALL, pollMs: 20, graceMs: 50 });
    const read = follow(source);
    await read.until(() => read.phase() === 'live', 'live');
    const firstOf: Readonly<Record<number, number>> = { [-3]: 0, [-2]: 1000, [-1]: 2000, 0: 3000 };
    return {
      source,
      read,
      async back(file, line) {
        const ref = read.refs().find((one) => one.file === file);
        if (ref === undefined) throw new Error(`no file ${file}`);
        const bytes = await source.readBack(
          ref,
          numbered(firstOf[file] ?? 0, line).length,
          numbered(line, line + 1).length,
        );
        return bytes === null ? null : Buffer.from(bytes).toString();
      },
    };
  }

  test('of plain and compressed siblings, and nothing stays open', async () => {
    const { back } = await whole();
    for (const [file, line] of [
      [-1, 2500],
      [-2, 1999],
      [-2, 1000],
      [-3, 0],
      [-3, 777],
      [-2, 1500],
    ] as const)
      expect(await back(file, line)).toBe(numbered(line, line + 1));
    expect(openFiles()).toEqual(['audit.log']);
  });

  test('survives compression, of a sibling and of the file that was followed', async () => {
    const { back, read } = await whole();
    expect(await back(-1, 2500)).toBe(numbered(2500, 2501));
    await log.compress(log.backup(2));
    expect(await back(-1, 2500)).toBe(numbered(2500, 2501));
    await log.rotate(3, numbered(4000, 4010));
    await read.until(() => read.refs().length === 5, 'the new file');
    await log.compress(log.backup(3));
    await read.until(() => openFiles().join() === 'audit.log', 'the old file is let go');
    expect(await back(0, 3500)).toBe(numbered(3500, 3501));
  });

  test('of what was removed is null, also where another has its name or some of it was just read back', async () => {
    const { back } = await whole();
    expect(await back(-2, 1500)).toBe(numbered(1500, 1501));
    await rm(`${log.backup(1)}.gz`);
    expect(await back(-2, 1500)).toBeNull();
    await writeFile(`${log.backup(1)}.gz`, gzipSync(numbered(5000, 6000)));
    expect(await back(-2, 1500)).toBeNull();
    expect(await back(-3, 500)).toBe(numbered(500, 501));
    await rm(`${log.backup(0)}.gz`);
    await writeFile(`${log.backup(0)}.gz`, gzipSync(numbered(7000, 8000))); // It may well get the inode.
    expect(await back(-3, 500)).toBeNull();
    await rm(log.backup(2));
    await writeFile(log.backup(2), numbered(6000, 7000));
    expect(await back(-1, 2500)).toBeNull();
  });
});
