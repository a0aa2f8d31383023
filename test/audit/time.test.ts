import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatMicros, parseMicros } from '../../src/audit/time.ts';

it.each([
  ['2026-11-23T21:00:00.000001Z', Date.UTC(2026, 10, 23, 21) * 1000 + 1],
  ['2026-11-23T21:00:00Z', Date.UTC(2026, 10, 23, 21) * 1000],
  ['2026-11-23T21:00:00,5+01:30', Date.UTC(2026, 10, 23, 19, 30) * 1000 + 500_000],
  ['2026-11-23T21:00:00.123456789Z', Date.UTC(2026, 10, 23, 21) * 1000 + 123_456],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['2024-02-29T00:00:00.000000Z', Date.UTC(2024, 1, 29) * 1000],
])('%s is %d µs', (text, micros) => {
  expect(parseMicros(text)).toBe(micros);
});

it.each([
  '', 'yesterday', '2026-11-23', '2026-02-30T00:00:00Z', '2026-11-23T24:00:00Z', '2026-11-23T23:59:60Z', '2026-11-23T21:00:00', '2026-13-01T00:00:00Z',
])('%j is no time', (text) => {
  expect(parseMicros(text)).toBeNaN();
}); // biome-ignore format: a list

it('reads back what it writes', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (micros) => {
      expect(parseMicros(formatMicros(micros))).toBe(micros);
    }),
  );
  expect(formatMicros(Number.NaN)).toBe('');
});
