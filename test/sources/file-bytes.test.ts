import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileSource } from '../../src/sources/file.ts';
import { collect } from './collect.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'auditty-bytes-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** A file as people hand them over: blank lines, CRLF, NULs, half lines, and lines of many blocks. */
const line = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 30 }).map((text) => text.replaceAll('\n', ' ')) },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 900 }).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((length) => '\0'.repeat(length)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 9 }).map((text) => `${text.replaceAll('\n', '')}\r`) },
);
const content = fc
  .tuple(fc.array(line, { maxLength: 60 }), fc.boolean())
  .map(([lines, ended]) => Buffer.from(lines.join('\n') + (ended && lines.length > 0 ? '\n' : '')));
const sizes = fc.record({
  tailBytes: fc.integer({ min: 1, max: 200 }),
  tailMaxBytes: fc.integer({ min: 1, max: 600 }),
  tailLines: fc.integer({ min: 1, max: 10 }),
  blockBytes: fc.integer({ min: 1, max: 300 }),
  maxLineBytes: fc.constantFrom(100, 5000),
});

test('every byte comes exactly once, in whole lines, in both orders', { timeout: 120_000 }, async () => {
  const path = join(directory, 'audit.log');
  await fc.assert(
    fc.asyncProperty(
      content,
      sizes,
      fc.constantFrom('tail' as const, 'forward' as const),
      async (bytes, small, order) => {
        await writeFile(path, bytes);
        const read = collect(fileSource(path, small), { order, follow: false });
        await read.done;
        expect(read.bytes(0).equals(bytes)).toBe(true);
        expect(read.phase()).toBe('ended');
        const longest = Math.max(
          0,
          ...bytes
            .toString('latin1')
            .split('\n')
            .map((one) => one.length + 1),
        );
        for (const event of read.events) {
          if (event.type !== 'lines' || longest > small.maxLineBytes) continue;
          const end = event.offset + event.bytes.length;
          expect(event.offset === 0 || bytes[event.offset - 1] === 10).toBe(true);
          expect(end === bytes.length || event.bytes.at(-1) === 10).toBe(true);
        }
        const newest = read.events.filter((event) => event.type === 'lines').map((event) => event.where);
        if (order === 'forward') expect(newest).not.toContain('older');
      },
    ),
    { seed: 20261123, numRuns: 400 },
  );
});

test('older pieces come directly before what was read, newer ones directly after', async () => {
  const path = join(directory, 'order.log');
  await writeFile(path, Array.from({ length: 500 }, (_, n) => `line ${n}\n`).join(''));
  const read = collect(fileSource(path, { tailBytes: 100, tailLines: 4, blockBytes: 256 }), { follow: false });
  await read.done;
  let [from, to] = [-1, -1];
  for (const event of read.events) {
    if (event.type !== 'lines') continue;
    const end = event.offset + event.bytes.length;
    if (from < 0) [from, to] = [event.offset, end];
    else if (event.where === 'older') {
      expect(end).toBe(from);
      from = event.offset;
    } else {
      expect(event.offset).toBe(to);
      to = end;
    }
  }
  expect(from).toBe(0);
  expect(read.states.at(-1)).toMatchObject({ phase: 'ended', read: to, size: to });
});

test('a line of many megabytes is one piece, read in linear time', async () => {
  const path = join(directory, 'huge.log');
  const huge = `{"a":"${'y'.repeat(24 * 1024 * 1024)}"}\n`;
  await writeFile(path, `{"first":1}\n${huge}{"last":1}\n`);
  for (const order of ['tail', 'forward'] as const) {
    const read = collect(fileSource(path), { order, follow: false });
    await read.done;
    expect(read.bytes(0).length).toBe(huge.length + 12 + 11);
    const pieces = read.events.filter((event) => event.type === 'lines');
    for (const piece of pieces) expect(piece.type === 'lines' && piece.bytes.at(-1)).toBe(10);
  }
});

test('a line over the limit comes in bounded pieces', async () => {
  const path = join(directory, 'over.log');
  const bytes = Buffer.from(`short\n${'z'.repeat(10_000)}\nend\n`);
  await writeFile(path, bytes);
  for (const order of ['tail', 'forward'] as const) {
    const read = collect(fileSource(path, { maxLineBytes: 1000, blockBytes: 100, tailBytes: 10, tailLines: 1 }), {
      order,
      follow: false,
    });
    await read.done;
    expect(read.bytes(0).equals(bytes)).toBe(true);
    for (const event of read.events) if (event.type === 'lines') expect(event.bytes.length).toBeLessThanOrEqual(1200);
  }
});

test('a file at an offset past 4 GB keeps exact offsets', async () => {
  const path = join(directory, 'sparse.log');
  const { open } = await import('node:fs/promises');
  const base = 5 * 1024 ** 3;
  const file = await open(path, 'w');
  await file.write('\n{"n":1}\n{"n":2}\n', base);
  await file.close();
  const source = fileSource(path, { tailBytes: 12, tailLines: 1 });
  const read = collect(source, { wantsOlder: () => false });
  await read.until(() => read.newerLines().length === 1, 'the last line');
  const [ref] = read.refs();
  expect(read.events.find((event) => event.type === 'lines')).toMatchObject({ offset: base + 9 });
  expect(ref && Buffer.from((await source.readBack(ref, base + 1, 7)) ?? []).toString()).toBe('{"n":1}');
  await read.stop();
});
