/** A wake-up that cannot be missed: one that comes while nobody waits ends the next wait at once. */
export interface Wake {
  /** Whether it was woken since this or `wait` was last asked. */
  take(): boolean;
  wake(): void;
  /** Resolves when woken, when aborted, or after `ms` milliseconds. */
  wait(ms: number): Promise<void>;
}

/** `signal` ends every wait, now and later. */
export function createWake(signal: AbortSignal): Wake {
  let woken = false;
  let resume: (() => void) | null = null;
  const wake = (): void => {
    woken = true;
    resume?.();
  };
  return {
    take() {
      const was = woken;
      woken = false;
      return was;
    },
    wake,
    async wait(ms) {
      if (!woken && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', resume, { once: true });
        });
        if (resume !== null) signal.removeEventListener('abort', resume);
        resume = null;
      }
      woken = false;
    },
  };
}
