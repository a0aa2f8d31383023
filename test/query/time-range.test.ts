import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseMicros } from '../../src/audit/time.ts';
import { formatQuery } from '../../src/query/format.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { EVERYTHING, type Query } from '../../src/query/query.ts';
import { timeRangeOf, withTimeRange } from '../../src/query/time-range.ts';

const NOW = parseMicros('2026-11-24T14:30:00Z');

function parsed(text: string): Query {
  const found = parseQuery(text, 'viewer', { now: NOW, local: false });
  if (!found.ok) throw new Error(found.message);
  return found.query;
}

const at = (text: string): number => parseMicros(`2026-11-24T${text}Z`);

it.each([
  ['time:[2026-11-24T21:31:29.000Z TO 2026-11-24T21:31:44Z]', at('21:31:29'), at('21:31:44')],
  ['verb:get time:>=2026-11-24T14:05:00Z', at('14:05:00'), null],
  ['time:>2026-11-24T14:05:00Z time:<2026-11-24T14:06:00Z', at('14:05:00') + 1, at('14:06:00') - 1],
  ['time:[2026-11-24T14:05:00Z TO *] time:[* TO 2026-11-24T14:06:00Z]', at('14:05:00'), at('14:06:00')],
  ['time:2026-11-24', at('00:00:00'), at('00:00:00') + 86_400e6 - 1],
])('%s is one stretch of time', (text, from, to) => {
  expect(timeRangeOf(parsed(text))).toEqual({ from, to });
  expect(timeRangeOf(withTimeRange(parsed(text), null))).toBeNull();
});

it.each(['', 'verb:get', '-time:2026-11-24', 'time:[03:10 TO 03:20]', 'time:(2026-11-23 OR 2026-11-24)'])(
  '%j is none, and stays beside one',
  (text) => {
    expect(timeRangeOf(parsed(text))).toBeNull();
    const narrowed = withTimeRange(parsed(text), { from: at('14:05:00'), to: at('14:06:00') });
    expect(formatQuery(narrowed)).toBe(`${text} time:[2026-11-24T14:05:00Z TO 2026-11-24T14:06:00Z]`.trim());
    expect(withTimeRange(narrowed, null)).toEqual(parsed(text));
  },
);

it('is one term of a filter, which reads back, whatever was there', () => {
  const micros = fc.integer({ min: 0, max: 4e15 });
  fc.assert(
    fc.property(micros, micros, (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const query = withTimeRange(withTimeRange(EVERYTHING, { from: 1, to: 2 }), { from, to });
      expect(timeRangeOf(query)).toEqual({ from, to });
      expect(parsed(formatQuery(query))).toEqual(query);
      expect(timeRangeOf(withTimeRange(query, { from, to: null }))).toEqual({ from, to: null });
    }),
  );
});
