/** Several sources in one index: the list is the merge of them by time, whatever comes first, and from any place on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row, View, ViewSpec } from '../../src/engine/engine.ts';
import type { Source, SourceEvent } from '../../src/sources/source.ts';
import { query, spec, started } from '../support/core.ts';
import { piecesSource } from '../support/pieces-source.ts';

interface Made {
  readonly ms: number;
  readonly verb: string;
}

const START = Date.parse('2026-11-24T10:00:00Z');

/** A line whose name says its source and its place in it. */
function lineOf({ ms, verb }: Made, source: number, at: number, stage = 'ResponseComplete'): string {
  const time = new Date(START + ms).toISOString().replace('Z', '000Z');
  return `${JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `id-${at}`,
    stage,
    requestURI: '/api/v1/pods',
    verb,
    user: { username: 'alice' },
    objectRef: { resource: 'pods', namespace: 'ns', name: `s${source}-${at}` },
    requestReceivedTimestamp: '2026-11-24T09:59:59.000000Z',
    stageTimestamp: time,
  })}\n`;
}

function named(source: number, pieces: Source): Source {
  return { ...pieces, name: `logs/cp-${source + 1}/audit.log` };
}

/** What the merge is: always the source whose next event has the least time, clamped by those before it. */
function merged(sources: readonly (readonly Made[])[], passes: (event: Made) => boolean): string[] {
  const rows = sources.flatMap((events, source) => {
    let most = Number.NEGATIVE_INFINITY;
    return events.map((event, at) => {
      most = Math.max(most, event.ms);
      return { event, source, at, most };
    });
  });
  rows.sort((a, b) => a.most - b.most || a.source - b.source || a.at - b.at);
  return rows.filter(({ event }) => passes(event)).map(({ source, at }) => `s${source}-${at}`);
}

/** Late by some milliseconds now and then, as real lines are. */
const events = fc.array(
  fc.record({ step: fc.integer({ min: -4, max: 6 }), verb: fc.constantFrom('get', 'list', 'delete') }),
  { maxLength: 120 },
);
const made = events.map((steps) => {
  let ms = 0;
  return steps.map(({ step, verb }): Made => {
    ms = Math.max(0, ms + step);
    return { ms, verb };
  });
});

async function start(sources: readonly (readonly Made[])[], middles: readonly number[], block: number) {
  const running = started(
    ...sources.map((list, source) => {
      const bytes = Buffer.from(list.map((event, at) => lineOf(event, source, at)).join(''));
      return named(source, piecesSource(bytes, Math.floor((middles[source] ?? 0) * bytes.length), block));
    }),
  );
  await running.reading;
  return running;
}

describe('several sources', () => {
  it('are one list by time, up and down, and each row has its place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(made, { minLength: 2, maxLength: 4 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 300, max: 9000 }),
        fc.constantFrom('', 'verb:get', '-verb:list'),
        async (sources, middles, block, text) => {
          const { core, show } = await start(sources, middles, block);
          const passes = (event: Made): boolean =>
            text === '' || (text === 'verb:get' ? event.verb === 'get' : event.verb !== 'list');
          const wanted = merged(sources, passes);
          const filter = query(text);
          const whole = await show(spec({ query: filter, before: 1000 }));
          expect(names(whole.rows)).toEqual(wanted);
          expect(whole.total?.passing).toBe(wanted.length);
          const seen: string[] = [];
          let anchor: ViewSpec['anchor'] = 'start';
          while (wanted.length > 0) {
            const view: View = await show(spec({ query: filter, anchor, before: 2, after: 7 }));
            const at = view.anchorIndex;
            expect(view.total?.position).toBe(seen.length === 0 ? 1 : seen.length);
            expect(names(view.rows.slice(Math.max(0, at - 2), at))).toEqual(seen.slice(-3, -1));
            seen.push(...names(view.rows.slice(seen.length === 0 ? at : at + 1)));
            anchor = view.rows.at(-1)?.id ?? 'end';
            if (!view.more.after) break;
          }
          expect(seen).toEqual(wanted);
          const saved: string[] = [];
          for await (const event of core.questions.scan(filter, 'stages')) {
            saved.push('gone' in event ? event.gone : JSON.parse(event.text).objectRef.name);
          }
          expect(saved).toEqual(wanted);
          core.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  const two: readonly (readonly Made[])[] = [
    [0, 20, 40].map((ms) => ({ ms, verb: 'get' })),
    [10, 20, 30].map((ms) => ({ ms, verb: 'get' })),
  ];

  it('are a facet and a field of the query, and open from where they are', async () => {
    const { core, show } = await start(two, [0, 0], 1e9);
    const view = await show(spec({ facets: [{ field: 'source', limit: 10 }] }));
    expect(view.facets?.[0]?.values).toEqual([
      { value: 'logs/cp-1/audit.log', count: 3 },
      { value: 'logs/cp-2/audit.log', count: 3 },
    ]);
    expect(view.rows.map((row) => `${row.source} ${row.name}`)).toEqual([
      'logs/cp-1/audit.log s0-0',
      'logs/cp-2/audit.log s1-0',
      'logs/cp-1/audit.log s0-1',
      'logs/cp-2/audit.log s1-1',
      'logs/cp-2/audit.log s1-2',
      'logs/cp-1/audit.log s0-2',
    ]);
    for (const row of view.rows) {
      const found = await core.questions.event(row.id);
      expect('gone' in found ? found.gone : JSON.parse(found.text).objectRef.name).toBe(row.name);
      expect('gone' in found ? null : found.line).toBe(Number(row.name.slice(3)) + 1);
    }
    // They stay in their order, whichever has more: the one at the top is not the busiest.
    const fewer = await show(spec({ query: query('-name:s0-0'), facets: [{ field: 'source', limit: 10 }] }));
    expect(fewer.facets?.[0]?.values.map(({ count }) => count)).toEqual([2, 3]);
    const second = await show(spec({ query: query('source:*cp-2*') }));
    expect(names(second.rows)).toEqual(['s1-0', 's1-1', 's1-2']);
  });

  it('have their own requests: the same auditID of another source supersedes nothing', async () => {
    const received = Buffer.from(lineOf({ ms: 0, verb: 'get' }, 0, 0, 'RequestReceived'));
    const complete = Buffer.from(lineOf({ ms: 5, verb: 'get' }, 1, 0));
    const { reading, show } = started(
      named(0, piecesSource(received, 0, 1e9)),
      named(1, piecesSource(complete, 0, 1e9)),
    );
    await reading;
    expect(names((await show(spec({ fold: 'requests' }))).rows)).toEqual(['s0-0', 's1-0']);
  });

  it('are walked as they were when the walk began: what is read back meanwhile is not walked over', async () => {
    const made = [900, 1000].map((ms) => ({ ms, verb: 'get' }));
    const [early = '', late = ''] = made.map((event, at) => lineOf(event, 1, at));
    const gate = Promise.withResolvers<void>();
    const file = { file: 0, path: 'cp-2', dev: 0n, ino: 0n };
    const older = (offset: number, text: string): SourceEvent => ({
      type: 'lines',
      file,
      offset,
      bytes: Buffer.from(text),
      where: 'older',
    });
    const second: Source = {
      name: 'cp-2',
      readBack: async (_, offset, length) => Buffer.from(early + late).subarray(offset, offset + length),
      async *read() {
        yield older(early.length, late);
        await gate.promise;
        yield older(0, early);
      },
    };
    const first = Buffer.from(lineOf({ ms: 0, verb: 'get' }, 0, 0));
    const { core, show, reading } = started(named(0, piecesSource(first, 0, 1e9)), second);
    await expect.poll(async () => (await show(spec())).total?.held).toBe(2);
    const scan = core.questions.scan(query(''), 'stages');
    const seen = [await scan.next()];
    gate.resolve();
    await reading;
    expect(names((await show(spec())).rows)).toEqual(['s0-0', 's1-0', 's1-1']);
    for (let next = await scan.next(); next.done !== true; next = await scan.next()) seen.push(next);
    expect(seen.map(({ value }) => (value && 'text' in value ? JSON.parse(value.text).objectRef.name : value))).toEqual(
      ['s0-0', 's1-1'],
    );
  });

  it('come live in turns, and what is frozen stays as it was', async () => {
    const steps = Array.from({ length: 40 }, (_, at) => at);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const live = (source: number): Source => {
      const name = `cp-${source}`;
      let read = 0;
      const lines = (from: number, to: number): SourceEvent => {
        const bytes = Buffer.from(
          steps
            .slice(from, to)
            .map((at) => lineOf({ ms: at * 2 + source, verb: 'get' }, source, at))
            .join(''),
        );
        const offset = read;
        read += bytes.length;
        return { type: 'lines', file: { file: 0, path: name, dev: 0n, ino: 0n }, offset, bytes, where: 'newer' };
      };
      const state: SourceEvent = { type: 'state', state: { name, phase: 'live', detail: '', read: 0, size: 0 } };
      return {
        name,
        readBack: async () => null,
        async *read() {
          yield state;
          yield lines(0, 20);
          await gate;
          for (let at = 20; at < 40; at++) yield lines(at, at + 1);
        },
      };
    };
    const { show, core, reading } = started(live(0), live(1));
    await expect.poll(async () => (await show(spec())).total?.held).toBe(40);
    const upTo = (await show(spec())).watermark;
    release();
    await reading;
    const frozen = await show(spec({ upTo, before: 100 }));
    expect(names(frozen.rows)).toEqual(steps.slice(0, 20).flatMap((at) => [`s0-${at}`, `s1-${at}`]));
    expect(frozen.newer).toBe(40);
    const all = await show(spec({ before: 100 }));
    expect(names(all.rows)).toEqual(steps.flatMap((at) => [`s0-${at}`, `s1-${at}`]));
    core.close();
  });
});

function names(rows: readonly Row[]): string[] {
  return rows.map((row) => row.name);
}
