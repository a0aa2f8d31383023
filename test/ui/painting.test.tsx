/** How often the screen is painted, by a clock that the test moves on: nothing here takes time or measures it. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Screen } from '../support/screen.ts';
import { traffic } from './events.ts';
import { type Options, type Running, selectedRow, start } from './run.tsx';

const mounted = vi.hoisted(() => ({ texts: 0 }));
vi.mock('ink', async (original) => {
  const { useEffect } = await import('react');
  const ink = await original<typeof import('ink')>();
  return {
    ...ink,
    Text(props: Parameters<typeof ink.Text>[0]) {
      useEffect(() => {
        mounted.texts++;
        return () => {
          mounted.texts--;
        };
      }, []);
      return <ink.Text {...props} />;
    },
  };
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets all that needs no time happen. */
async function settle(): Promise<void> {
  for (let at = 0; at < 12; at++) await turn();
}

/** Moves the clock on, in steps as small as the time between two events. */
async function pass(ms: number, step = 10): Promise<void> {
  for (let at = 0; at < ms; at += step) {
    vi.advanceTimersByTime(step);
    await settle();
  }
}

/** Frames that were written: each is one synchronized output. */
const frames = (screen: Screen): number => screen.written().split('\u001b[?2026h').length - 1;

/** The viewer, some time after it has started. */
async function started(size: readonly [number, number], options: Options = {}): Promise<Running> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const running = start(traffic(200), size, options);
  // The last one comes first: it ends by the test's clock.
  onTestFinished(async () => {
    running.screen.type('\u0003');
    await pass(1000);
  });
  // Answers come in a turn of their own, as those of the worker do.
  const { engine } = running;
  const { event, values } = engine;
  engine.event = async (id) => {
    await turn();
    return await event(id);
  };
  engine.values = async (...asked) => {
    await turn();
    return await values(...asked);
  };
  await settle();
  await pass(1000);
  expect(frames(running.screen)).toBeGreaterThan(0);
  return running;
}

/** Events that come every 10 ms, for so many ms. */
async function flood({ engine }: Running, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 10) {
    engine.append(traffic(2, engine.ids().length));
    engine.tell({ type: 'rate', perSecond: 200 + (at % 7) });
    await settle();
    await pass(10);
  }
}

describe('the screen', () => {
  it('is not written to while nothing comes, and waits for nothing', async () => {
    const running = await started([200, 60]);
    await flood(running, 500);
    running.engine.tell({ type: 'rate', perSecond: 0 });
    await pass(1000);
    const { length } = running.screen.written();
    expect(vi.getTimerCount()).toBe(0);
    await pass(60_000, 1000);
    expect(running.screen.written().length).toBe(length);
  });

  it.each([
    ['80x24', [80, 24], ''],
    ['120x40', [120, 40], ''],
    ['with the opened event beside the list', [200, 60], ''],
    ['with a pane that is narrowed', [120, 40], '\t\t\t/al'],
    ['with a filter being typed', [120, 40], ':verb:get'],
    ['with nothing that matches', [120, 40], ':verb:none user:no\r'],
  ] as const)('is painted ten times a second at most under a flood of events: %s', async (_, size, keys) => {
    const running = await started(size);
    if (keys !== '') running.screen.type(keys);
    await pass(500);
    const before = frames(running.screen);
    await flood(running, 1500);
    expect(frames(running.screen) - before).toBeLessThanOrEqual(16);
    if (keys === '') expect(frames(running.screen) - before).toBeGreaterThan(12);
  });

  it('answers a key at once, and is painted no more often for the rest', async () => {
    const running = await started([120, 40]);
    const { screen } = running;
    await flood(running, 1000);
    let keys = 0;
    const before = frames(screen);
    for (let round = 0; round < 10; round++) {
      for (const key of ['k', 'k', '?', '\u001b']) {
        await flood(running, 30);
        const asked = frames(screen);
        screen.type(key);
        keys++;
        await settle();
        vi.advanceTimersByTime(20); // An escape alone is told from a sequence by a moment without more.
        await settle();
        expect(frames(screen)).toBeGreaterThan(asked);
      }
    }
    // 50 ms a key.
    expect(frames(screen) - before).toBeLessThanOrEqual(keys + (keys * 50) / 100 + 1);
  });

  it('shows the event under the cursor at once after a key, and the newest one soon after the flood', async () => {
    const running = await started([200, 60]);
    const { screen } = running;
    /** Names of the event under the cursor and of the one beside the list. */
    const names = async (): Promise<(string | undefined)[]> => {
      await settle();
      vi.advanceTimersByTime(20); // A frame may wait for the sixtieth of a second of the one before.
      await settle();
      const beside = screen.rows().map((row) => row.slice(130));
      return [selectedRow(screen, 40).slice(0, 130), beside.join('\n')].map((text) => /pod-\d+/.exec(text)?.[0]);
    };
    await flood(running, 300);
    await pass(300);
    expect(await names()).toEqual(['pod-259', 'pod-259']);
    running.engine.append(traffic(2, 260));
    await settle(); // Painted at once: the next data is in 100 ms.
    screen.type('kkk');
    expect(await names()).toEqual(['pod-258', 'pod-258']);
    screen.type('f');
    await flood(running, 300);
    await pass(300);
    const [cursor, beside] = await names();
    expect(beside).toBe(cursor);
    expect(screen.text()).not.toContain('reading it back');
  });

  it('shows what a filter lets through, and its counts, without waiting for the next data', async () => {
    const running = await started([120, 40]);
    const { screen, engine } = running;
    engine.append(traffic(1, 200));
    await settle(); // Painted at once: the next data is in 100 ms.
    screen.type(':verb:delete\r');
    await settle();
    vi.advanceTimersByTime(20);
    await settle();
    expect(screen.text()).toContain('67 of 201 events');
  });

  it('is one text a row', async () => {
    await started([120, 40]);
    expect(mounted.texts).toBe(40);
  });
});
