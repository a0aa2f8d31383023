/** The timeline: bars over time hold what the list does, however its rows came and went. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsOf, nextUnit, unitFor, unitsIn } from '../../src/engine/bars.ts';
import { SEGMENT_ROWS } from '../../src/engine/code-array.ts';
import type { TimelineSpec, TimelineView, View, ViewSpec } from '../../src/engine/engine.ts';
import { NEWEST_MINOR } from '../../src/policy/version.ts';
import { loaded, query, reference, spec, started, startedWith } from '../support/core.ts';
import { eventLines } from '../support/events.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { piecesSource } from '../support/pieces-source.ts';

const LINES = eventLines(3000);
const TEXT = LINES.map((line) => `${line}\n`).join('');
const TIMES = reference(LINES).map(({ time }) => time);
const FIRST = Math.min(...TIMES);
const LAST = Math.max(...TIMES);

const POLICY = {
  text: `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: None
  verbs: [watch]
- level: Request
  verbs: [get, list]
- level: Metadata
`,
  minor: NEWEST_MINOR,
};

function timed(timeline: Partial<TimelineSpec> = {}, over: Partial<ViewSpec> = {}): ViewSpec {
  return spec({ before: 3, facets: [], timeline: { columns: 60, highlight: [], ...timeline }, ...over });
}

/** What the plain engine says of these lines. */
async function plain(lines: readonly string[], wanted: ViewSpec, withPolicy = false): Promise<TimelineView | null> {
  const engine = memoryEngine(lines);
  if (withPolicy) await engine.policy(POLICY);
  const { promise, resolve } = Promise.withResolvers<View>();
  const shown = engine.show(wanted, (view) => view.total !== null && resolve(view));
  const { timeline } = await promise;
  shown.close();
  await engine.close();
  return timeline;
}

function sum(bars: readonly number[] | undefined): number {
  return (bars ?? []).reduce((all, bar) => all + bar, 0);
}

describe('the timeline agrees with bars counted plainly', () => {
  const texts = ['', 'verb:get', '-verb:watch user:alice', 'code:>=400', 'alice', 'nothing-like-it'];
  const spans: Partial<TimelineSpec>[] = [
    {},
    { columns: 1 },
    { columns: 179 },
    { from: FIRST + 1_000_000, to: FIRST + 3_000_000 },
    { from: FIRST + 1_000_000, to: FIRST + 1_000_050 },
    { from: FIRST - 5_000_000, to: LAST + 5_000_000 },
    { from: FIRST + 2_000_001 },
    { to: FIRST + 2_000_001 },
    { from: LAST + 60_000_000, to: LAST + 70_000_000 },
    { to: FIRST - 10 },
  ];

  it.each(texts.flatMap((text) => (['stages', 'requests'] as const).map((fold) => [text, fold] as const)))(
    '%j, %s, over any span, read forwards and backwards',
    async (text, fold) => {
      const { core, show, reading } = loaded(TEXT, 300_000, 100_000);
      await reading;
      for (const span of spans) {
        const wanted = timed(span, { query: query(text), fold });
        const view = await show(wanted);
        expect(view.timeline).toEqual(await plain(LINES, wanted));
        if (span.from !== undefined || span.to !== undefined) continue;
        expect(sum(view.timeline?.counts)).toBe(view.total?.passing);
        expect(sum(view.timeline?.errors)).toBeLessThanOrEqual(view.total?.passing ?? 0);
      }
      core.close();
    },
  );

  it('in whatever pieces the file comes, while the view stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(TEXT.length),
        fc.integer({ min: 300, max: 200_000 }),
        fc.constantFrom(...texts),
        fc.constantFrom(...spans),
        async (middle, block, text, span) => {
          const { core, show, reading } = loaded(TEXT, middle, block);
          const wanted = timed(span, { query: query(text) });
          await show(wanted);
          await reading;
          // Another number of bars, of which nothing is counted again, and back.
          await show(timed({ ...span, columns: 7 }, { query: query(text) }));
          expect((await show(wanted)).timeline).toEqual(await plain(LINES, wanted));
          core.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('as live events come, and frozen shows none of them', async () => {
    const later = eventLines(2000, 9).map((line) => line.replaceAll('2026-11-23T21:', '2026-11-23T22:'));
    const gate = Promise.withResolvers<void>();
    async function* more() {
      await gate.promise;
      for (const line of later) yield Buffer.from(`${line}\n`);
    }
    const { core, show, views, reading } = loaded(TEXT, 400_000, 100_000, more);
    await expect.poll(() => core.questions.event('0:0:0').then((event) => 'text' in event)).toBe(true);
    const wanted = timed({}, { query: query('-verb:watch'), fold: 'requests' });
    const before = await show(wanted);
    gate.resolve();
    await reading;
    // The view that stands comes again by itself, over a span that has become longer by the hour.
    const all = await plain([...LINES, ...later], wanted);
    await expect.poll(() => views.get(1)?.timeline).toEqual(all);
    const frozen = await show({ ...wanted, upTo: before.watermark });
    expect(sum(frozen.timeline?.counts)).toBe(before.total?.passing);
    core.close();
  });

  it('of several sources', async () => {
    const others = eventLines(1000, 5);
    const { core, show, reading } = started(
      ...[LINES, others].map((lines, at) => ({
        ...piecesSource(Buffer.from(lines.map((line) => `${line}\n`).join('')), 100_000, 50_000),
        name: `cp-${at}`,
      })),
    );
    await reading;
    const wanted = timed({}, { query: query('-verb:list') });
    const view = await show(wanted);
    expect(view.timeline).toEqual(await plain([...LINES, ...others], wanted));
    core.close();
  });

  it('of the rules that are highlighted, whatever policy comes', async () => {
    const { core, show, views, reading } = loaded(TEXT, 300_000, 100_000);
    await reading;
    const wanted = timed({ highlight: [0, 2] });
    const none = await show(wanted);
    expect(sum(none.timeline?.highlighted)).toBe(0);
    await core.policy(POLICY);
    const lit = await plain(LINES, wanted, true);
    expect(sum(lit?.highlighted)).toBeGreaterThan(0);
    expect(sum(lit?.highlighted)).toBeLessThan(3000);
    await expect.poll(() => views.get(1)?.timeline).toEqual(lit);
    const other = timed({ highlight: [1] });
    expect((await show(other)).timeline).toEqual(await plain(LINES, other, true));
    core.close();
  });
});

it('holds what is left when the oldest rows are let go', async () => {
  // The first events are years older than the others: units have to be large, and may be small again without them.
  const old = eventLines(1000, 3).map((line) => line.replaceAll('2026-11-23', '1999-11-23'));
  const lines = [...old, ...eventLines(3 * SEGMENT_ROWS, 11)];
  async function* more() {
    for (let at = 1000; at < lines.length; at += 5000) {
      yield Buffer.from(
        lines
          .slice(at, at + 5000)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
  }
  const source = piecesSource(Buffer.from(old.map((line) => `${line}\n`).join('')), 0, 1e9, more);
  const { show, core, reading } = startedWith(8e6, source);
  const wanted = timed({ columns: 40 }, { query: query('-verb:watch') });
  await show(wanted);
  await reading;
  const view = await show(wanted);
  const held = view.total?.held ?? 0;
  expect(held).toBeLessThan(3 * SEGMENT_ROWS);
  const left = lines.slice(lines.length - held);
  const { timeline } = view;
  // That rows were let go is told by columns of nothing.
  const expected = await plain(left, timed({ columns: 38 }, { query: query('-verb:watch') }));
  expect(timeline).toEqual({ ...expected, unread: 2 });
  expect(sum(timeline?.counts)).toBe(view.total?.passing);
  core.close();
}, 60_000);

it.each([
  [400, 36],
  [900, 6],
  // However little is read, a quarter is left to what is.
  [10, 45],
])('leaves room for what is still to be read: %i of 1,000 bytes', async (read, unread) => {
  const gate = Promise.withResolvers<void>();
  const pieces = piecesSource(Buffer.from(TEXT), 0, 1e9);
  const { core, show } = started({
    ...pieces,
    async *read(options) {
      for await (const event of pieces.read(options)) {
        if (event.type === 'state' && event.state.phase === 'live') await gate.promise;
        yield event.type === 'state' ? { ...event, state: { ...event.state, read, size: 1000 } } : event;
      }
    },
  });
  await expect.poll(() => core.questions.event('0:0:0').then((event) => 'text' in event)).toBe(true);
  const wanted = timed();
  await expect.poll(async () => (await show(wanted)).timeline?.unread).toBe(unread);
  const { timeline } = await show(wanted);
  expect(timeline).toEqual({ ...(await plain(LINES, timed({ columns: 60 - unread }))), unread });
  gate.resolve();
  core.close();
});

describe('a jump to a time', () => {
  it('finds the first event that passes and is no older, from wherever', async () => {
    const { core, show, reading } = loaded(TEXT, 500_000, 80_000);
    await reading;
    const target = { query: query('verb:get'), fold: 'stages' as const };
    const all = await show(spec({ query: target.query, before: 3000 }));
    const from = all.rows[7]?.id ?? '';
    for (const at of [0, FIRST, FIRST + 1, FIRST + 1_234_567, all.rows[100]?.time ?? 0, LAST - 10_000]) {
      const found = await core.questions.find({ ...target, want: { kind: 'time', at } }, from, 1);
      expect(found).toBe(all.rows.find(({ time }) => time >= at)?.id ?? null);
    }
    expect(await core.questions.find({ ...target, want: { kind: 'time', at: LAST + 1 } }, from, 1)).toBeNull();
    core.close();
  });

  it('in the order of several sources', async () => {
    const others = eventLines(1000, 5);
    const { core, show, reading } = started(
      ...[LINES, others].map((lines, at) => ({
        ...piecesSource(Buffer.from(lines.map((line) => `${line}\n`).join('')), 100_000, 50_000),
        name: `cp-${at}`,
      })),
    );
    await reading;
    const all = await show(spec({ before: 4000, facets: [] }));
    for (const at of [0, FIRST + 1, FIRST + 777_777, FIRST + 2_000_000, LAST]) {
      const found = await core.questions.find(
        { query: query(''), fold: 'stages', want: { kind: 'time', at } },
        all.rows[3999]?.id ?? '',
        1,
      );
      expect(found).toBe(all.rows.find(({ time }) => time >= at)?.id ?? null);
    }
    core.close();
  });
});

describe('bars', () => {
  const times = fc.integer({ min: 0, max: 4e15 });

  it('hold the span, are as many as wanted, and begin at multiples of their interval', () => {
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 300 }), fc.boolean(), (a, b, count, fixed) => {
        const span = { from: Math.min(a, b), to: Math.max(a, b) };
        const unit = unitFor(span);
        const bars = barsOf(span, count, unit, fixed);
        expect(Math.abs(bars.from % bars.interval)).toBe(0);
        expect(bars.interval % unit).toBe(0);
        expect(bars.from).toBeLessThanOrEqual(span.from);
        expect(bars.from + count * bars.interval).toBeGreaterThan(span.to);
        // No bar is left out for nothing: a span of a hundred units and more takes nearly all of them.
        if (span.to - span.from > 100 * count * unit && count > 20) {
          expect(unitsIn(span, bars.interval)).toBeGreaterThan(count * 0.9);
        }
      }),
    );
  });

  it('are made of units, each of which is a multiple of those before', () => {
    let unit = 1;
    for (let step = 0; step < 30; step++) {
      const next = nextUnit(unit);
      expect(next % unit).toBe(0);
      expect(next).toBeGreaterThan(unit);
      unit = next;
    }
    expect([1, 2, 10, 20].map(nextUnit)).toEqual([2, 10, 20, 100]);
  });
});
