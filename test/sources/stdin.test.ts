import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../src/sources/source.ts';
import { createSpool } from '../../src/sources/spool.ts';
import { stdinSource } from '../../src/sources/stdin.ts';
import { collect } from './collect.ts';

const directory = mkdtempSync(join(tmpdir(), 'auditty-stdin-'));
afterAll(() => rmSync(directory, { recursive: true }));

const of = (...pieces: readonly (string | Buffer)[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));
const lines = (event: SourceEvent) => (event.type === 'lines' ? [Buffer.from(event.bytes).toString()] : []);

async function texts(stream: Readable, options = {}) {
  const read = collect(
    stdinSource(() => stream, null, options),
    { order: 'forward', follow: false },
  );
  await read.done;
  return { pieces: read.events.flatMap(lines), last: read.states.at(-1), read };
}

describe('stdin', () => {
  it('hands on whole lines only, and the last one without LF at the end', async () => {
    const { pieces, last } = await texts(of('{"a":', '1}\n{"b":2', '}\n', '{"c":3}'));
    expect(pieces).toEqual(['{"a":1}\n', '{"b":2}\n', '{"c":3}']);
    expect(last).toEqual({ name: 'stdin', phase: 'ended', detail: '', read: 23, size: 23 });
  });

  it('is live while it is open, keeps a torn line until it is whole, and ends when aborted', async () => {
    const pipe = new PassThrough();
    const read = collect(
      stdinSource(() => pipe, null),
      {},
    );
    await read.until(() => read.phase() === 'live', 'live before anything came');
    pipe.write('{"a":1}\n{"b"');
    await read.until(() => read.newerLines().length === 1, 'the whole line');
    await sleep(400); // a file's last line would be looked at by now
    expect(read.newerLines()).toEqual(['{"a":1}']);
    pipe.write(':2}\n');
    await read.until(() => read.newerLines().length === 2, 'the torn line');
    expect(read.phase()).toBe('live');
    await read.stop();
    expect(read.phase()).toBe('live');
    expect(pipe.destroyed).toBe(true);
  });

  it('says what was read while it is live', async () => {
    const pipe = new PassThrough();
    const read = collect(
      stdinSource(() => pipe, null, { tellMs: 0 }),
      {},
    );
    pipe.write('x\n');
    await read.until(() => read.states.at(-1)?.read === 2, 'two bytes');
    expect(read.states.at(-1)).toMatchObject({ phase: 'live', read: 2, size: 2 });
    await read.stop();
  });

  it('every byte comes exactly once, however it is cut and packed', { timeout: 60_000 }, async () => {
    const line = fc.oneof(
      { weight: 5, arbitrary: fc.string({ maxLength: 30 }).map((text) => text.replaceAll('\n', ' ')) },
      { weight: 1, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 200_000 }).map((length) => 'x'.repeat(length)) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 9 }),
        fc.boolean(),
        fc.constantFrom('tail' as const, 'forward' as const),
        async (content, cuts, packed, order) => {
          const bytes = Buffer.from(content.join('\n'));
          const half = bytes.length >> 1;
          const members = [bytes.subarray(0, half), bytes.subarray(half)];
          const sent = packed ? Buffer.concat(members.map((each) => gzipSync(each))) : bytes;
          const spool = createSpool({ directory, chunkBytes: 1000, maxBytes: Number.POSITIVE_INFINITY });
          const source = stdinSource(() => Readable.from(cut(sent, cuts), { objectMode: false }), spool);
          const read = collect(source, { order });
          await read.done;
          expect(read.bytes(0).equals(bytes)).toBe(true);
          expect(read.states.at(-1)).toMatchObject({ phase: 'ended', detail: '', read: bytes.length });
          for (const event of read.events) {
            if (event.type !== 'lines') continue;
            const end = event.offset + event.bytes.length;
            expect(event.where).toBe('newer');
            expect(event.offset === 0 || bytes[event.offset - 1] === 10).toBe(true);
            expect(end === bytes.length || event.bytes.at(-1) === 10).toBe(true);
            const back = await source.readBack(event.file, event.offset, event.bytes.length);
            expect(Buffer.from(back ?? []).equals(event.bytes)).toBe(true);
          }
          await spool.close();
        },
      ),
      { numRuns: 60 },
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  it('gives a line that is too long in pieces, in bounded memory', async () => {
    const { pieces, read } = await texts(of('a\n', 'x'.repeat(300_000), 'x'.repeat(300_000), '\nb\n'), {
      maxLineBytes: 200_000,
    });
    expect(read.bytes(0)).toHaveLength(600_005);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(400_000);
    expect(pieces.at(-1)).toMatch(/\nb\n$|^b\n$/);
  });

  it('reads no further ahead than its consumer: the writer waits', async () => {
    const one = Buffer.from(`${'y'.repeat(999)}\n`);
    const block = Buffer.concat(Array.from({ length: 64 }, () => one));
    let made = 0;
    const stream = new Readable({
      read() {
        made += block.length;
        this.push(made > 100 * block.length ? null : block);
      },
    });
    let taken = 0;
    const source = stdinSource(() => stream, createSpool({ directory }));
    const how = { order: 'tail', follow: true, isWhole: () => true, signal: new AbortController().signal } as const;
    for await (const event of source.read(how)) {
      if (event.type !== 'lines') continue;
      taken += event.bytes.length;
      if (taken < 20 * block.length) await sleep(5);
      expect(made - taken).toBeLessThanOrEqual(3 * block.length);
    }
    expect(taken).toBe(100 * block.length);
  });

  it('can be read back before it is handed on, and says what was dropped', async () => {
    const spool = createSpool({ directory, chunkBytes: 100, maxBytes: 400 });
    const all = Array.from({ length: 50 }, (_, at) => `{"line":${at},"pad":"${'p'.repeat(20)}"}\n`);
    const source = stdinSource(() => of(...all), spool);
    const how = { order: 'tail', follow: true, isWhole: () => true, signal: new AbortController().signal } as const;
    let detail = '';
    const first: SourceEvent[] = [];
    for await (const event of source.read(how)) {
      if (event.type === 'state') detail = event.state.detail;
      if (event.type !== 'lines') continue;
      if (first.length === 0) first.push(event);
      const back = await source.readBack(event.file, event.offset, event.bytes.length);
      expect(Buffer.from(back ?? []).equals(event.bytes)).toBe(true);
    }
    expect(spool.dropped).toBeGreaterThan(0);
    expect(detail).toMatch(/^The oldest 1\.\d kB are listed, but cannot be opened any more \(--spool-size\)\.$/);
    const [piece] = first;
    if (piece?.type !== 'lines') throw new Error('no lines came');
    expect(await source.readBack(piece.file, 0, 10)).toBeNull();
    expect(source.whyGone?.()).toContain('--spool-size');
  });

  it('loses no line where the temporary folder is full, and says so at once', async () => {
    const calls = {
      open: (): number => {
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
      write: async () => ({ bytesWritten: 0 }),
    };
    const read = collect(stdinSource(() => of('a\n', 'b\n'), createSpool({ directory, calls })));
    await read.done;
    expect(read.newerLines()).toEqual(['a', 'b']);
    const told = '2 B are listed, but cannot be opened: the temporary folder is full.';
    expect(read.states.map(({ phase, detail }) => [phase, detail])).toEqual([
      ['live', ''],
      ['live', told],
      ['ended', told.replace('2', '4')],
    ]);
  });

  it('unpacks gzip as far as it goes, and says where it breaks off', async () => {
    const packed = gzipSync(Array.from({ length: 5000 }, (_, at) => `{"line":${at}}\n`).join(''));
    const { pieces, last } = await texts(of(packed.subarray(0, packed.length - 100)));
    expect(pieces.join('').length).toBeGreaterThan(60_000);
    expect(last?.phase).toBe('ended');
    expect(last?.detail).toBe('What came breaks off: what could be unpacked of it was read.');
    const single = await texts(of(...[...gzipSync('a\nb')].map((byte) => Buffer.of(byte))));
    expect(single.pieces.join('')).toBe('a\nb');
  });

  it('is empty, or one byte, without harm', async () => {
    expect((await texts(of())).last).toMatchObject({ phase: 'ended', read: 0 });
    expect((await texts(of('\x1f'))).pieces).toEqual(['\x1f']);
  });

  it('fails with the reason where reading fails', async () => {
    const stream = new Readable({
      read() {
        this.destroy(Object.assign(new Error('EISDIR: is a directory'), { code: 'EISDIR' }));
      },
    });
    expect((await texts(stream)).last).toMatchObject({ phase: 'failed', detail: expect.stringContaining('EISDIR') });
  });
});

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
