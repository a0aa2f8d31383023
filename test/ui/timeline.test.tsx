/** The timeline on the screen: bars, axis, a range that narrows, zoom, jumps, and how times are told. */
import { describe, expect, it } from 'vitest';
import type { TimelineView } from '../../src/engine/engine.ts';
import { EVERYTHING } from '../../src/query/query.ts';
import { UNICODE } from '../../src/ui/signs.ts';
import { initialState } from '../../src/ui/state.ts';
import { timelineLines } from '../../src/ui/timeline-pane.ts';
import type { Screen } from '../support/screen.ts';
import { event, traffic } from './events.ts';
import { type Options, start } from './run.tsx';

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

/** A minute of one event a second; a burst of 40 at 10 s, one of 90 at 40 s of which half fail; none from 20 to 30 s. */
function minute(): Record<string, unknown>[] {
  const at = Array.from({ length: 60 }, (_, second) => second * 1000).filter((ms) => ms < 20_000 || ms > 30_000);
  const bursts = [
    ...Array.from({ length: 40 }, (_, each) => 10_000 + each),
    ...Array.from({ length: 90 }, (_, each) => 40_000 + each),
  ];
  return [...at, ...bursts]
    .sort((a, b) => a - b)
    .map((ms, nth) =>
      event({
        at: ms,
        id: `t-${nth}`,
        name: `pod-${nth}`,
        code: ms >= 40_000 && ms < 40_090 && nth % 2 === 0 ? 500 : 200,
      }),
    );
}

/** The viewer on that minute; `from`: the first column of the bars. */
async function shown(size: readonly [number, number], options: Options = {}, events = minute()): Promise<Screen> {
  const { screen } = start(events, size, options);
  await screen.until(`${events.length} events`);
  await screen.until(/per \d/);
  return screen;
}

function axisOf(screen: Screen): number {
  return screen.rows().findIndex((row) => /21:30:5\dZ$|Z$/.test(row) && /─/.test(row));
}

describe('the timeline', () => {
  it.each(SIZES)(
    'stands above the list at %ix%i, with its scale, its times, failures and what is shown',
    async (...size) => {
      const screen = await shown(size);
      const rows = screen.rows();
      const axis = size[1] < 50 ? 3 : 4;
      expect(rows[2]).toMatch(/^ max \d+ .* per \d+(\.\d)? ?m?s/);
      expect(rows[axis]).toMatch(/^ 21:(29:5\d|30:00) .*─ 21:30:1\d ─.* 21:30:59Z$/);
      expect(rows[axis]).toMatch(/━+ 21:30:59Z/);
      // Where the list shows it the sign is a larger one.
      const failed = (rows[axis] ?? '').search(/[▴▲]/);
      // The highest bar stands over it.
      expect(rows[2]?.slice(failed, failed + 2)).toContain('█');
      for (const row of rows.slice(2, axis + 1)) expect(row.length).toBe(size[0] - 1);
      expect(screen.cell(axis, failed).foreground).toBe('#ff8078');
      expect(screen.cell(2, 11).foreground).toBe('#4f7396');
      if (size[1] >= 50) expect(rows[3]).toMatch(/▁|▂|▃/);
      const head = rows[axis + 1];
      expect(head).toMatch(/ time +s? /);
    },
  );

  it('gives way below 20 rows and 60 columns', async () => {
    for (const size of [
      [120, 19],
      [59, 40],
    ] as const) {
      const { screen } = start(minute(), size);
      await screen.until(/179 events/);
      expect(screen.rows()[2]).toMatch(/time/);
      screen.type('t');
      await screen.until('The timeline needs a screen of 60x20 at least.');
    }
  });

  it('has a form in plain ASCII, and needs no colours', async () => {
    const screen = await shown([120, 40], { ascii: true, depth: 'mono' });
    expect(screen.rows()[2]).toMatch(/^ max \d+ [ .:\-=+*#@]+ per /);
    expect(screen.rows()[3]).toMatch(/^ 21:\d\d:\d\d -.*A=+ 21:30:59Z$/);
    screen.type('t');
    await screen.until('Left Right move');
    expect(screen.cell(2, 108).inverse).toBe(true);
  });

  it('tells events of highlighted rules by another shade, and a sign', async () => {
    const policy = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
  resources: [{group: "", resources: [secrets]}]
- level: Metadata
`;
    const events = minute();
    events[5] = event({ at: 5000, resource: 'secrets', id: 'secret' });
    const screen = await shown([120, 40], { policy, highlight: [0] }, events);
    await screen.until(/─\*─/);
    const at = (screen.rows()[3] ?? '').indexOf('*');
    expect(screen.cell(2, at).foreground).toBe('#c8a6f2');
  });

  it.each([
    [true, 40, /^ max 9 {5}not read yet ░{26}▃ *█ /, /^ ─{48} 21:30:00 ─/],
    [true, 12, /^ max 9 {4}░{12}▃ *█ /, /^ ─{20} 21:30:00 ─/],
    [false, 2, /^ max 9 {4}░░▃ *█ /, /^ ─{10} 21:30:00 ─/],
  ])('tells what is not read, while reading: %s, %i columns', (reading, unread, bars, axis) => {
    const counts = Array.from({ length: 99 - unread }, (_, bar) => (bar === 0 ? 1 : bar === 20 ? 9 : 0));
    const none = counts.map(() => 0);
    const from = Date.parse('2026-11-23T21:30:00Z') * 1000;
    const timeline: TimelineView = {
      from, interval: 600_000, counts, errors: none, severe: none, highlighted: none, unread, held: { from, to: from + 5e7 },
    }; // biome-ignore format: a table
    const config = { version: '1', sourceName: 'a', sourceArguments: ['a'], redact: false };
    const size = { columns: 120, rows: 40 };
    const fresh = initialState({
      config,
      size,
      policy: null,
      query: EVERYTHING,
      fold: 'stages',
      highlight: [],
      local: false,
    });
    const loading = {
      type: 'loading',
      read: 1,
      size: 9,
      done: !reading,
      events: 10,
      full: false,
      evicted: null,
    } as const;
    const state = { ...fresh, loading, timeline: { ...fresh.timeline, view: timeline } };
    const lines = timelineLines(state, { signs: UNICODE, depth: 'mono' }, 2).map((line) =>
      line.map(({ text }) => text).join(''),
    );
    expect(lines[0]).toMatch(bars);
    expect(lines[1]).toMatch(axis);
    for (const line of lines) expect(line.length).toBe(120);
  });
});

describe('in the timeline', () => {
  it.each(SIZES)('a range that is chosen with the keyboard narrows everything, at %ix%i', async (...size) => {
    const screen = await shown(size);
    screen.type('tgvllll');
    const chosen = (): number =>
      [...Array(size[0]).keys()].filter((at) => ['#2b4a6b', '#34383e'].includes(screen.cell(2, at).background)).length;
    await expect.poll(chosen).toBe(5);
    const text = await screen.until(/21:\d\d:\d\d(\.\d+)? to 21:30:\d\d(\.\d+)? +\d+ events?/);
    const wanted = Number(/to 21:30:\d\d(?:\.\d+)? +(\d+) event/.exec(text)?.[1]);
    expect(wanted).toBeGreaterThan(0);
    expect(wanted).toBeLessThan(20);
    screen.type('\r');
    await screen.until(`${wanted} of 179 events`);
    expect(screen.rows()[1]).toMatch(/^ › time:\[2026-11-23T21:/);
    await screen.until(new RegExp(`${wanted}/${wanted}$`, 'm'));
    // The bars are of the range alone now.
    expect(screen.rows()[2]).toMatch(/max [12] /);
    screen.type('\u007f');
    await screen.until('179 events');
    await screen.until(/21:30:59Z$/m);
  });

  it('tells what is under the cursor, which h l, the arrows, g and G move, and Esc goes back', async () => {
    const screen = await shown([120, 40]);
    screen.type('t');
    await screen.until(/21:30:5\d\.\d+ \+\d+ms {2}1 event/m);
    expect(screen.rows()[39]).toMatch(/← → move {2}v range {2}Enter go there/);
    const column = (): number => [...Array(120).keys()].find((at) => screen.cell(2, at).background === '#2b4a6b') ?? -1;
    expect(column()).toBe(108);
    screen.type('hh');
    await expect.poll(column).toBe(106);
    screen.type('\u001b[D');
    await expect.poll(column).toBe(105);
    screen.type('l');
    await expect.poll(column).toBe(106);
    screen.type('g');
    await expect.poll(column).toBe(10);
    screen.type('G');
    await expect.poll(column).toBe(108);
    screen.type('HH');
    await screen.until(/Enter only this/);
    screen.type('\u001b');
    await screen.until(/Enter go there/);
    screen.type('\u001b');
    await screen.until('/ search');
    expect(column()).toBe(-1);
  });

  it('zooms in on the cursor and out again', async () => {
    const screen = await shown([120, 40]);
    const per = (): string => /per .*$/.exec(screen.rows()[2] ?? '')?.[0] ?? '';
    const whole = per();
    screen.type('tg+');
    await screen.until(/per 0\.3 s/);
    await screen.until(/21:30:2\d(\.\d+)?Z$/m);
    screen.type('-');
    await expect.poll(per).toBe(whole);
    await screen.until(/21:30:59Z$/m);
    screen.type('-');
    await screen.until('This is all there is under the filter.');
    // A range, and + to it.
    screen.type('gvllll+');
    await screen.until(/per 3\d ms/);
    screen.type('\u001b');
    await expect.poll(per).toBe(whole);
  });

  it('goes to the next burst and the next gap', async () => {
    const screen = await shown([120, 40]);
    screen.type('tgb');
    await screen.until(/21:30:(09|10)\.\d+ \+\d+ms {2}4\d events$/m);
    screen.type('b');
    await screen.until(/21:30:(39|40)\.\d+ \+\d+ms {2}9\d events, 45 errors$/m);
    screen.type('b');
    await screen.until('No burst after this.');
    screen.type('B');
    await screen.until(/21:30:(09|10)\.\d+ \+\d+ms {2}4\d events$/m);
    // Bars of half a second: every other one of them is empty.
    screen.type('n');
    await screen.until(/ 0 events$/m);
    screen.type('gN');
    await screen.until('No gap before this.');
  });

  it('Enter without a range goes to the first event from there on', async () => {
    const screen = await shown([120, 40]);
    screen.type('tbB');
    screen.type('\r');
    await screen.until(/f follow.* 70\/179$/m);
    expect(screen.rows()[39]).toContain('/ search');
  });
});

describe('a time after :', () => {
  it.each(SIZES)('is a jump, at %ix%i', async (...size) => {
    const screen = await shown(size);
    screen.type(':21:30:40');
    await screen.until('jumps to 21:30:40Z');
    screen.type('\r');
    await screen.until(/ 7\d\/179$/m);
    expect(screen.rows()[1]).toContain('no filter');
    expect(screen.rows().find((_, row) => screen.cell(row, size[0] < 110 ? 3 : 33).background === '#2b4a6b')).toContain(
      '21:30:40.002',
    );
  });

  it('goes to events that pass, behind the filter in force too', async () => {
    const screen = await shown([120, 40]);
    screen.type(':code:500\r');
    await screen.until('45 of 179 events');
    screen.type(':');
    await screen.until(': code:500');
    screen.type('21:30:15');
    await screen.until('jumps to 21:30:15Z');
    screen.type('\r');
    await screen.until(' 1/45');
    expect(screen.rows()[1]).toContain('code:500');
  });

  it('says where it cannot go', async () => {
    const screen = await shown([120, 40]);
    screen.type(':23:00');
    await screen.until('23:00:00Z is after the newest event');
    screen.type('\r');
    await screen.until('No event is as late as 23:00:00Z: the newest is of 21:30:59.002Z.');
    screen.type(':2026-11-23T20:00Z');
    await screen.until('jumps to the oldest event held: 20:00:00Z is before it');
    screen.type('\r');
    await screen.until('Events are held from 21:30:00.002Z on: 20:00:00Z is before that.');
    screen.type('j');
    await screen.until(' 2/179');
    screen.type(':2026-02-31');
    await screen.until('there is no 2026-02-31');
    screen.type('\r');
    await screen.until('there is no 2026-02-31');
    screen.type('\u001b');
    await screen.until('no filter');
  });
});

it('T tells times as UTC, local, and from the event under the cursor', async () => {
  const screen = await shown([120, 40], {}, traffic(100));
  expect(screen.rows()[3]).toMatch(/Z$/);
  screen.type('T');
  await screen.until(/local [+-]\d\d:\d\d/);
  expect(screen.rows()[3]).not.toMatch(/Z$/);
  screen.type('T');
  await screen.until('from cursor');
  expect(screen.rows()[38]).toContain('21:30:00.992');
  expect(screen.rows()[37]).toMatch(/^.{31} {4,}-10\.0ms /);
  screen.type('k');
  await screen.until(/\+10\.0ms .*pod-99/);
  screen.type('T');
  await screen.until('Times are UTC.');
  expect(screen.text()).not.toContain('from cursor');
  expect(axisOf(screen)).toBe(3);
});
