/** Rows that were let go come back for somebody who scrolls to them. */
import { expect, it } from 'vitest';
import { SEGMENT_ROWS } from '../../src/engine/code-array.ts';
import type { Row, View } from '../../src/engine/engine.ts';
import type { Source } from '../../src/sources/source.ts';
import { query, reference, spec, startedWith } from '../support/core.ts';
import { eventLines } from '../support/events.ts';
import { piecesSource } from '../support/pieces-source.ts';

const LINES = eventLines(SEGMENT_ROWS + 9000, 11);
/** Room for less than one segment: the newest stays all the same. */
const ONE_SEGMENT = 1e6;

function sourceOf(lines: readonly string[], linesAPiece: number, over: Partial<Source> = {}): Source {
  async function* more() {
    for (let at = 0; at < lines.length; at += linesAPiece)
      yield Buffer.from(lines.slice(at, at + linesAPiece).map((line) => `${line}\n`).join('')); // biome-ignore format: one line
  }
  return { ...piecesSource(Buffer.alloc(0), 0, 1e9, more), ...over };
}

async function scrolled(source: Source) {
  const { show, reading, core, progress } = startedWith(ONE_SEGMENT, source);
  await show(spec());
  await reading;
  const top = await show(spec({ anchor: 'start', before: 0, after: 5 }));
  return { show, core, progress, top };
}

/** Scrolls up by `step` until there is nothing before; gives the rows, the oldest first. */
async function upwards(
  show: (wanted: ReturnType<typeof spec>) => Promise<View>,
  first: Row,
  step: number,
  filter = '',
) {
  const rows: Row[] = [];
  for (let at = first; ; ) {
    let view: View | null = null;
    const wanted = spec({ query: query(filter), anchor: at.id, before: step, after: 0, facets: [] });
    await expect
      .poll(
        async () => {
          view = await show(wanted);
          return view.anchorIndex === step || !view.more.before;
        },
        { timeout: 20_000, interval: 5 },
      )
      .toBe(true);
    const { rows: found, anchorIndex } = view as unknown as View; // The poll has set it.
    // What the filter does not let pass gives way to the row before it.
    const above = found.slice(0, anchorIndex + (found[anchorIndex]?.id === at.id ? 0 : 1));
    rows.unshift(...above);
    if (above[0] === undefined) return rows;
    at = above[0];
  }
}

it('comes back row by row, as far as the file goes', async () => {
  const { show, top, progress } = await scrolled(sourceOf(LINES, 5000));
  const [first] = top.rows;
  const evicted = LINES.length - (top.total?.held ?? 0);
  expect(evicted).toBe(SEGMENT_ROWS);
  const rows = await upwards(show, first as Row, 7000); // The view has rows.
  const expected = reference(LINES.slice(0, evicted));
  expect(rows.length).toBe(evicted);
  const wrong = rows.findIndex(({ time, user }, at) => expected[at]?.time !== time || expected[at]?.user !== user);
  expect(wrong).toBe(-1);
  await expect.poll(() => progress.get('loading')).toMatchObject({ events: LINES.length, evicted: null });
  const view = await show(spec({ query: query('-verb:watch') }));
  expect(view.total?.passing).toBe(reference(LINES).filter(({ verb }) => verb !== 'watch').length);
}, 60_000);

it('comes back under a filter', async () => {
  const { show, top } = await scrolled(sourceOf(LINES, 5000));
  const evicted = LINES.length - (top.total?.held ?? 0);
  const rows = await upwards(show, top.rows[0] as Row, 50, 'code:>=500'); // The view has rows.
  expect(rows.map(({ time }) => time)).toEqual(
    reference(LINES.slice(0, evicted))
      .filter(({ code }) => code >= 500)
      .map(({ time }) => time),
  );
}, 60_000);

it('comes back once where a line holds several events, some of which were not let go', async () => {
  const items = 7;
  const lists = Array.from({ length: Math.ceil(LINES.length / items) }, (_, k) => {
    const events = LINES.slice(k * items, (k + 1) * items).join(',');
    return `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${events}]}`;
  });
  const { show, top } = await scrolled(sourceOf(lists, 500));
  const evicted = LINES.length - (top.total?.held ?? 0);
  expect(evicted % items).not.toBe(0);
  const rows = await upwards(show, top.rows[0] as Row, 5000); // The view has rows.
  expect(rows.length).toBe(evicted);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(evicted);
}, 60_000);

it('is searched for a text like every other row', async () => {
  const { show, top } = await scrolled(sourceOf(LINES, 5000));
  // All that is held is searched before anybody scrolls.
  const newest = spec({ query: query('text:alice') });
  await expect.poll(async () => (await show(newest)).text?.share, { timeout: 20_000 }).toBe(1);
  const wanted = { ...newest, anchor: top.rows[0]?.id ?? '', before: LINES.length };
  await expect
    .poll(async () => (await show(wanted)).total?.passing, { timeout: 20_000 })
    .toBe(LINES.filter((line) => line.toLowerCase().includes('alice')).length);
}, 60_000);

it('stays away where the lines are gone', async () => {
  const { show, top, progress } = await scrolled(sourceOf(LINES, 5000, { readBack: async () => null }));
  const [first] = top.rows;
  await expect
    .poll(async () => (await show(spec({ anchor: first?.id ?? '', before: 10, after: 0, facets: [] }))).more.before)
    .toBe(false);
  expect(progress.get('loading')).toMatchObject({ evicted: { events: LINES.length - (top.total?.held ?? 0) } });
}, 60_000);
