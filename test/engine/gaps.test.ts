/** Gaps are told: the same whatever pieces the log comes in, and none where a log is only quiet. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GapLog, type LogFile, lineAt, START, STARTS, steady, TRUNCATED } from '../support/gap-log.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});
const pause = (): void => {
  vi.advanceTimersByTime(1000);
};

const LIVE = '/var/log/audit.log';
const live = (...lines: readonly string[]): LogFile[] => [{ path: LIVE, lines }];
const stamped = (ms: number): string =>
  `/var/log/audit-${new Date(START + ms).toISOString().slice(0, -1).replaceAll(':', '-')}.log`;

/** What is told of the files, read in one go. */
function toldOf(files: readonly LogFile[]): GapLog {
  const log = new GapLog();
  log.readForward(files, 1e9, pause);
  log.gaps.close();
  return log;
}

describe('a silence', () => {
  it('is told with what is usual, and the event after it', () => {
    const log = toldOf(live(...steady(0, 60_000, 100), ...steady(102_000, 160_000, 100)));
    expect(log.summary()).toEqual([['silence', 59_900, 102_000]]);
    expect(log.told).toHaveLength(1);
    const [gap] = log.told[0]?.latest ?? [];
    expect(gap).toMatchObject({ usual: 100_000, lasts: false });
    expect(log.told[0]?.count).toBe(1);
    const after = log.index.find(0, Number(gap?.event.split(':')[1]), 0);
    expect(after?.segment.time[after.row]).toBe((START + 102_000) * 1000);
  });

  it.each<[string, readonly string[]]>([
    ['half a minute of a busy source', [...steady(0, 60_000, 10), ...steady(89_000, 160_000, 10)]],
    ['leases every ten seconds, some of them missing', [...steady(0, 3_000_000, 10_000), ...steady(3_300_000, 6_000_000, 10_000)]],
    ['so few events that nothing is usual', steady(0, 3_600_000 * 60, 3_600_000)],
    ['one event a minute, always', steady(0, 6_000_000, 60_000)],
    ['five bursts in a day', [0, 1, 4, 9, 16].flatMap((at) => steady(at * 5_000_000, at * 5_000_000 + 60_000, 200))],
    ['bursts by the hour', Array.from({ length: 30 }, (_, hour) => steady(hour * 3_600_000, hour * 3_600_000 + 60_000, 200)).flat()],
    ['idle for minutes, again and again', Array.from({ length: 30 }, (_, at) => steady(at * 480_000, at * 480_000 + 300_000, 500)).flat()],
    ['a policy that records only what people do', Array.from({ length: 40 }, (_, at) => [0, 1, 2, 4, 9].map((s) => lineAt(at * at * 20_000 + s * 1000))).flat()],
  ])('is not %s', (_, lines) => {
    expect(toldOf(live(...lines)).told).toEqual([]);
  }); // biome-ignore format: a table

  it('stands out of leases every ten seconds when it is long enough', () => {
    const log = toldOf(live(...steady(0, 3_000_000, 10_000), ...steady(4_800_000, 6_000_000, 10_000)));
    expect(log.summary()).toEqual([['silence', 2_990_000, 4_800_000]]);
  });

  it('three times as long as all that are alike is told alone', () => {
    const bursts = Array.from({ length: 30 }, (_, at) => steady(at * 360_000, at * 360_000 + 300_000, 500)).flat();
    const end = 29 * 360_000 + 299_500;
    const log = toldOf(live(...bursts, ...steady(end + 600_000, end + 700_000, 500)));
    expect(log.summary()).toEqual([['silence', end, end + 600_000]]);
  });

  it('is told while it lasts, by the clock of the events and by ours, and only where we looked on', () => {
    const lines = steady(0, 60_000, 100);
    const [file] = live(...lines, ...steady(150_000, 151_000, 100));
    const log = new GapLog();
    vi.setSystemTime(START + 60_000);
    if (file !== undefined) log.add(file, 0, 0, 600, 'newer');
    vi.advanceTimersByTime(80_000);
    expect(log.told).toEqual([]);
    log.came = START + 140_000;
    log.gaps.close();

    const watched = new GapLog();
    vi.setSystemTime(START + 60_000);
    watched.came = START + 60_000;
    if (file !== undefined) watched.add(file, 0, 0, 600, 'newer');
    vi.advanceTimersByTime(29_000);
    expect(watched.told).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(watched.told.at(-1)).toMatchObject({ count: 1, latest: [{ kind: 'silence', lasts: true }] });
    vi.advanceTimersByTime(58_000);
    expect(watched.summary()[0]?.[2]).toBeGreaterThan(140_000);
    watched.came = Date.now();
    if (file !== undefined) watched.add(file, 0, 600, 610, 'newer');
    pause();
    expect(watched.summary()).toEqual([['silence', 59_900, 150_000]]);
    expect(watched.told.at(-1)?.latest).toMatchObject([{ lasts: false }]);
    watched.gaps.close();
  });
});

describe('a start of kube-apiserver', () => {
  const start = (ms: number): string[] => [
    lineAt(ms),
    lineAt(ms + 900),
    lineAt(ms + 1000, STARTS),
    lineAt(ms + 1001, STARTS),
  ];

  it('is one gap with the silence it ends, which needs not be out of proportion', () => {
    const log = toldOf(
      live(
        ...steady(0, 60_000, 100),
        ...start(68_000),
        ...steady(69_100, 120_000, 100),
        ...start(180_000),
        ...steady(181_100, 240_000, 100),
      ),
    );
    expect(log.summary()).toEqual([
      ['restart', 119_900, 180_000],
      ['restart', 59_900, 68_000],
    ]);
    expect(log.told[0]?.latest).toMatchObject([{ first: false }, { first: false }]);
    expect(log.told[0]?.count).toBe(0);
  });

  it('is the first where the log begins with it', () => {
    const log = toldOf(live(...start(0), ...steady(1100, 60_000, 100)));
    expect(log.told[0]?.latest).toMatchObject([{ kind: 'restart', first: true, from: (START + 1000) * 1000 }]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['of another user', { ...STARTS, user: { username: 'alice' } }],
    ['of somebody who acts as the apiserver', { ...STARTS, user: { username: 'alice' }, impersonatedUser: { username: 'system:apiserver' } }],
    ['to write', { ...STARTS, verb: 'update' }],
    ['in another group', { ...STARTS, objectRef: { resource: 'priorityclasses', apiGroup: 'example.com', name: 'system-node-critical' } }],
    ['of another name', { ...STARTS, objectRef: { resource: 'clusterroles', apiGroup: 'rbac.authorization.k8s.io', name: 'edit' } }],
  ])('is not known by a request %s', (_, request) => {
    const lines = [...steady(0, 60_000, 100), lineAt(60_000, request), lineAt(60_000, { ...STARTS, verb: 'watch' })];
    expect(toldOf(live(...lines)).told).toEqual([]);
  }); // biome-ignore format: a table
});

describe('events without their bodies', () => {
  it('are one notice, from the first to the last', () => {
    const lines = [...steady(0, 5000, 100), lineAt(5000, TRUNCATED), lineAt(5100), lineAt(5200, TRUNCATED)];
    const log = toldOf(live(...lines));
    expect(log.summary()).toEqual([['truncated', 5000, 5200]]);
    expect(log.told[0]).toMatchObject({ count: 0, latest: [{ count: 2 }] });
  });
});

describe('a rotated file that is missing', () => {
  const named = (name: string, from: number, to: number): LogFile => ({ path: name, lines: steady(from, to, 100) });

  it('is told by the time in the name of the one before it', () => {
    const log = toldOf([
      named(stamped(10_000), 0, 10_000),
      named(`${stamped(20_000)}.gz`, 10_000, 20_000),
      named(stamped(40_000), 30_000, 40_000),
      named(LIVE, 40_000, 50_000),
    ]);
    expect(log.summary()).toEqual([['missing-file', 20_000, 30_000]]);
    expect(log.told[0]).toMatchObject({
      count: 1,
      latest: [{ before: `${stamped(20_000)}.gz`, after: stamped(40_000), numbers: null }],
    });
  });

  it('is told of a log that was opened by a relative path', () => {
    const log = toldOf([named(stamped(10_000), 0, 10_000), named('audit.log', 20_000, 30_000)]);
    expect(log.summary()).toEqual([['missing-file', 10_000, 20_000]]);
  });

  it('takes the silence that it leaves with it', () => {
    const log = toldOf([named(stamped(20_000), 0, 20_000), named(LIVE, 200_000, 260_000)]);
    expect(log.summary()).toEqual([['missing-file', 20_000, 200_000]]);
  });

  it('is told by the numbers', () => {
    const log = toldOf([
      named('/l/audit.log.7.gz', 0, 100),
      named('/l/audit.log.6.gz', 1000, 1100),
      named('/l/audit.log.3', 2000, 2100),
      named('/l/audit.log', 3000, 3100),
    ]);
    expect(log.told.at(-1)?.latest).toMatchObject([
      { before: '/l/audit.log.3', after: '/l/audit.log', numbers: { least: 1, most: 2 } },
      { before: '/l/audit.log.6.gz', after: '/l/audit.log.3', numbers: { least: 4, most: 5 } },
    ]);
  });

  it.each<[string, readonly LogFile[]]>([
    ['in local time', [named(stamped(-18_000_000), 0, 10_000), named(LIVE, 10_000, 20_000)]],
    ['of another log', [named('/var/log/other-2026-11-24T10-00-01.000.log', 0, 1000), named(LIVE, 10_000, 20_000)]],
    ['of a date', [named('/var/log/audit.log-20261122', 0, 1000), named(LIVE, 10_000, 20_000)]],
    ['of the numbers one and two', [named('/l/audit.log.2', 0, 100), named('/l/audit.log.1', 200, 300), named('/l/audit.log', 400, 500)]],
    ['before a file of which the head is no event', [named(stamped(10_000), 0, 10_000), { path: LIVE, lines: ['{"torn', ...steady(20_000, 30_000, 100)] }]],
  ])('is not told by names %s', (_, files) => {
    expect(toldOf(files).told).toEqual([]);
  }); // biome-ignore format: a table

  it('is not told of what is read yet, nor of a file that holds no event', () => {
    const files = [named(stamped(10_000), 0, 10_000), named(LIVE, 20_000, 30_000)];
    const log = new GapLog();
    const [before, after] = files;
    if (before === undefined || after === undefined) throw new Error('two files');
    log.add(after, 0, 50, 100, 'newer');
    pause();
    log.add(before, -1, 0, 100, 'older');
    pause();
    expect(log.told).toEqual([]);
    log.add(after, 0, 0, 50, 'older');
    pause();
    expect(log.told).toHaveLength(1);
    expect(toldOf([before, { path: stamped(20_000), lines: ['{"torn'] }, after]).told).toEqual([]);
    log.gaps.close();
  });

  it('is not told any more when the file has come', () => {
    const log = new GapLog();
    log.add(named(stamped(20_000), 0, 20_000), -2, 0, 200, 'newer');
    log.add(named(LIVE, 200_000, 230_000), 0, 0, 300, 'newer');
    pause();
    expect(log.summary()).toEqual([['silence', 19_900, 200_000]]);
    log.add(named(stamped(200_000), 20_000, 200_000), -1, 0, 1800, 'older');
    pause();
    expect(log.summary()).toEqual([]);
    expect(log.told.at(-1)?.count).toBe(0);
    log.gaps.close();
  });
});

describe('in whatever pieces the log comes', () => {
  it.each([1, 2, 3, 600])('a late event before a silence, in pieces of %d', (block) => {
    const lines = [...steady(0, 60_000, 100), lineAt(59_897), ...steady(110_000, 130_000, 100)];
    for (const middle of [599, 600, 601]) {
      const log = new GapLog();
      log.readBack(live(...lines), middle, block, pause);
      expect(log.summary()).toEqual([['silence', 59_900, 110_000]]);
      log.gaps.close();
    }
  });

  /** Late by some ms now and then, silent now and then, with starts and cut bodies; rotated at some of the lines. */
  const step = fc.record({
    ms: fc.oneof(
      { weight: 60, arbitrary: fc.integer({ min: -4, max: 40 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1500, max: 9000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 20_000, max: 40_000 }) },
    ),
    what: fc.oneof(
      { weight: 40, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.constant(STARTS) },
      { weight: 1, arbitrary: fc.constant(TRUNCATED) },
    ),
    rotates: fc.oneof({ weight: 60, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });

  it('the gaps are the same', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 150, maxLength: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 150 }),
        fc.boolean(),
        (steps, middle, block, pauses) => {
          const files: LogFile[] = [];
          let lines: string[] = [];
          let ms = 0;
          for (const { ms: by, what, rotates } of steps) {
            ms = Math.max(0, ms + by);
            // Rotated at the write of this line, or, where a file is missing, of one before it.
            if (rotates && lines.length > 0) {
              files.push({ path: stamped(ms), lines });
              lines = [];
              if (ms % 3 === 0) ms += 700;
            }
            lines.push(lineAt(ms, what));
          }
          files.push({ path: LIVE, lines });
          const wait = pauses ? pause : () => undefined;
          const forward = new GapLog();
          forward.readForward(files, 1e9, () => undefined);
          pause();
          const pieces = new GapLog();
          pieces.readBack(files, Math.floor(middle * lines.length), block, wait);
          pause();
          const bits = new GapLog();
          bits.readForward(files, block, wait);
          pause();
          for (const { kind } of forward.told.at(-1)?.latest ?? []) kinds.add(kind);
          expect(pieces.told.at(-1) ?? null).toEqual(forward.told.at(-1) ?? null);
          expect(bits.told.at(-1) ?? null).toEqual(forward.told.at(-1) ?? null);
          for (const log of [forward, pieces, bits]) log.gaps.close();
        },
      ),
      { numRuns: 80 },
    );
    expect([...kinds].sort()).toEqual(['missing-file', 'restart', 'silence', 'truncated']);
  });
});
