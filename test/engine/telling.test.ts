import { expect, it, onTestFinished, vi } from 'vitest';
import type { Progress } from '../../src/engine/engine.ts';
import { Index } from '../../src/engine/index-store.ts';
import { Telling } from '../../src/engine/telling.ts';

it('tells a rate until it has died down, then nothing more', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const told: Progress[] = [];
  const limits = { indexBytes: Number.POSITIVE_INFINITY, historyLeft: () => 0 };
  const index = new Index();
  index.lane(0, 'audit.log');
  const telling = new Telling(index, new Map(), limits, (progress) => told.push(progress));
  onTestFinished(() => telling.close());
  const rates = (): number[] => told.flatMap((each) => (each.type === 'rate' ? [each.perSecond] : []));
  telling.is(0, { name: 'audit.log', phase: 'live', detail: '', read: 10, size: 10 });
  telling.came(0, 30);
  telling.tell();
  expect(rates().at(-1)).toBe(10);
  vi.advanceTimersByTime(10_000);
  expect(rates().at(-1)).toBe(0);
  // What is told again while it dies down is told once a second.
  expect(rates().length).toBeLessThanOrEqual(7);
  const { length } = told;
  vi.advanceTimersByTime(30_000);
  expect(told.length).toBe(length);
});
