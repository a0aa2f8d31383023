/** Several sources in one pass: the order of their events, and how much of them is held. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeEvents } from '../../src/print/merge.ts';
import { emptyTally } from '../../src/print/stream.ts';
import type { FileRef, Source, SourceEvent, SourceState } from '../../src/sources/source.ts';
import type { Arrival } from '../../src/sources/together.ts';

const FILE: FileRef = { file: 0, path: 'f', dev: 0n, ino: 0n };
const time = (ms: number): string => new Date(Date.UTC(2026, 10, 23) + ms).toISOString().replace('Z', '000Z');
/** `ms` null: without a time. */
const line = (id: string, ms: number | null): string =>
  `{"level":"Metadata","auditID":"${id}","stage":"Panic"${ms === null ? '' : `,"stageTimestamp":"${time(ms)}"`}}\n`;

type Step = string | SourceState['phase'] | Promise<unknown>;
const PHASES = ['reading', 'live', 'waiting', 'denied', 'gone', 'ended', 'failed'];

/** Gives blocks of lines, says states, and waits; notes what is held when it is pulled again. */
function sourceOf(name: string, steps: readonly Step[]) {
  const about = { pulled: 0 };
  async function* read(): AsyncGenerator<SourceEvent> {
    let offset = 0;
    for (const step of steps) {
      about.pulled++;
      if (typeof step !== 'string') await step;
      else if (PHASES.includes(step)) {
        const phase = step as SourceState['phase']; // one of PHASES
        yield { type: 'state', state: { name, phase, detail: '', read: 0, size: 0 } };
      } else {
        const bytes = Buffer.from(step);
        yield { type: 'lines', file: FILE, offset, bytes, where: 'newer' };
        bytes.fill(0); // Valid until the next pull.
        offset += bytes.length;
      }
    }
  }
  const source: Source = { name, read, readBack: async () => null };
  return { source, about };
}

interface Merged {
  readonly ids: string[];
  readonly texts: string[];
}

async function merge(
  sources: readonly Source[],
  how: {
    follow?: boolean;
    order?: 'time' | 'source';
    later?: () => AsyncIterable<Arrival>;
    onTake?: (id: string) => void;
    onPause?: (caughtUp: boolean) => void;
  } = {},
): Promise<Merged> {
  const ids: string[] = [];
  const texts: string[] = [];
  await mergeEvents({ sources, later: how.later ?? null }, emptyTally(), {
    order: how.order ?? 'time',
    follow: how.follow ?? false,
    signal: new AbortController().signal,
    take(event) {
      ids.push(event.fields.auditID);
      texts.push(event.text());
      how.onTake?.(event.fields.auditID);
    },
    pause: async (caughtUp) => how.onPause?.(caughtUp),
    onState: () => undefined,
  });
  return { ids, texts };
}

/** A gate that a test opens. */
function gate(): { readonly closed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { closed: promise, open: resolve };
}

describe('several sources in one pass', () => {
  it('come in the order of time, each in its own, ties by source, a missing time as its neighbour', async () => {
    const a = sourceOf('a', [line('a1', 10) + line('a2', 30), line('a3', 20) + line('a4', 40)]);
    const b = sourceOf('b', [line('b0', null) + line('b1', 10) + line('b2', 25), line('b3', null) + line('b4', 40)]);
    const { ids } = await merge([a.source, b.source]);
    expect(ids).toEqual(['a1', 'b0', 'b1', 'b2', 'b3', 'a2', 'a3', 'a4', 'b4']);
  });

  it('are merged as a stable sort by clamped time would, whatever their blocks', async () => {
    const block = fc.array(fc.option(fc.nat(50), { freq: 8 }), { maxLength: 6 });
    const blocks = fc.array(block, { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(blocks, { minLength: 1, maxLength: 4 }), async (all) => {
        const wanted: { id: string; at: number; key: number }[] = [];
        const sources = all.map((own, at) => {
          let clock = Number.NEGATIVE_INFINITY;
          let n = 0;
          const texts = own.map((times) => {
            if (clock === Number.NEGATIVE_INFINITY) clock = times.find((one) => one !== null) ?? clock;
            return times.map((one) => {
              clock = Math.max(clock, one ?? clock);
              const id = `${at}.${n++}`;
              wanted.push({ id, at, key: clock });
              return line(id, one);
            });
          });
          return sourceOf(String(at), ['reading', ...texts.map((lines) => lines.join('')), 'ended']).source;
        });
        wanted.sort((x, y) => (x.key === y.key ? x.at - y.at : x.key - y.key));
        const { ids, texts } = await merge(sources);
        expect(ids).toEqual(wanted.map(({ id }) => id));
        expect(texts.every((text, i) => text.includes(`"auditID":"${ids[i]}"`))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('are pulled no further than a block that has not been taken', async () => {
    const a = sourceOf(
      'a',
      Array.from({ length: 50 }, (_, n) => line(`a${n}`, n)),
    );
    const b = sourceOf(
      'b',
      Array.from({ length: 50 }, (_, n) => line(`b${n}`, 1000 + n)),
    );
    await merge([a.source, b.source], {
      onTake(id) {
        if (id.startsWith('a')) expect(b.about.pulled).toBeLessThanOrEqual(1);
        if (id === 'a30') expect(a.about.pulled).toBe(31);
      },
    });
    expect(b.about.pulled).toBe(50);
  });

  it('are all waited for while there is more of what was there, and then come as they come', async () => {
    const more = gate();
    const end = gate();
    const paused: boolean[] = [];
    const a = sourceOf('a', [line('a1', 10) + line('a2', 90), 'live', end.closed, line('a3', 5)]);
    const b = sourceOf('b', [line('b1', 20), more.closed, line('b2', 30), 'live', end.closed]);
    const c = sourceOf('c', ['waiting', end.closed]);
    const seen: string[] = [];
    const all = merge([a.source, b.source, c.source], {
      follow: true,
      onTake(id) {
        seen.push(id);
        if (id === 'a2') end.open();
      },
      onPause: (caughtUp) => paused.push(caughtUp),
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual(['a1', 'b1']);
    expect(paused.every((caughtUp) => !caughtUp)).toBe(true);
    more.open();
    await all;
    expect(seen).toEqual(['a1', 'b1', 'b2', 'a2', 'a3']);
    expect(paused.at(-1)).toBe(true);
  });

  it('are joined by those that come later', async () => {
    const late = gate();
    const end = gate();
    async function* later(): AsyncGenerator<Arrival> {
      await late.closed;
      yield { type: 'source', source: sourceOf('b', [line('b1', 1), 'live']).source };
    }
    const a = sourceOf('a', [line('a1', 10), 'live', end.closed, line('a2', 20)]);
    const { ids } = await merge([a.source], {
      follow: true,
      later,
      onTake(id) {
        if (id === 'a1') late.open();
        if (id === 'b1') end.open();
      },
    });
    expect(ids).toEqual(['a1', 'b1', 'a2']);
  });

  it('come one after the other where that is asked for, while they are followed', async () => {
    const end = gate();
    const a = sourceOf('a', [line('a1', 10), line('a2', 90), 'live', end.closed, line('a3', 5)]);
    const b = sourceOf('b', [line('b1', 1), line('b2', 30), 'live', end.closed]);
    const { ids } = await merge([a.source, b.source], {
      follow: true,
      order: 'source',
      onTake(id) {
        if (id === 'b2') end.open();
      },
    });
    expect(ids).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
  });

  it('end with the error of one', async () => {
    const broken: Source = {
      name: 'b',
      // biome-ignore lint/correctness/useYield: it gives nothing.
      async *read() {
        throw new Error('b broke');
      },
      readBack: async () => null,
    };
    await expect(merge([sourceOf('a', [line('a1', 1)]).source, broken])).rejects.toThrow('b broke');
  });
});
