/** Several sources read at once: whose events they are, in which order, and how reading ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FileRef, ReadOptions, Source, SourceEvent } from '../../src/sources/source.ts';
import { type Arrival, together } from '../../src/sources/together.ts';

const READ: Omit<ReadOptions, 'signal'> = { order: 'tail', follow: false, isWhole: () => true };
const FILE: FileRef = { file: 0, path: 'f', dev: 0n, ino: 0n };

function lines(text: string): SourceEvent {
  return { type: 'lines', file: FILE, offset: 0, bytes: Buffer.from(text), where: 'newer' };
}

/** Gives its texts one after the other, and notes how many were asked for. */
function sourceOf(name: string, texts: readonly string[], end: 'ends' | 'waits' | 'throws' = 'ends') {
  const about = { pulled: 0, closed: false };
  const source: Source = {
    name,
    async *read({ signal }) {
      try {
        for (const text of texts) {
          about.pulled++;
          yield lines(text);
        }
        if (end === 'throws') throw new Error(`${name} broke`);
        if (end === 'waits') await sleep(1_000_000, undefined, { signal }).catch(() => undefined);
      } finally {
        about.closed = true;
      }
    },
    readBack: async (_, offset) => Buffer.from(`${name} at ${offset}`),
  };
  return { source, about };
}

function textOf(event: SourceEvent): string {
  return event.type === 'lines' ? Buffer.from(event.bytes).toString() : event.type;
}

describe('several sources', () => {
  it('are read in turns, each event with its source, and end when all have ended', async () => {
    const all = together({
      sources: [sourceOf('a', ['a1', 'a2', 'a3']).source, sourceOf('b', ['b1']).source],
      later: null,
    });
    const seen: string[] = [];
    for await (const { source, name, event } of all.read({ ...READ, signal: new AbortController().signal }))
      seen.push(`${source} ${name} ${textOf(event)}`);
    expect(seen.toSorted()).toEqual(['0 a a1', '0 a a2', '0 a a3', '1 b b1']);
    expect(seen.indexOf('1 b b1')).toBeLessThan(seen.indexOf('0 a a3'));
  });

  it('are pulled no further than what is dealt with', async () => {
    const a = sourceOf('a', ['a1', 'a2', 'a3']);
    const reading = together({ sources: [a.source], later: null })
      .read({ ...READ, signal: new AbortController().signal })
      [Symbol.asyncIterator]();
    await reading.next();
    await sleep(5);
    expect(a.about.pulled).toBe(1);
    await reading.return?.();
    expect(a.about.closed).toBe(true);
  });

  it('do not wait for one that has nothing, and end when aborted', async () => {
    const stop = new AbortController();
    const waiting = sourceOf('a', [], 'waits');
    const seen: string[] = [];
    const all = together({ sources: [waiting.source, sourceOf('b', ['b1', 'b2']).source], later: null });
    for await (const { event } of all.read({ ...READ, signal: stop.signal })) {
      seen.push(textOf(event));
      if (seen.length === 2) stop.abort();
    }
    expect(seen).toEqual(['b1', 'b2']);
    expect(waiting.about.closed).toBe(true);
  });

  it('end with the error of one, and the others are closed', async () => {
    const waiting = sourceOf('a', [], 'waits');
    const all = together({ sources: [waiting.source, sourceOf('b', [], 'throws').source], later: null });
    const read = async (): Promise<void> => {
      for await (const _ of all.read({ ...READ, signal: new AbortController().signal }));
    };
    await expect(read()).rejects.toThrow('b broke');
    expect(waiting.about.closed).toBe(true);
  });

  it('may come later, and are read back by their number', async () => {
    async function* later(): AsyncGenerator<Arrival> {
      yield {
        type: 'place',
        place: 0,
        state: { name: 'dir', phase: 'waiting', detail: 'No log yet.', read: 0, size: 0 },
      };
      yield { type: 'source', source: sourceOf('b', ['b1']).source };
    }
    const all = together({ sources: [sourceOf('a', ['a1']).source], later });
    const seen: string[] = [];
    for await (const { source, name, event } of all.read({ ...READ, signal: new AbortController().signal }))
      seen.push(`${source} ${name} ${textOf(event)}`);
    expect(seen.toSorted()).toEqual(['-1 dir state', '0 a a1', '1 b b1']);
    expect(Buffer.from((await all.readBack(1, FILE, 7, 1)) ?? []).toString()).toBe('b at 7');
    expect(await all.readBack(2, FILE, 7, 1)).toBeNull();
  });
});
