/** Signals that end the program: what it holds is given back first, then it ends by that very signal. */

import { setTimeout as sleep } from 'node:timers/promises';

/** A signal to this process is there long before. */
const DELIVERY_MS = 2000;
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Runs `work` with a signal that the first ending signal aborts; when it has given everything back, the process ends
 * by the signal that came, if one did.
 */
export async function withEndingSignals<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let caught: NodeJS.Signals | null = null;
  const listener = (name: NodeJS.Signals): void => {
    caught ??= name;
    abort.abort();
  };
  for (const name of ENDING) process.on(name, listener);
  try {
    return await work(abort.signal);
  } finally {
    for (const name of ENDING) process.off(name, listener);
    if (caught !== null) {
      process.kill(process.pid, caught);
      // A library that still listens to it answers only when it gets its turn, and until then the process must not end.
      await sleep(DELIVERY_MS);
    }
  }
}
