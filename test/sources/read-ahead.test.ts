import { appendFile, copyFile, open, readFile, truncate, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileSource } from '../../src/sources/file.ts';
import { FILE_OPTIONS, type FileOptions } from '../../src/sources/file-options.ts';
import { grow } from '../../src/sources/growth.ts';
import { type HeldFile, hold, release, seekTail } from '../../src/sources/held-file.ts';
import { createHistory, type History } from '../../src/sources/history.ts';
import { createNotes } from '../../src/sources/notes.ts';
import { Records } from '../../src/sources/records.ts';
import type { ReadOptions, SourceEvent } from '../../src/sources/source.ts';
import { afterTruncation } from '../../src/sources/truncation.ts';
import { eachWithLog, type LogDirectory, numbered } from './sibling-files.ts';

/** More than is compared of how a file begins, so that a read of a block is known by its length. */
const BLOCK = 2000;
let log: LogDirectory;
eachWithLog((given) => {
  log = given;
});

const options = (over: Partial<FileOptions> = {}): FileOptions => ({
  ...FILE_OPTIONS,
  history: { limit: Number.POSITIVE_INFINITY, read: 0 },
  tailBytes: 200,
  tailLines: 2,
  blockBytes: BLOCK,
  ...over,
});
const reading: ReadOptions = { order: 'tail', follow: true, isWhole: () => true, signal: new AbortController().signal };

/** The reads of one open file: where each began, those under way held up while the gate is shut. */
interface Reads {
  readonly at: number[];
  shut(): void;
  open(): void;
  /** Waits until no read is under way. */
  settled(): Promise<void>;
}

function watchReads(held: HeldFile): Reads {
  const { bytes } = held;
  const at: number[] = [];
  const underWay = new Set<Promise<unknown>>();
  let gate = Promise.resolve();
  let opened = (): void => {};
  held.bytes = {
    async read(into, from, length, position) {
      if (length < BLOCK) return await bytes.read(into, from, length, position);
      at.push(position);
      const read = gate.then(() => bytes.read(into, from, length, position));
      underWay.add(read);
      try {
        return await read;
      } finally {
        underWay.delete(read);
      }
    },
  };
  return {
    at,
    shut() {
      gate = new Promise((resolve) => {
        opened = resolve;
      });
    },
    open: () => opened(),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
      await setImmediate();
    },
  };
}

async function held(over: Partial<FileOptions> = {}, limit = Number.POSITIVE_INFINITY): Promise<HeldFile> {
  const file = await hold(await open(log.path), log.path, 0, limit, options(over));
  onTestFinished(() => release(file));
  return file;
}

interface Back {
  readonly file: HeldFile;
  readonly history: History;
  readonly reads: Reads;
  /** The next older piece, its bytes as they are given out. */
  next(): Promise<Extract<SourceEvent, { type: 'lines' }>>;
}

/** The history of a log of which the end has been read. */
async function back(content: string, wantsOlder: () => boolean = () => true, limit = Infinity): Promise<Back> {
  await writeFile(log.path, content);
  const file = await held();
  await seekTail(file, options());
  const reads = watchReads(file);
  const how = options({ history: { limit, read: 0 } });
  const history = createHistory({ ...reading, wantsOlder }, how, createNotes());
  history.begin(file);
  return {
    file,
    history,
    reads,
    async next() {
      const told = await history.step();
      if (told === null || 'truncated' in told || told.type !== 'lines') throw new Error('no older piece');
      return told;
    },
  };
}

describe('backwards', () => {
  test('the next block is read while the last one is dealt with, and no further one', async () => {
    const { reads, next } = await back(numbered(0, 500));
    const first = await next();
    const second = first.offset - BLOCK;
    expect(reads.at.at(-1)).toBe(second);
    await reads.settled();
    expect(reads.at.at(-1)).toBe(second);
    const begun = reads.at.length;
    const piece = await next();
    expect(piece.offset + piece.bytes.length).toBe(first.offset);
    expect(reads.at.slice(begun)).toEqual([piece.offset - BLOCK]);
  });

  test('a piece stays as it is while the next is read, and two buffers serve for all', async () => {
    const content = numbered(0, 500);
    const { reads, next, history } = await back(content);
    const buffers = new Set<unknown>();
    while (history.left) {
      const { offset, bytes } = await next();
      await reads.settled();
      expect(Buffer.from(bytes).toString()).toBe(content.slice(offset, offset + bytes.length));
      buffers.add(bytes.buffer);
    }
    expect(buffers.size).toBe(2);
  });

  test('the pieces are those of reading one after the other', async () => {
    const content = numbered(0, 500);
    const { file, next, history } = await back(content);
    const expected: number[] = [];
    for (let end = file.start; end > 0; ) {
      end = end <= BLOCK ? 0 : content.indexOf('\n', end - BLOCK) + 1;
      expected.push(end);
    }
    const offsets: number[] = [];
    while (history.left) offsets.push((await next()).offset);
    expect(offsets).toEqual(expected);
  });

  test('nothing is read ahead of what is not wanted, or past the limit', async () => {
    let wanted = true;
    const held = await back(numbered(0, 500), () => wanted);
    await held.next();
    wanted = false;
    await held.next();
    const begun = held.reads.at.length;
    await held.reads.settled();
    expect(held.reads.at.length).toBe(begun);
    expect(begun).toBe(2);
    const limited = await back(numbered(0, 500), undefined, BLOCK / 2);
    await limited.next();
    expect(limited.reads.at.length).toBe(1);
  });

  test('a truncation after the block was read ahead is told, and the block is not given out', async () => {
    const { reads, next, history, file } = await back(numbered(0, 500));
    await next();
    await reads.settled();
    await writeFile(log.path, numbered(5000, 9000));
    expect(await history.step()).toEqual({ truncated: file });
  });

  test('what was being read ahead of a file that was copied and truncated is read again from its copy', async () => {
    const content = numbered(0, 500);
    const { reads, next, history, file } = await back(content);
    await next();
    reads.shut();
    await next(); // Begins a read, which will come back with what is written there now.
    await copyFile(log.path, log.backup(0));
    await writeFile(log.path, numbered(5000, 9000));
    const files = new Records();
    files.add(file.record);
    const truncated = afterTruncation(file, files, [], options(), createNotes());
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    reads.open();
    const { moved, successors } = await truncated;
    for (const one of successors) onTestFinished(() => release(one));
    expect(moved).toBe(true);
    while (history.left) {
      const { offset, bytes } = await next();
      expect(Buffer.from(bytes).toString()).toBe(content.slice(offset, offset + bytes.length));
    }
  });

  test('the file is closed when the read under way has come back', async () => {
    const { reads, next, file } = await back(numbered(0, 500));
    const first = await next();
    reads.shut();
    await next(); // Begins a read, which does not come back.
    let closed = false;
    const closing = release(file).then(() => {
      closed = true;
    });
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(closed).toBe(false);
    expect(file.handle.fd).toBeGreaterThanOrEqual(0);
    reads.open();
    await closing;
    expect(file.handle.fd).toBe(-1);
    expect(first.offset).toBeGreaterThan(0);
  });

  test('a read ahead that fails is told when its block is asked for, and tried again', async () => {
    const { reads, next, file, history } = await back(numbered(0, 500));
    const { read } = file.bytes;
    const first = await next();
    await reads.settled();
    file.bytes = {
      async read(into, from, length, position) {
        if (length === BLOCK) throw new Error('no luck');
        return await read(into, from, length, position);
      },
    };
    await next();
    await setImmediate();
    await expect(history.step()).rejects.toThrow('no luck');
    file.bytes = { read };
    expect((await next()).offset).toBeLessThan(first.offset - BLOCK);
  });

  test('a packed file is unpacked on before its next block is asked for', async () => {
    const content = numbered(0, 3000);
    await writeFile(log.path, gzipSync(content));
    const file = await held({ keepBytes: 10 * BLOCK });
    await seekTail(file, options());
    const { unpacked } = file;
    if (unpacked === null) throw new Error('not packed');
    const asked: number[] = [];
    const { approach } = unpacked;
    unpacked.approach = (from, to, bytes) => {
      asked.push(to);
      return approach(from, to, bytes);
    };
    const history = createHistory(reading, options(), createNotes());
    history.begin(file);
    const pieces: string[] = [];
    while (history.left) {
      const told = await history.step();
      if (told === null || 'truncated' in told || told.type !== 'lines') continue;
      pieces.unshift(Buffer.from(told.bytes).toString());
      if (history.left) expect(asked.at(-1)).toBe(told.offset);
    }
    expect(content.startsWith(pieces.join(''))).toBe(true);
    expect(asked.length).toBeGreaterThan(20);
  });
});

describe('forwards', () => {
  test('the next block is read while the last one is dealt with, which stays as it is', async () => {
    const content = numbered(0, 500);
    await writeFile(log.path, content);
    const file = await held();
    const reads = watchReads(file);
    let at = 0;
    for (let grown = await grow(file, options()); grown !== null; grown = await grow(file, options())) {
      if (grown === 'truncated' || grown.piece === null) throw new Error('no piece');
      if (grown.full) expect(reads.at.at(-1)).toBe(file.end);
      await reads.settled();
      expect(grown.piece.offset).toBe(at);
      at += grown.piece.bytes.length;
      expect(Buffer.from(grown.piece.bytes).toString()).toBe(content.slice(grown.piece.offset, at));
    }
    expect(at).toBe(content.length);
  });

  test('an end that was read ahead is none where more has come since', async () => {
    const content = 'x'.repeat(BLOCK - 1);
    await writeFile(log.path, `${content}\n`);
    const file = await held();
    const reads = watchReads(file);
    expect(await grow(file, options())).toMatchObject({ full: true });
    await reads.settled();
    expect(reads.at).toEqual([0, BLOCK]);
    await appendFile(log.path, 'more\n');
    expect(await grow(file, options())).toMatchObject({
      piece: { offset: BLOCK, bytes: new Uint8Array(Buffer.from('more\n')) },
    });
  });

  test('a truncation after the block was read ahead is told', async () => {
    await writeFile(log.path, numbered(0, 500));
    const file = await held();
    const reads = watchReads(file);
    await grow(file, options());
    await reads.settled();
    await truncate(log.path);
    expect(await grow(file, options())).toBe('truncated');
  });

  test('a file that is not followed is not read past where it ended', async () => {
    await writeFile(log.path, `${'x'.repeat(BLOCK - 1)}\n`);
    const file = await held({}, Number.NaN);
    const reads = watchReads(file);
    expect(await grow(file, options())).toMatchObject({ full: true });
    await appendFile(log.path, 'more\n');
    expect(await grow(file, options())).toBeNull();
    expect(reads.at).toEqual([0]);
  });
});

test('a source that is left while it reads ahead keeps nothing open', async () => {
  await writeFile(log.path, numbered(0, 3000));
  for (const order of ['tail', 'forward'] as const) {
    const source = fileSource(log.path, { tailBytes: 200, tailLines: 2, blockBytes: BLOCK });
    let pieces = 0;
    for await (const event of source.read({ ...reading, order, follow: false })) {
      if (event.type === 'lines' && ++pieces === 3) break;
    }
    expect(pieces).toBe(3);
    expect(await openFiles(log.path)).toBe(0);
  }
});

/** How many descriptors of this process are that file. */
async function openFiles(path: string): Promise<number> {
  const { readdir, readlink } = await import('node:fs/promises');
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  expect((await readFile(path)).length).toBeGreaterThan(0);
  return links.filter((link) => link === path).length;
}
