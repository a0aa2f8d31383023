/** Notices that a policy file has changed, within a second, however it was written: in place, by rename, by a symlink. */
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { policyText } from '../policy/policy-text.ts';
import { watchFile } from '../sources/file-watch.ts';
import { createWake } from '../sources/wake.ts';
import type { PolicyChange } from '../ui/policy-feed.ts';
import { reasonOf } from './open.ts';

/** Looked at so often besides, since a watch may go silent. */
const LOOK_MS = 500;
/** An editor empties a file before it writes it: what is read has to have been there for so long. */
const SETTLE_MS = 80;

/** Calls with each text of the file that is another than the one before; the first is compared with `text`. */
export function watchPolicy(path: string, text: string, onChange: (change: PolicyChange) => void): { close(): void } {
  const stop = new AbortController();
  const wake = createWake(stop.signal);
  // A watch that fails leaves the looking, which is enough.
  const watch = watchFile(path, wake.wake, () => undefined);
  void follow(path, text, wake, stop.signal, onChange);
  return {
    close() {
      stop.abort();
      void watch.close();
    },
  };
}

async function follow(
  path: string,
  first: string,
  wake: ReturnType<typeof createWake>,
  signal: AbortSignal,
  onChange: (change: PolicyChange) => void,
): Promise<void> {
  let known: string | null = first;
  let seen = '';
  let missingSince: number | null = null;
  while (!signal.aborted) {
    try {
      const now = await markOf(path);
      missingSince = null;
      if (now !== seen) {
        await sleep(SETTLE_MS, undefined, { signal });
        const text = policyText(await readFile(path));
        // What changed while it was read is read again next time.
        seen = (await markOf(path)) === now ? now : '';
        if (text !== known) onChange({ kind: 'text', text });
        known = text;
      }
    } catch (error) {
      if (signal.aborted) return;
      seen = '';
      missingSince ??= performance.now();
      // An editor that saves by rename leaves no file for a moment: only what stays is told, once.
      if (known !== null && performance.now() - missingSince >= LOOK_MS) {
        known = null;
        onChange({ kind: 'unreadable', why: reasonOf(error) });
      }
    }
    await wake.wait(LOOK_MS);
  }
}

/** What changes when the file does: it is the file that a symlink leads to. */
async function markOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}
