/**
 * chokidar as an alarm clock: it says that something happened near a path, never what. It is loaded when first
 * wanted, so that it does not delay the first screen.
 */

import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { codeOf } from './file-errors.ts';

/** At most one wake-up in so many ms: under a flood of writes, a block is read at a time and not a line. */
const WAKE_MS = 16;

export interface FileWatch {
  /** Looks where the path leads now, after the file was replaced. */
  retarget(): void;
  close(): Promise<void>;
}

/**
 * Calls `onWake` whenever something may have happened to `path`, and `onBlind` with a reason when watching failed
 * (out of inotify watches, say) and only looking is left. Returns at once; `onWake` also says that it has begun.
 */
export function watchFile(path: string, onWake: () => void, onBlind: (why: string) => void): FileWatch {
  return watchPath(path, onWake, onBlind, false);
}

/** The same for the names in a directory: what is in it is not watched each for itself. */
export function watchDirectory(path: string, onWake: () => void, onBlind: (why: string) => void): FileWatch {
  return watchPath(path, onWake, onBlind, true);
}

function watchPath(path: string, onWake: () => void, onBlind: (why: string) => void, itselfOnly: boolean): FileWatch {
  let watcher: FSWatcher | null = null;
  let watched: string[] = [];
  let closed = false;
  let wokeAt = Number.NEGATIVE_INFINITY;
  let pending: NodeJS.Timeout | null = null;

  function wake(): void {
    if (pending !== null || closed) return;
    const wait = wokeAt + WAKE_MS - performance.now();
    if (wait > 0) {
      pending = setTimeout(() => {
        pending = null;
        wokeAt = performance.now();
        onWake();
      }, wait);
      return;
    }
    wokeAt = performance.now();
    onWake();
  }

  async function start(): Promise<void> {
    const { watch } = await import('chokidar');
    watched = await targets(path);
    if (closed) return;
    // Links are watched as such, beside what they lead to: a link followed by chokidar goes silent when its target
    // is renamed and comes back later.
    const ignored = itselfOnly ? (found: string) => !watched.includes(found) : [];
    watcher = watch(watched, { followSymlinks: false, ignoreInitial: true, ignored });
    // `raw` besides `all`: chokidar holds changes back for 50 ms, and of a rotation right after another it may report
    // nothing more once the path looks as before.
    watcher.on('raw', (event) => {
      // Of a directory every write to a file in it is told, too, as a change.
      if (!itselfOnly || event === 'rename') wake();
    });
    watcher.on('all', wake);
    watcher.on('ready', wake);
    watcher.on('error', fail);
  }

  async function retarget(): Promise<void> {
    const next = await targets(path);
    if (closed || watcher === null) return;
    watcher.unwatch(watched.filter((old) => !next.includes(old)));
    watcher.add(next.filter((now) => !watched.includes(now)));
    watched = next;
  }

  const fail = (error: unknown): void => onBlind(codeOf(error) || String(error));
  // One after the other, so that the last call is the one that holds.
  let work = start().catch(fail);
  return {
    retarget() {
      work = work.then(retarget).catch(fail);
    },
    async close() {
      closed = true;
      if (pending !== null) clearTimeout(pending);
      await work;
      await watcher?.close();
    },
  };
}

/** The path as given and the file it leads to; only the first where that is not there. */
async function targets(path: string): Promise<string[]> {
  const given = resolve(path);
  const real = await realpath(given).catch(() => given); // Not there yet: watched for under its own name.
  return given === real ? [given] : [given, real];
}
