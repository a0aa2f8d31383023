/** An index that may not grow: the oldest rows are let go, and what is left is counted as if they had never been. */
import { expect, it } from 'vitest';
import { SEGMENT_ROWS } from '../../src/engine/code-array.ts';
import type { View } from '../../src/engine/engine.ts';
import { query, reference, spec, startedWith } from '../support/core.ts';
import { eventLines } from '../support/events.ts';
import { piecesSource } from '../support/pieces-source.ts';

const LINES = eventLines(3 * SEGMENT_ROWS + 1000, 11);
/** Room for about two segments and the dictionaries. */
const TWO_SEGMENTS = 8e6;

function counts(view: View): Record<string, Record<string, number>> {
  return Object.fromEntries(
    (view.facets ?? []).map(({ field, values }) => [
      field,
      Object.fromEntries(values.filter(({ count }) => count > 0).map(({ value, count }) => [value, count])),
    ]),
  );
}

it('lets the oldest go, while views stand, and counts what is left', async () => {
  const first = LINES.slice(0, 1000).map((line) => `${line}\n`);
  async function* more() {
    for (let at = 1000; at < LINES.length; at += 5000) {
      yield Buffer.from(
        LINES.slice(at, at + 5000)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
  }
  const source = piecesSource(Buffer.from(first.join('')), 0, 1e9, more);
  const { show, core, reading, progress } = startedWith(TWO_SEGMENTS, source);
  const wanted = spec({ query: query('-verb:watch'), fold: 'stages' });
  await show(wanted);
  await reading;
  const view = await show({ ...wanted, anchor: 'start', after: 1 });
  const held = view.total?.held ?? 0;
  expect(held).toBeLessThan(3 * SEGMENT_ROWS);
  expect(held).toBeGreaterThan(SEGMENT_ROWS);
  const left = reference(LINES.slice(LINES.length - held));
  const passing = left.filter(({ verb }) => verb !== 'watch');
  expect(view.total?.passing).toBe(passing.length);
  expect(view.rows[0]?.time).toBe(passing[0]?.time);
  const users: Record<string, number> = {};
  for (const { user } of passing) users[user] = (users[user] ?? 0) + 1;
  expect(counts(view).user).toEqual(users);
  expect(progress.get('loading')).toMatchObject({
    events: held,
    evicted: { events: LINES.length - held, from: left[0]?.time },
  });
  // A row that was let go gives way to the oldest that is left; it cannot be opened.
  const gone = await show({ ...wanted, anchor: '0:0:0', before: 0 });
  expect(gone.rows[0]?.time).toBe(passing[0]?.time);
  expect(await core.questions.event('0:0:0')).toMatchObject({ gone: 'This event is not held.' });
  // Views made afresh agree.
  const fresh = await show({ ...wanted, before: 21 });
  expect(counts(fresh)).toEqual(counts(view));
}, 60_000);

it('reads no more of the past than there is room for', async () => {
  const text = LINES.map((line) => `${line}\n`).join('');
  const asked: boolean[] = [];
  const pieces = piecesSource(Buffer.from(text), text.length - 100_000, 2e6);
  const { reading, progress, show } = startedWith(TWO_SEGMENTS, {
    ...pieces,
    async *read(options) {
      for await (const event of pieces.read(options)) {
        if (event.type === 'lines' && event.where === 'older') {
          asked.push(options.wantsOlder?.() ?? true);
          if (!asked.at(-1)) return;
        }
        yield event;
      }
    },
  });
  await reading;
  expect(asked.at(-1)).toBe(false);
  expect(asked.slice(0, -1)).not.toContain(false);
  const view = await show(spec());
  expect(view.total?.held).toBeGreaterThan(SEGMENT_ROWS / 2);
  expect(view.total?.held).toBeLessThan(2.5 * SEGMENT_ROWS);
  await expect.poll(() => progress.get('loading')).toMatchObject({ full: true, evicted: null });
}, 60_000);
