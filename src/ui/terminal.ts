/** The terminal's own ways: stopping on C-z and going on, and leaving it as it was whatever happens. */

/** How long a stop may take to arrive; where job control is absent none does, and the screen is drawn again. */
const STOP_MS = 250;

/**
 * Stops the whole process group as a shell expects, and answers when it goes on. Where nothing can stop it (no job
 * control, as under `ssh -t` without a shell, the kernel drops the signal) it answers at once.
 */
export async function stopUntilContinued(): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, STOP_MS);
    function done(): void {
      clearTimeout(timer);
      process.removeListener('SIGCONT', done);
      resolve();
    }
    process.once('SIGCONT', done);
    try {
      process.kill(0, 'SIGTSTP');
    } catch {
      done();
    }
  });
}

/** Runs `onError` for what nobody caught; answers with how to stop. Under Bun nothing else would restore the terminal. */
export function onUncaught(onError: (error: unknown) => void): () => void {
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  return () => {
    process.removeListener('uncaughtException', onError);
    process.removeListener('unhandledRejection', onError);
  };
}
