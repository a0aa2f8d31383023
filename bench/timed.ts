/** Whole processes, timed: wall time and CPU time (user and system, with all that they started). */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { start } from '../test/support/pty.ts';
import { cache } from './big-log.ts';

/** Seconds. */
export interface Times {
  readonly wall: number;
  readonly cpu: number;
}
export interface Ran extends Times {
  readonly stdout: string;
  readonly status: number;
}
/** A run of the viewer. */
export interface Viewed extends Times {
  /** Milliseconds from its start until all was read, by its own clock. */
  readonly indexedMs: number;
  readonly events: number;
}

/** bash times what it runs to the millisecond, which costs about two; it is there where GNU time is not. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; exec 4>&2; { time "$@" 2>&4; } 2>"$BENCH_TIMES"';
/** As above, and what the command tells on stderr comes into the same file before it. */
const TIMED_WITH_STDERR = 'TIMEFORMAT="%3R %3U %3S"; { time "$@"; } 2>"$BENCH_TIMES"';
/** A home of its own, as lnav and toolong keep files there: in the home of who measures, or, without one, in this folder. */
const HOME = `${cache}/home`;
const MOST_MS = 600_000;
/** All panes that need no policy are on a screen of this size. */
const SIZE = { columns: 120, rows: 50 };

/**
 * Runs a command to its end with its output in a file, as a pipe would time its reader too. Exit code 1 is fine: hl, rg
 * and auditty say so that nothing matched, which the count tells.
 */
export function run(command: readonly string[], fine: readonly number[] = [0, 1]): Ran {
  mkdirSync(HOME, { recursive: true });
  const times = `${cache}/times`;
  const output = `${cache}/output`;
  const fd = openSync(output, 'w');
  const done = spawnSync('bash', ['-c', TIMED, 'bash', ...command], {
    stdio: ['ignore', fd, 'pipe'],
    timeout: MOST_MS,
    env: { ...process.env, LC_ALL: 'C', HOME, BENCH_TIMES: times },
  });
  closeSync(fd);
  if (done.status === null || !fine.includes(done.status))
    throw new Error(`${command.join(' ')} ended with ${done.status ?? done.signal}: ${done.stderr}`);
  return { ...timesOf(readFileSync(times, 'utf8')), stdout: readFileSync(output, 'utf8'), status: done.status };
}

/** Runs the viewer in a pseudo-terminal until all events are read and counted on its screen, then quits it. */
export async function view(command: readonly string[], path: string, events: number): Promise<Viewed> {
  const report = `${cache}/times`;
  const options = ['--no-follow', '--no-rotated', '--timings', '--history', 'all', '--max-memory', 'all'];
  const program = start('bash', ['-c', TIMED_WITH_STDERR, 'bash', ...command, ...options, path], SIZE, {
    BENCH_TIMES: report,
  });
  // "events so far" while it reads; then the counts of the panes are whole too.
  await program.until(new RegExp(`(^|\\s)${events.toLocaleString('en')} events$`, 'm'), MOST_MS / 1000);
  program.keys('q');
  await program.ended();
  const told = readFileSync(report, 'utf8');
  const line = told.split('\n').find((each) => each.startsWith('{')) ?? '{}';
  const timings = JSON.parse(line) as { indexedMs?: number; events?: number }; // `--timings` writes it so
  return { ...timesOf(told), indexedMs: timings.indexedMs ?? Number.NaN, events: timings.events ?? 0 };
}

/** The figures that bash wrote: wall, user, system. */
function timesOf(text: string): Times {
  const found = text.match(/([\d.]+) ([\d.]+) ([\d.]+)\n$/);
  if (found === null) throw new Error(`no times in ${JSON.stringify(text)}`);
  const [wall = 0, user = 0, system = 0] = found.slice(1).map(Number);
  return { wall, cpu: user + system };
}

/** Milliseconds from the start of a program in a pseudo-terminal until its screen shows that. */
export async function firstScreen(command: readonly string[], shown: RegExp): Promise<number> {
  mkdirSync(HOME, { recursive: true });
  const from = performance.now();
  const [file = '', ...rest] = command;
  const program = start(file, rest, SIZE, { HOME });
  try {
    while (!shown.test(program.text())) {
      if (performance.now() - from > MOST_MS) throw new Error(`${file} never showed it:\n${program.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return performance.now() - from;
  } finally {
    program.kill();
    await program.ended();
  }
}
