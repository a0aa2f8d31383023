import { setTimeout as sleepFor } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchPolicy } from '../../src/cli/policy-watch.ts';
import type { PolicyChange } from '../../src/ui/policy-feed.ts';

/** A file in memory, and a watch that says nothing unless a test wakes it: all time here is the fake clock's. */
const file = vi.hoisted(() => ({ text: '', version: 0n, wake: (): void => undefined }));
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  stat: async () => ({
    dev: 1n,
    ino: 1n,
    size: BigInt(file.text.length),
    mtimeNs: file.version,
    ctimeNs: file.version,
  }),
  readFile: async () => Buffer.from(file.text),
}));
vi.mock('../../src/sources/file-watch.ts', () => ({
  watchFile: (_path: string, onWake: () => void) => {
    file.wake = onWake;
    return { retarget() {}, close: async () => undefined };
  },
}));
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function edit(text: string): void {
  file.text = text;
  file.version++;
}

function watch(text: string): { changes: PolicyChange[]; close(): void } {
  edit(text);
  const changes: PolicyChange[] = [];
  return { changes, ...watchPolicy('policy.yaml', text, (change) => changes.push(change)) };
}

it('sleeps by the fake clock', async () => {
  let slept = false;
  void sleepFor(5000).then(() => (slept = true));
  await vi.advanceTimersByTimeAsync(5000);
  expect(slept).toBe(true);
});

// At whatever point of its round an edit falls.
it.each([0, 1, 250, 499, 500, 501, 999])(
  'an edit %i ms on is told within a second, though the watch says nothing',
  async (ms) => {
    const { changes, close } = watch('one');
    await vi.advanceTimersByTimeAsync(ms);
    edit('two');
    await vi.advanceTimersByTimeAsync(999);
    expect(changes).toEqual([{ kind: 'text', text: 'two' }]);
    close();
  },
);

it('an edit that the watch tells of is read at once, when it has settled', async () => {
  const { changes, close } = watch('one');
  await vi.advanceTimersByTimeAsync(300);
  edit('two');
  file.wake();
  await vi.advanceTimersByTimeAsync(100);
  expect(changes).toEqual([{ kind: 'text', text: 'two' }]);
  close();
});

it('tells nothing where only the time of the file changed, and nothing any more when closed', async () => {
  const { changes, close } = watch('one');
  edit('one');
  await vi.advanceTimersByTimeAsync(2000);
  close();
  edit('two');
  await vi.advanceTimersByTimeAsync(2000);
  expect(changes).toEqual([]);
});
