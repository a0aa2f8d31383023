import { describe, expect, it, test } from 'vitest';
import { lineWidth } from '../../src/ui/line.ts';
import { bytesPerSecond, leftText, NO_PACE, type Pace, paced } from '../../src/ui/pace.ts';
import { progressBar, readingPart } from '../../src/ui/reading-part.ts';
import { ASCII, UNICODE } from '../../src/ui/signs.ts';
import { initialState, type State } from '../../src/ui/state.ts';

/** Of samples [ms, bytes]. */
const of = (samples: readonly (readonly [number, number])[]): Pace =>
  samples.reduce<Pace>((pace, [at, read]) => paced(pace, read, at), NO_PACE);

describe('the rate of reading', () => {
  test.each<readonly [what: string, samples: readonly (readonly [number, number])[], perSecond: number | null]>([
    ['nothing yet', [], null],
    ['one sample', [[0, 100]], null],
    ['less than a second', [[0, 0], [900, 900]], null],
    ['a second', [[0, 0], [500, 100], [1000, 900]], 900],
    ['what is older than two seconds is out', [[0, 0], [1000, 9000], [2000, 9100], [3000, 9200]], 100],
    ['from the newest sample out of the window', [[0, 0], [900, 900], [2950, 2950]], 1000],
    ['nothing comes', [[0, 500], [1000, 500], [2000, 500]], null],
    ['less than before: it begins anew', [[0, 5000], [1000, 6000], [2000, 10], [3500, 160]], 100],
  ])('%s', (_, samples, perSecond) => {
    expect(bytesPerSecond(of(samples))).toBe(perSecond);
  }); // biome-ignore format: a table

  it('keeps no more samples than the window has', () => {
    const pace = of(Array.from({ length: 500 }, (_, at) => [100 * at, at] as const));
    expect(pace.length).toBeLessThanOrEqual(22);
  });
});

test.each([
  [0, '1 s left'],
  [0.2, '1 s left'],
  [3.1, '4 s left'],
  [90, '90 s left'],
  [91, '2 min left'],
  [600, '10 min left'],
  [5400, '90 min left'],
  [9000, '3 h left'],
])('%d seconds: %s', (seconds, text) => {
  expect(leftText(seconds)).toBe(text);
});

describe('the bar', () => {
  const text = (part: number, signs = UNICODE): string =>
    progressBar(part, 4, signs)
      .map((each) => each.text)
      .join('');
  test.each([
    [0, '╌╌╌╌', '....'],
    [1 / 32, '▏╌╌╌', '....'],
    [0.25, '█╌╌╌', '=...'],
    [0.4, '█▌╌╌', '=-..'],
    [0.9999, '███▉', '===-'],
    [1, '████', '===='],
    [1.5, '████', '===='],
  ])('%d of the whole', (part, unicode, ascii) => {
    expect([text(part), text(part, ASCII)]).toEqual([unicode, ascii]);
  });
});

describe('how far reading is, in the room there is', () => {
  const config = { version: '0', sourceName: 'a', sourceArguments: ['/a'], redact: true };
  const reading = (pace: Pace): State => ({
    ...initialState({
      config,
      policy: null,
      size: { columns: 120, rows: 40 },
      query: { terms: [] },
      fold: 'stages',
      highlight: [],
      local: false,
    }),
    loading: {
      type: 'loading',
      read: 4e8,
      size: 9e9,
      goal: 1e9,
      done: false,
      events: 1,
      full: false,
      evicted: null,
    },
    pace,
  });
  const text = (pace: Pace, cells: number): string | null => {
    const part = readingPart(reading(pace), { signs: UNICODE, depth: 'mono' }, cells);
    if (part !== null) expect(lineWidth(part)).toBeLessThanOrEqual(cells);
    return part?.map((each) => each.text).join('') ?? null;
  };
  const known = of([[0, 1e8], [1000, 4e8]]); // biome-ignore format: a table

  test.each([
    [60, '████▊╌╌╌╌╌╌╌ 400.0 MB of 1.00 GB · 300 MB/s · 2 s left'],
    [50, '████▊╌╌╌╌╌╌╌ 400.0 MB of 1.00 GB · 2 s left'],
    [20, '███▏╌╌╌╌ 2 s left'],
    [10, '███▏╌╌╌╌'],
    [7, null],
  ])('%d cells', (cells, expected) => {
    expect(text(known, cells)).toBe(expected);
  });

  it('has no time left before the rate is known', () => {
    expect(text(NO_PACE, 60)).toBe('████▊╌╌╌╌╌╌╌ 400.0 MB of 1.00 GB');
    expect(text(NO_PACE, 20)).toBe('███▏╌╌╌╌');
  });
});
