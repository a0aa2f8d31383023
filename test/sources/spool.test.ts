import { execFileSync } from 'node:child_process';
import { fstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createSpool, type Spool, type SpoolCalls } from '../../src/sources/spool.ts';

const directory = mkdtempSync(join(tmpdir(), 'auditty-spool-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** `length` bytes of a stream in which no two places look alike for long. */
function stream(from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = ((from + at) * 2654435761) >>> 24;
  return bytes;
}

async function fill(spool: Spool, bytes: number, piece: number): Promise<void> {
  for (let at = 0; at < bytes; at += piece) await spool.add(stream(at, Math.min(piece, bytes - at)));
}

const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return fstatSync(Number(fd)).isFile() && fstatSync(Number(fd)).nlink === 0;
    } catch {
      return false; // the descriptor of this listing
    }
  });

describe('a spool', () => {
  it('gives back every range, across chunks, and never has a file with a name', async () => {
    const spool = createSpool({ directory, chunkBytes: 100, maxBytes: Number.POSITIVE_INFINITY });
    expect(openFiles()).toHaveLength(0);
    await fill(spool, 1000, 37);
    expect(readdirSync(directory)).toEqual([]);
    expect(openFiles()).toHaveLength(10);
    for (const [offset, length] of [
      [0, 1000],
      [0, 1],
      [99, 2],
      [100, 100],
      [55, 345],
      [999, 1],
    ] as const) {
      // biome-ignore format: a table
      expect(Buffer.from((await spool.read(offset, length)) ?? []).equals(stream(offset, length))).toBe(true);
    }
    expect(await spool.read(999, 2)).toBeNull();
    expect(await spool.read(1000, 1)).toBeNull();
    expect(spool).toMatchObject({ dropped: 0, lost: 0, trouble: '' });
    await spool.close();
    expect(openFiles()).toHaveLength(0);
    expect(await spool.read(0, 1)).toBeNull();
  });

  it('makes files that only their owner can read', async () => {
    const modes: number[] = [];
    const open: SpoolCalls['open'] = (path, flags, mode) => {
      const fd = openSync(path, flags, mode);
      modes.push(fstatSync(fd).mode & 0o7777);
      return fd;
    };
    const before = process.umask(0);
    try {
      const spool = createSpool({ directory, calls: { ...(await realCalls()), open } });
      await spool.add(stream(0, 10));
      await spool.close();
    } finally {
      process.umask(before);
    }
    expect(modes).toEqual([0o600]);
  });

  it('drops the oldest chunks and says how much that was', async () => {
    const spool = createSpool({ directory, chunkBytes: 100, maxBytes: 450 });
    await fill(spool, 2000, 30);
    expect(spool.dropped).toBe(1600);
    expect(openFiles().length).toBeLessThanOrEqual(5);
    expect(await spool.read(1599, 10)).toBeNull();
    expect(await spool.read(0, 10)).toBeNull();
    expect(Buffer.from((await spool.read(1600, 400)) ?? []).equals(stream(1600, 400))).toBe(true);
    await spool.close();
  });

  it('keeps nothing where it may keep nothing', async () => {
    const spool = createSpool({ directory, maxBytes: 0 });
    await spool.add(stream(0, 10));
    expect(spool.dropped).toBe(10);
    expect(await spool.read(0, 1)).toBeNull();
    expect(openFiles()).toHaveLength(0);
  });

  it('finishes a read of a chunk that is dropped under it', async () => {
    const spool = createSpool({ directory, chunkBytes: 100, maxBytes: 400 });
    await fill(spool, 400, 100);
    const reads = [spool.read(0, 100), spool.read(20, 60)];
    await fill(spool, 400, 100);
    for (const [at, bytes] of (await Promise.all(reads)).entries()) {
      const wanted = at === 0 ? stream(0, 100) : stream(20, 60);
      if (bytes !== null) expect(Buffer.from(bytes).equals(wanted)).toBe(true);
    }
    expect(openFiles()).toHaveLength(4);
    await spool.close();
    expect(openFiles()).toHaveLength(0);
  });

  it('gives what was put, or nothing, whatever fails and is dropped', { timeout: 60_000 }, async () => {
    const calls = await realCalls();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 300 }),
        fc.array(fc.record({ length: fc.integer({ min: 0, max: 150 }), fails: fc.boolean() }), { maxLength: 20 }),
        async (chunkBytes, maxBytes, pieces) => {
          let failing = false;
          const write: SpoolCalls['write'] = async (fd, bytes, from, length, at) => {
            // Half of it goes to the disk before it fails, as on a disk that fills up.
            if (failing && length > 1) await calls.write(fd, bytes, from, length >> 1, at);
            if (failing) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
            return await calls.write(fd, bytes, from, length, at);
          };
          const spool = createSpool({ directory, chunkBytes, maxBytes, calls: { ...calls, write } });
          let total = 0;
          let lost = 0;
          for (const { length, fails } of pieces) {
            failing = fails;
            await spool.add(stream(total, length));
            if (fails && maxBytes >= 4) lost += length;
            total += length;
          }
          expect(spool.lost).toBe(lost);
          let kept = 0;
          for (let at = 0; at < total; at++) {
            const byte = await spool.read(at, 1);
            if (byte === null) continue;
            kept++;
            expect(byte[0]).toBe(stream(at, 1)[0]);
          }
          expect(kept).toBe(total - lost - spool.dropped);
          expect(kept).toBeLessThanOrEqual(maxBytes);
          await spool.close();
        },
      ),
      { numRuns: 150 },
    );
    expect(openFiles()).toHaveLength(0);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('goes on where the folder is full, is not there, or is closed to it', async () => {
    const fails = async (code: string) => {
      const open = (): number => {
        throw Object.assign(new Error(code), { code });
      };
      const spool = createSpool({ directory, calls: { ...(await realCalls()), open } });
      await spool.add(stream(0, 10));
      return spool.trouble;
    };
    expect(await fails('ENOSPC')).toBe('the temporary folder is full');
    expect(await fails('EROFS')).toBe('the temporary folder cannot be written to');
    const spool = createSpool({ directory: join(directory, 'none') });
    await spool.add(stream(0, 10));
    expect(spool).toMatchObject({ lost: 10, trouble: 'there is no temporary folder' });
    expect(await spool.read(0, 1)).toBeNull();
  });

  it('keeps what fits on a file system that is full, and goes on when there is room again', async ({ skip }) => {
    const small = join(directory, 'small');
    mkdirSync(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small], { stdio: 'ignore' });
    } catch {
      skip('mounting needs root');
    }
    try {
      const spool = createSpool({ directory: small, chunkBytes: 256 * 1024, maxBytes: 1.5 * 1024 * 1024 });
      await fill(spool, 1024 * 1024, 64 * 1024);
      expect(spool.lost).toBe(0);
      await spool.add(stream(1024 * 1024, 100_000));
      expect(spool).toMatchObject({ lost: 100_000, trouble: 'the temporary folder is full', dropped: 0 });
      expect(Buffer.from((await spool.read(0, 1024 * 1024)) ?? []).equals(stream(0, 1024 * 1024))).toBe(true);
      expect(await spool.read(1024 * 1024, 1)).toBeNull();
      // Room comes as the oldest is dropped: the bound is counted with what could not be written.
      const at = 1024 * 1024 + 100_000;
      await spool.add(stream(at, 500_000));
      await spool.add(stream(at + 500_000, 100_000));
      expect(spool.dropped).toBeGreaterThan(0);
      const later = await spool.read(at + 500_000, 100_000);
      expect(Buffer.from(later ?? []).equals(stream(at + 500_000, 100_000))).toBe(true);
      await spool.close();
      expect(readdirSync(small)).toEqual([]);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

async function realCalls(): Promise<SpoolCalls> {
  const { write } = await import('node:fs');
  const { promisify } = await import('node:util');
  return { open: openSync, write: promisify(write) };
}
