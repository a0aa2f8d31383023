/** Puts the made-up cluster's log and policy where the program can read them, and keeps the log growing. */

import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemo } from './generate.ts';
import { demoPolicy } from './policy.ts';

export interface DemoOptions {
  /** The same seed shows the same story. */
  readonly seed?: number;
  /** Where the private directory is made; the system's own by default. */
  readonly parent?: string;
}

export interface RunningDemo {
  /** The log. */
  readonly path: string;
  readonly policyPath: string;
  /** Ends the growth and removes everything. May be called more than once. */
  stop(): void;
}

const HISTORY_S = 20 * 60;
/** About 3,000 events in that time, stories included. */
const HISTORY_RATE = 2.2;
const TICK_MS = 60;

/**
 * Writes the last 20 minutes at once and goes on live, 5 to 40 events a second. The directory is private to the user
 * and removed by `stop`, and when the process exits. Does not keep the process alive.
 */
export function startDemo(options: DemoOptions = {}): RunningDemo {
  const directory = mkdtempSync(join(options.parent ?? tmpdir(), 'auditty-demo-')); // mkdtemp makes it mode 0700.
  const path = join(directory, 'audit.log');
  const policyPath = join(directory, 'policy.yaml');
  const demo = createDemo(options.seed ?? 20);
  let done = Date.now() * 1000;
  let log: number | null = null;
  let timer: NodeJS.Timeout | null = null;

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    process.off('exit', stop);
    if (log !== null) closeSync(log);
    log = null;
    rmSync(directory, { recursive: true, force: true });
  }
  function append(to: number, perSecond: number): void {
    const lines = demo.lines(done, to, perSecond);
    done = to;
    // One write a line, as the log backend does.
    for (const line of lines) if (log !== null) writeSync(log, `${line}\n`);
  }

  try {
    process.on('exit', stop);
    writeFileSync(policyPath, demoPolicy, { mode: 0o600 });
    const history = demo.lines(done - HISTORY_S * 1e6, done, HISTORY_RATE);
    writeFileSync(path, history.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    log = openSync(path, 'a', 0o600);
    timer = setInterval(() => append(Date.now() * 1000, rateAt(Date.now())), TICK_MS);
    timer.unref();
  } catch (error) {
    stop();
    throw error;
  }
  return { path, policyPath, stop };
}

/** Events a second at a time in ms: swells between 5 and 40 in about a minute and a half. */
function rateAt(ms: number): number {
  return 5 + 35 * ((1 + Math.sin(ms / 15_000)) / 2) ** 2;
}
