/** Running the built program without a terminal: what it writes and how it ends. */
import { spawn } from 'node:child_process';
import { LAUNCHER, NODE } from './pty.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `auditty ARGS` to its end; `then` may act on the running process. `program`: what runs, ARGS being all its arguments. */
export function auditty(
  args: readonly string[],
  then: (child: ReturnType<typeof spawn>) => void = () => undefined,
  program: string | null = null,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program ?? NODE, program === null ? [LAUNCHER, ...args] : args, {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    then(child);
  });
}
