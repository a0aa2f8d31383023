/** Signals that end the program: what it holds is given back first, then it ends by that very signal. */

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export interface EndingSignals {
  /** Aborted by the first ending signal. */
  readonly signal: AbortSignal;
  /** Stops listening, and ends the process by the signal that came, if one did. */
  done(): void;
}

/** Listens from now on. */
export function endingSignals(): EndingSignals {
  const abort = new AbortController();
  let caught: NodeJS.Signals | null = null;
  const listener = (name: NodeJS.Signals): void => {
    caught ??= name;
    abort.abort();
  };
  for (const name of ENDING) process.on(name, listener);
  return {
    signal: abort.signal,
    done() {
      for (const name of ENDING) process.off(name, listener);
      if (caught !== null) process.kill(process.pid, caught);
    },
  };
}
