/** Programs that a test starts, which end with it. */
import { onTestFinished } from 'vitest';
import { type PtyProgram, start } from './pty.ts';

/** As `start`; it is killed when the test is over, if it still runs. */
export function startInTest(...what: Parameters<typeof start>): PtyProgram {
  const program = start(...what);
  onTestFinished(() => program.kill());
  return program;
}
