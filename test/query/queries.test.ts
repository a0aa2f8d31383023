/** Filters and the events that pass them, counted in four ways: by hand, by plain JavaScript, one by one, and by the engine. */
import { expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { matcher } from '../../src/query/match.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { loaded, query, spec } from '../support/core.ts';
import { FIELD_CASES } from './cases-fields.ts';
import { LINE_CASES } from './cases-lines.ts';
import { VALUE_CASES } from './cases-values.ts';
import { EVENTS, LINES } from './corpus.ts';
import type { Case } from './plainly.ts';

const CASES = [...FIELD_CASES, ...VALUE_CASES, ...LINE_CASES];
const CONTEXT = { source: '/var/log/audit.log', rule: '', drift: '' };

const READ = LINES.map((line) => {
  const fields = fieldsOf(JSON.parse(line));
  if ('bad' in fields) throw new Error(fields.bad);
  const bytes = Buffer.from(line);
  return { fields, raw: { bytes, from: 0, to: bytes.length } };
});

/** The audit IDs of events that pass in plain JavaScript. */
function plainly([, , passes]: Case): string[] {
  return EVENTS.filter((event, at) => passes(event, LINES[at] ?? '')).map(({ auditID }) => auditID);
}

it('is a corpus of events with IDs of their own, and of filters that differ', () => {
  expect(new Set(EVENTS.map(({ auditID }) => auditID)).size).toBe(EVENTS.length);
  expect(new Set(CASES.map(([text]) => text)).size).toBe(CASES.length);
  expect(CASES.length).toBeGreaterThan(400);
});

it.each(CASES)('%s: %i, event by event', (...each) => {
  const [text, count] = each;
  const parsed = parseQuery(text, 'stream');
  if (!parsed.ok) throw new Error(`${parsed.message} at ${parsed.at}`);
  const passes = matcher(parsed.query);
  const passing = READ.filter(({ fields, raw }) => passes(fields, CONTEXT, raw)).map(({ fields }) => fields.auditID);
  expect(passing).toEqual(plainly(each));
  expect(passing.length).toBe(count);
});

it.each([
  ['fields', FIELD_CASES, 0, 1 << 20],
  ['values', VALUE_CASES, 400_000, 90_000],
  ['lines', LINE_CASES, 300_000, 50_000],
] as const)(
  'the engine counts the same: %s',
  async (_, cases, middle, block) => {
    const engine = loaded(`${LINES.join('\n')}\n`, middle, block);
    await engine.reading;
    const wrong: unknown[] = [];
    for (const each of cases) {
      const [text, count] = each;
      // Without panes, a few rows: what is not counted in the total is seen there.
      await engine.show(spec({ query: query(text), facets: [] }));
      await expect.poll(() => engine.views.get(1)?.text?.share ?? 1, { interval: 2 }).toBe(1);
      const view = engine.views.get(1);
      if (view?.total?.passing !== count) wrong.push([text, count, view?.total?.passing]);
    }
    expect(wrong).toEqual([]);
  },
  60_000,
);
