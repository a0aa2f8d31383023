import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { Core } from '../../src/engine/core.ts';
import type { Progress } from '../../src/engine/engine.ts';
import { type Amounts, Goal } from '../../src/engine/goal.ts';
import { fileSource } from '../../src/sources/file.ts';
import { together } from '../../src/sources/together.ts';

const amounts = (over: Partial<Amounts>): Amounts => ({
  read: 0,
  size: 1e9,
  historyLeft: Number.POSITIVE_INFINITY,
  taken: 10e6,
  allowed: Number.POSITIVE_INFINITY,
  ...over,
});

describe('how far reading back will go', () => {
  test.each<readonly [what: string, now: Partial<Amounts>, goal: number | null]>([
    ['to the end', {}, 1e9],
    ['as far as the history reaches', { size: 10e9, read: 2e8, historyLeft: 8e8 }, 1e9],
    ['no further where the history is used up', { size: 10e9, read: 1e9, historyLeft: -1e6 }, 1e9],
    ['to the end, as memory surely suffices', { allowed: 600e6 }, 1e9],
    ['not known, as memory may not suffice', { size: 10e9, allowed: 600e6 }, null],
  ])('%s', (_, now, goal) => {
    expect(new Goal().of(amounts(now))).toBe(goal);
  });

  it('is told by what the index grows, once enough was read', () => {
    const goal = new Goal();
    const huge = { size: 10e9, allowed: 600e6 };
    expect(goal.of(amounts({ ...huge, read: 1e6, taken: 20e6 }))).toBeNull();
    expect(goal.of(amounts({ ...huge, read: 201e6, taken: 40e6 }))).toBeNull();
    // 100 MB of index for 400 MB of log: the 480 MB left are enough for 1,920 MB more.
    expect(goal.of(amounts({ ...huge, read: 401e6, taken: 120e6 }))).toBe(401e6 + 1.92e9);
    expect(goal.of(amounts({ ...huge, read: 401e6, taken: 601e6 }))).toBe(401e6);
    expect(goal.of(amounts({ ...huge, read: 401e6, taken: 20e6 }))).toBe(10e9);
  });
});

test('the engine tells it while it reads back, and not once it is done', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'auditty-goal-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'audit.log');
  await writeFile(path, '{"kind":"none"}\n'.repeat(50_000));
  const history = { limit: 200_000, read: 0 };
  const source = fileSource(path, { history, tailBytes: 1000, tailLines: 1, blockBytes: 10_000 });
  const told: Extract<Progress, { type: 'loading' }>[] = [];
  const core = new Core(
    together({ sources: [source], later: null }),
    { follow: false, indexBytes: Number.POSITIVE_INFINITY, historyLeft: () => history.limit - history.read },
    () => undefined,
    (progress) => {
      if (progress.type === 'loading') told.push(progress);
    },
  );
  onTestFinished(() => core.close());
  await core.run();
  const goals = told.filter(({ done }) => !done).map(({ goal }) => goal);
  expect(goals.length).toBeGreaterThan(0);
  for (const goal of goals) expect(goal).toBeGreaterThanOrEqual(200_000);
  for (const goal of goals) expect(goal).toBeLessThan(220_000);
  expect(told.at(-1)).toMatchObject({ done: true, size: 800_000 });
  expect(told.at(-1)?.goal).toBeUndefined();
});
