/** Drives a follower: hands out what its steps find, watches, waits, and cleans up. */

import type { FileOptions } from './file-options.ts';
import { type FileWatch, watchFile } from './file-watch.ts';
import { createFollower } from './follower.ts';
import type { Records } from './records.ts';
import type { ReadOptions, SourceEvent } from './source.ts';
import type { Step } from './step.ts';
import { createWake } from './wake.ts';

/** How often stat looks where the watcher cannot, in ms. */
const BLIND_MS = 200;

/** The events of the file at `path`, as `Source.read` says. `files` as in `createFollower`. */
export async function* follow(
  path: string,
  files: Records,
  read: ReadOptions,
  options: FileOptions,
): AsyncGenerator<SourceEvent, void, void> {
  const { signal } = read;
  const wake = createWake(signal);
  const follower = createFollower(path, files, read, options);
  let watch: FileWatch | null = null;
  let switches = 0;
  let blind = '';
  let woken = false;
  const onBlind = (why: string): void => {
    blind = `Not watched (${why}): looked at every ${BLIND_MS} ms.`;
    wake.wake();
  };
  try {
    while (!signal.aborted) {
      let step: Step;
      try {
        // Taken before the step: what happens during it wakes the next one.
        step = await follower.step(wake.take() || woken, blind);
      } catch (error) {
        step = follower.fail(error);
      }
      woken = false;
      for (const event of step.events) {
        if (signal.aborted) return;
        yield event;
      }
      if (step.then === 'end') return;
      // After the first screen: loading and starting the watcher takes longer than reading that.
      if (read.follow && !signal.aborted) {
        if (watch === null) watch = watchFile(path, wake.wake, onBlind);
        else if (follower.switches !== switches) watch.retarget();
        switches = follower.switches;
      }
      if (step.then === 'again') continue;
      await wake.wait(blind === '' ? step.then : Math.min(step.then, BLIND_MS));
      woken = true;
    }
  } finally {
    await Promise.all([follower.close(), watch?.close()]);
  }
}
