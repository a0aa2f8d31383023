import { readdirSync, readlinkSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileSource } from '../../src/sources/file.ts';
import type { Source, SourceEvent } from '../../src/sources/source.ts';
import { type Collected, collect } from './collect.ts';

let directory = '';
let path = '';
let reads: Collected[] = [];
const follow = (...how: Parameters<typeof collect>): Collected => {
  const read = collect(...how);
  reads.push(read);
  return read;
};
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'auditty-follow-'));
  path = join(directory, 'audit.log');
});
afterEach(async () => {
  for (const read of reads) await read.stop();
  reads = [];
  await rm(directory, { recursive: true });
});

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `{"n":${from + n},"pad":"${'p'.repeat((from + n) % 50)}"}\n`).join('');
const numbers = (read: Collected): number[] =>
  read.newerLines().map((line) => Number(/"n":(\d+)/.exec(line)?.[1] ?? NaN));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
/** lumberjack's name for a backup, the `n`th. */
const backup = (n: number): string => join(directory, `audit-2026-11-23T21-27-34.${String(n).padStart(3, '0')}.log`);

describe('the last line', () => {
  test('torn stays pending until its LF comes', async () => {
    await writeFile(path, '{"n":0}\n{"n":');
    const read = follow(fileSource(path, { quietMs: 20 }));
    await read.until(() => read.phase() === 'live', 'live');
    await appendFile(path, '1');
    await new Promise((resolve) => setTimeout(resolve, 100)); // Several quiet times: it must not come out.
    expect(read.newerLines()).toEqual(['{"n":0}']);
    await appendFile(path, '}\n{"n":2}\n');
    await read.until(() => numbers(read).length === 3, 'three lines');
    expect(numbers(read)).toEqual([0, 1, 2]);
    expect(read.bytes(0).toString()).toBe('{"n":0}\n{"n":1}\n{"n":2}\n');
  });

  test('whole without LF comes after a quiet moment, and its late LF is skipped', async () => {
    await writeFile(path, '{"n":0}\n{"n":1}');
    const read = follow(fileSource(path, { quietMs: 30 }));
    await read.until(() => numbers(read).length === 2, 'the line without LF');
    await appendFile(path, '\n');
    await appendFile(path, '{"n":2}\n');
    await read.until(() => numbers(read).length === 3, 'the line after it');
    const pieces = read.events.flatMap((event) =>
      event.type === 'lines' ? [[event.offset, Buffer.from(event.bytes).toString()]] : [],
    );
    expect(pieces).toEqual([
      [0, '{"n":0}\n'],
      [8, '{"n":1}'],
      [16, '{"n":2}\n'],
    ]);
  });

  test('is taken without LF where nothing is followed', async () => {
    await writeFile(path, '{"n":0}\n{"n":');
    for (const order of ['tail', 'forward'] as const) {
      const read = follow(fileSource(path), { order, follow: false });
      await read.done;
      expect(read.newerLines()).toEqual(['{"n":0}', '{"n":']);
    }
    // With the end of the file, before what is older.
    const read = follow(fileSource(path, { tailBytes: 6, tailLines: 0 }), { follow: false });
    await read.done;
    const pieces = read.events.flatMap((event) => (event.type === 'lines' ? [[event.where, event.offset]] : []));
    expect(pieces).toEqual([
      ['newer', 8],
      ['older', 0],
    ]);
  });
});

test('growth comes between the older blocks, and neither holds the other up', async () => {
  await writeFile(path, numbered(0, 2000));
  const source = fileSource(path, { tailBytes: 100, tailLines: 2, blockBytes: 500 });
  const abort = new AbortController();
  const order: string[] = [];
  let next = 2000;
  for await (const event of source.read({ order: 'tail', follow: true, isWhole: () => false, signal: abort.signal })) {
    if (event.type === 'state' && event.state.phase === 'live') abort.abort();
    if (event.type !== 'lines') continue;
    order.push(event.where);
    if (next < 2050) await appendFile(path, numbered(next, ++next));
  }
  // A line was added before each of the first 50 pulls: growth waits for one older block, and no more.
  expect(order.slice(0, 50).join(' ')).not.toMatch(/older older|newer newer newer/);
});

test('history that is not wanted waits, growth goes on', async () => {
  await writeFile(path, numbered(0, 1000));
  let wanted = false;
  const read = follow(fileSource(path, { tailBytes: 100, tailLines: 2, blockBytes: 500 }), {
    wantsOlder: () => wanted,
  });
  await read.until(() => read.phase() === 'live', 'live');
  await appendFile(path, numbered(1000, 1001));
  await read.until(() => numbers(read).at(-1) === 1000, 'growth');
  expect(read.events.some((event) => event.type === 'lines' && event.where === 'older')).toBe(false);
  wanted = true;
  await read.until(() => read.bytes(0).toString() === numbered(0, 1001), 'the whole file');
});

test('history that is not wanted holds the end of a file that is not followed back', async () => {
  await writeFile(path, numbered(0, 1000));
  let wanted = false;
  let ended = false;
  const how = { follow: false, wantsOlder: () => wanted };
  const read = follow(fileSource(path, { tailBytes: 100, tailLines: 2, blockBytes: 500, pollMs: 20 }), how);
  void read.done.then(() => {
    ended = true;
  });
  await read.until(() => numbers(read).at(-1) === 999, 'the end');
  await new Promise((resolve) => setTimeout(resolve, 100)); // Several looks: it must not have ended.
  expect(ended).toBe(false);
  wanted = true;
  await read.done;
  expect(read.bytes(0).toString()).toBe(numbered(0, 1000));
});

describe('rotation', () => {
  test('by rename and create under a writer: every line once, in order', async () => {
    await writeFile(path, numbered(0, 20));
    const read = follow(fileSource(path));
    let next = 20;
    for (let n = 0; n < 30; n++) {
      for (let line = 0; line < 40; line++) await appendFile(path, numbered(next, ++next));
      await rename(path, backup(n));
    }
    await writeFile(path, numbered(next, ++next));
    await read.until(() => numbers(read).length >= next, `${next} lines`);
    expect(numbers(read)).toEqual(upTo(next));
    expect(read.events.some((event) => event.type === 'truncated')).toBe(false);
  });

  test('several in one moment: the backups in between are read in the order of their names', async () => {
    await writeFile(path, numbered(0, 10));
    const touched = join(directory, 'audit-2026-11-23T20-00-00.000.log');
    await writeFile(touched, numbered(900, 910)); // Long rotated, whatever its mtime says.
    await utimes(touched, 4e9, 4e9);
    const read = follow(fileSource(path));
    await read.until(() => read.phase() === 'live', 'live');
    for (let n = 0; n < 4; n++) {
      await rename(path, backup(n));
      await writeFile(path, numbered((n + 1) * 10, (n + 2) * 10));
    }
    await read.until(() => numbers(read).length >= 50, '50 lines');
    expect(numbers(read)).toEqual(upTo(50));
    expect(read.refs().map((ref) => ref.file)).toEqual([-1, 0, 1, 2, 3, 4]);
    await read.until(() => read.bytes(-1).toString() === numbered(900, 910), 'what was rotated before, as history');
  });

  test('the held backup was removed: its last write tells which backups are newer', async () => {
    await writeFile(backup(0), numbered(900, 910));
    await utimes(backup(0), 1, 1);
    await writeFile(path, numbered(0, 10));
    await utimes(path, 1000, 1000);
    const read = follow(fileSource(path));
    await read.until(() => read.phase() === 'live', 'live');
    await rename(path, backup(1));
    await writeFile(backup(2), numbered(10, 20));
    await rm(backup(1));
    await writeFile(path, numbered(20, 30));
    await read.until(() => numbers(read).length >= 30, '30 lines');
    expect(numbers(read)).toEqual(upTo(30));
  });

  test('what was torn in the old file comes as its last line, nothing is lost', async () => {
    await writeFile(path, '{"n":0}\n{"n":');
    const read = follow(fileSource(path, { quietMs: 30 }));
    await read.until(() => read.phase() === 'live', 'live');
    await rename(path, backup(0));
    await writeFile(path, '{"n":1}\n');
    await read.until(() => read.refs().length === 2, 'the new file');
    expect(read.bytes(0).toString()).toBe('{"n":0}\n{"n":');
    expect(read.bytes(1).toString()).toBe('{"n":1}\n');
  });

  test('a writer that still has the old file open is heard', async () => {
    await writeFile(path, numbered(0, 1));
    const read = follow(fileSource(path, { pollMs: 50 }));
    await read.until(() => read.phase() === 'live', 'live');
    const writer = await open(path, 'a');
    await rename(path, backup(0));
    await writeFile(path, numbered(1, 2));
    await read.until(() => numbers(read).length === 2, 'the new file');
    await writer.write(numbered(2, 3));
    await writer.close();
    await read.until(() => numbers(read).length === 3, 'the late line');
    expect(read.bytes(0).toString()).toBe(numbered(0, 1) + numbered(2, 3));
  });

  test('the history of the old file is still read to its start', async () => {
    await writeFile(path, numbered(0, 3000));
    let wanted = false;
    const read = follow(fileSource(path, { tailBytes: 100, blockBytes: 300, graceMs: 20, pollMs: 20 }), {
      wantsOlder: () => wanted,
    });
    await read.until(() => read.phase() === 'live', 'live');
    await rename(path, backup(0));
    await writeFile(path, numbered(3000, 3001));
    await read.until(() => numbers(read).at(-1) === 3000, 'the new file');
    await read.until(() => openFiles(path).length === 1 && openFiles(backup(0)).length === 0, 'the old file is let go');
    wanted = true;
    await read.until(() => read.bytes(0).toString() === numbered(0, 3000), 'all of the old file');
    await read.until(() => openFiles(backup(0)).length === 0, 'the old file is let go again');
  });
});

describe('truncation', () => {
  test('to nothing: the file is told to be truncated and its content is a new one', async () => {
    await writeFile(path, numbered(0, 10));
    const source = fileSource(path);
    const read = follow(source);
    await read.until(() => read.phase() === 'live', 'live');
    await truncate(path);
    await appendFile(path, numbered(10, 11));
    await read.until(() => read.refs().length === 2, 'a new file');
    const told = read.events.findIndex((event) => event.type === 'truncated');
    expect(read.events[told]).toMatchObject({ file: { file: 0 } });
    await read.until(() => read.bytes(1).toString() === numbered(10, 11), 'the new line');
    const [before, after] = read.refs();
    expect(before?.ino).toBe(after?.ino);
    expect(before && (await source.readBack(before, 0, 5))).toBeNull();
    expect(after && Buffer.from((await source.readBack(after, 0, 7)) ?? []).toString()).toBe('{"n":10');
  });

  test('to nothing, and the same content again: what was read back before is another file now', async () => {
    await writeFile(path, numbered(0, 10));
    const source = fileSource(path);
    const read = follow(source);
    await read.until(() => read.phase() === 'live', 'live');
    await truncate(path);
    await read.until(() => read.events.some((event) => event.type === 'truncated'), 'truncated');
    await appendFile(path, numbered(0, 10));
    await read.until(() => read.refs().length === 2, 'a new file');
    const [before] = read.refs();
    expect(before && (await source.readBack(before, 0, 5))).toBeNull();
  });

  test('and rewriting to the same size and to a greater one', async () => {
    await writeFile(path, numbered(0, 10));
    const read = follow(fileSource(path));
    await read.until(() => read.phase() === 'live', 'live');
    await writeFile(path, numbered(0, 10).replaceAll('"n"', '"m"'));
    await read.until(() => read.refs().length === 2, 'the rewritten file');
    await writeFile(path, numbered(100, 200));
    await read.until(() => read.refs().length === 3, 'the greater file');
    await read.until(() => read.bytes(2).toString() === numbered(100, 200), 'its lines');
  });

  test('to a part of it', async () => {
    await writeFile(path, numbered(0, 200));
    const read = follow(fileSource(path));
    await read.until(() => read.phase() === 'live', 'live');
    const left = numbered(0, 100);
    await truncate(path, left.length);
    await read.until(() => read.refs().length === 2 && read.bytes(1).toString() === left, 'the part as a new file');
  });

  test('and rewriting within one tick of the clock, unseen by size and mtime', async () => {
    const now = Math.floor(Date.now() / 1000);
    await writeFile(path, numbered(0, 10));
    await utimes(path, now, now);
    const pulled = pull(fileSource(path));
    await pulled.until((event) => event.type === 'state' && event.state.phase === 'live');
    await writeFile(path, numbered(0, 10).replaceAll('"n"', '"m"'));
    await utimes(path, now, now);
    expect(await pulled.until((event) => event.type !== 'state')).toMatchObject({ type: 'truncated' });
    await pulled.stop();
  });

  test('just before the next older block: nothing of the new content is taken for old', async () => {
    await writeFile(path, numbered(0, 3000));
    const source = fileSource(path, { tailBytes: 100, tailLines: 2, blockBytes: 300 });
    const pulled = pull(source);
    await pulled.until((event) => event.type === 'lines' && event.where === 'older');
    await appendFile(path, numbered(3000, 3001));
    const newest = await pulled.until((event) => event.type === 'lines' && event.where === 'newer');
    await writeFile(path, numbered(5000, 9000));
    // Read back of what is held meanwhile says so too, although nobody noticed the truncation yet.
    expect(newest.type === 'lines' && (await source.readBack(newest.file, newest.offset, 5))).toBeNull();
    expect(await pulled.until((event) => event.type !== 'state')).toMatchObject({ type: 'truncated' });
    await pulled.stop();
  });

  test('by copytruncate, under a reader that is still going backwards', async () => {
    await writeFile(path, numbered(0, 3000));
    let wanted = false;
    const read = follow(fileSource(path, { tailBytes: 100, blockBytes: 300 }), { wantsOlder: () => wanted });
    await read.until(() => read.phase() === 'live', 'live');
    await copyFile(path, backup(0));
    await truncate(path);
    await appendFile(path, numbered(7000, 12_000));
    wanted = true;
    await read.until(
      () => read.refs().length === 2 && read.bytes(1).toString() === numbered(7000, 12_000),
      'the new content',
    );
    expect(numbered(0, 3000).endsWith(read.bytes(0).toString())).toBe(true);
  });
});

test('a file beside it that begins alike is no copy of it, unless it has the name of one', async () => {
  await writeFile(path, numbered(0, 100));
  await writeFile(join(directory, 'of-yesterday.log'), numbered(0, 200));
  const read = follow(fileSource(path));
  await read.until(() => read.phase() === 'live', 'live');
  await truncate(path);
  await appendFile(path, numbered(500, 600));
  await read.until(() => numbers(read).length === 200, 'the new lines');
  expect(numbers(read)).toEqual([...upTo(100), ...upTo(600).slice(500)]);
});

describe('a file that comes and goes', () => {
  test('not there yet, nor its directory', async () => {
    path = join(directory, 'kubernetes', 'audit', 'audit.log');
    // It is new from its first byte on, so nothing of it is history.
    const read = follow(fileSource(path, { tailBytes: 100, tailLines: 2 }));
    await read.until(() => read.phase() === 'waiting', 'waiting');
    expect(read.states.at(-1)?.detail).toBe(`${path} does not exist yet.`);
    await mkdir(join(directory, 'kubernetes', 'audit'), { recursive: true });
    await writeFile(path, numbered(0, 2000));
    await read.until(() => numbers(read).length === 2000, 'its lines');
    expect(numbers(read)).toEqual(upTo(2000));
    await read.until(() => read.phase() === 'live', 'live');
  });

  test('not there, and not followed', async () => {
    const read = follow(fileSource(path), { follow: false });
    await read.done;
    expect(read.states).toMatchObject([{ phase: 'failed', detail: `${path} does not exist.` }]);
  });

  test('deleted, and there again after a pause', async () => {
    await writeFile(path, numbered(0, 3));
    const read = follow(fileSource(path, { quietMs: 30, graceMs: 50, pollMs: 50 }));
    await read.until(() => read.phase() === 'live', 'live');
    await rm(path);
    await read.until(() => read.phase() === 'gone', 'gone');
    await read.until(() => openFiles(directory).length === 0, 'the deleted file is let go');
    await writeFile(path, numbered(3, 6));
    await read.until(() => read.phase() === 'live' && numbers(read).length === 6, 'live again');
    expect(numbers(read)).toEqual(upTo(6));
  });

  test('its directory deleted and made again', async () => {
    const inner = join(directory, 'pod');
    path = join(inner, 'audit.log');
    await mkdir(inner);
    await writeFile(path, numbered(0, 3));
    const read = follow(fileSource(path, { quietMs: 30 }));
    await read.until(() => read.phase() === 'live', 'live');
    await rm(inner, { recursive: true });
    await read.until(() => read.phase() === 'gone', 'gone');
    await mkdir(inner);
    await writeFile(path, numbered(3, 6));
    await read.until(() => read.phase() === 'live' && numbers(read).length === 6, 'live again');
  });

  test('a symbolic link whose target is renamed and created again after a pause', async () => {
    await mkdir(join(directory, 'pod')); // Not where the link is: that is watched anyway.
    const real = join(directory, 'pod', '0.log');
    const link = join(directory, 'link.log');
    await writeFile(real, numbered(0, 3));
    await symlink(real, link);
    const read = follow(fileSource(link, { quietMs: 30, pollMs: 600_000 })); // The watcher alone must see it.
    await read.until(() => read.phase() === 'live', 'live');
    await rename(real, `${real}.1`);
    await read.until(() => read.phase() === 'gone', 'gone');
    await writeFile(real, numbered(3, 4));
    await read.until(() => numbers(read).length === 4, 'the new target');
    await appendFile(real, numbered(4, 5));
    await read.until(() => numbers(read).length === 5, 'growth of the new target');
    expect(numbers(read)).toEqual(upTo(5));
  });

  test('a symbolic link that is led elsewhere', async () => {
    const link = join(directory, 'link.log');
    await writeFile(path, numbered(0, 3));
    await writeFile(join(directory, 'other.log'), numbered(3, 5));
    await symlink('audit.log', link);
    const read = follow(fileSource(link, { pollMs: 600_000 }));
    await read.until(() => read.phase() === 'live', 'live');
    await symlink('other.log', `${link}.new`);
    await rename(`${link}.new`, link);
    await read.until(() => numbers(read).length === 5, 'the other file');
    await appendFile(join(directory, 'other.log'), numbered(5, 6));
    await read.until(() => numbers(read).length === 6, 'growth of the other file');
  });

  test('a directory is no file, until it is one', async () => {
    await mkdir(path);
    const read = follow(fileSource(path, { pollMs: 50 }));
    await read.until(() => read.phase() === 'failed', 'failed');
    expect(read.states.at(-1)?.detail).toBe(`${path} is a directory.`);
    await rm(path, { recursive: true });
    await writeFile(path, numbered(0, 1));
    await read.until(() => read.phase() === 'live' && numbers(read).length === 1, 'live');
  });
});

test('an append is noticed at once, not at the next look', async () => {
  await writeFile(path, numbered(0, 1));
  const read = follow(fileSource(path, { pollMs: 600_000 }));
  await read.until(() => read.phase() === 'live', 'live');
  const times: number[] = [];
  for (let n = 1; n < 12; n++) {
    const begin = performance.now();
    await appendFile(path, numbered(n, n + 1));
    await read.until(() => numbers(read).length === n + 1, `line ${n}`);
    times.push(performance.now() - begin);
  }
  expect(times.sort((a, b) => a - b)[5]).toBeLessThan(200);
  await rename(path, backup(0));
  await writeFile(path, numbered(12, 13));
  await read.until(() => numbers(read).length === 13, 'the next file');
});

test('aborting ends it at once, and nothing stays open', async () => {
  await writeFile(path, numbered(0, 3));
  const read = follow(fileSource(path));
  await read.until(() => read.phase() === 'live', 'live');
  const begin = performance.now();
  await read.stop();
  expect(performance.now() - begin).toBeLessThan(500);
  expect(openFiles(directory)).toEqual([]);
  await read.done;
});

test('nothing is written beside the log, nor to it', async () => {
  await writeFile(path, numbered(0, 3));
  const before = await stat(path);
  const read = follow(fileSource(path));
  await read.until(() => read.phase() === 'live', 'live');
  await read.stop();
  expect(await readdir(directory)).toEqual(['audit.log']);
  expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
});

describe('read back', () => {
  test('by descriptor, and after renames by inode', async () => {
    await writeFile(path, numbered(0, 5));
    const source = fileSource(path, { graceMs: 20, pollMs: 20 });
    const read = follow(source);
    await read.until(() => read.phase() === 'live', 'live');
    const [ref] = read.refs();
    if (ref === undefined) throw new Error('no file');
    const at = numbered(0, 2).length;
    const back = async (): Promise<string> => Buffer.from((await source.readBack(ref, at, 6)) ?? []).toString();
    expect(await back()).toBe('{"n":2');
    await rename(path, backup(0));
    await writeFile(path, numbered(5, 6));
    await read.until(() => numbers(read).length === 6 && openFiles(backup(0)).length === 0, 'the old file is closed');
    expect(await back()).toBe('{"n":2');
    await rename(backup(0), join(directory, 'kept'));
    expect(await back()).toBe('{"n":2');
    expect(openFiles(join(directory, 'kept'))).toEqual([]);
    await rm(join(directory, 'kept'));
    expect(await source.readBack(ref, at, 6)).toBeNull();
  });

  test('never from another file that got the same inode, nor past the end', async () => {
    await writeFile(path, numbered(0, 5));
    const source = fileSource(path);
    const read = follow(source, { follow: false });
    await read.done;
    const [ref] = read.refs();
    if (ref === undefined) throw new Error('no file');
    expect(await source.readBack(ref, 0, 100_000)).toBeNull();
    await writeFile(path, numbered(7, 12)); // The same inode, another content: as after a truncation nobody saw.
    expect(await source.readBack(ref, 0, 5)).toBeNull();
  });
});

/** Pulls by hand: nothing is read between two pulls. */
function pull(source: Source): {
  until(what: (event: SourceEvent) => boolean): Promise<SourceEvent>;
  stop(): Promise<void>;
} {
  const abort = new AbortController();
  const how = { order: 'tail', follow: true, isWhole: () => false, signal: abort.signal } as const;
  const events = source.read(how)[Symbol.asyncIterator]();
  return {
    async until(what) {
      for (;;) {
        const { done, value } = await events.next();
        if (done) throw new Error('ended');
        if (what(value)) return value;
      }
    },
    async stop() {
      abort.abort();
      await events.return?.();
    },
  };
}

/** Where this process has files open whose path begins with `prefix`, deleted ones included. */
function openFiles(prefix: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(prefix) ? [target] : [];
    } catch {
      return []; // The descriptor of the listing itself.
    }
  });
}
