/** The built viewer in a pseudo-terminal, looked at every millisecond, and what Linux tells of its process. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { EXECUTABLE, LAUNCHER, NODE, type PtyProgram, start } from '../test/support/pty.ts';

const MOST_MS = 600_000;
/** Ticks of utime and stime a second, on every Linux of today (`getconf CLK_TCK`). */
const TICKS = 100;

/** auditty's way of being called: the executable where it is built. */
export function audittyCommand(): readonly string[] {
  return existsSync(EXECUTABLE) ? [EXECUTABLE] : [NODE, LAUNCHER];
}

/** The viewer at 120x40 on one log with nothing beside it. */
export function open(path: string, options: readonly string[] = [], command = audittyCommand()): PtyProgram {
  const [file = '', ...rest] = command;
  return start(file, [...rest, '--no-rotated', ...options, path]);
}

/** Milliseconds of a clock that all processes of the machine share. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Waits for whole frames that hold this, and gives the time of the first, by `clock`. */
export async function shown(program: PtyProgram, holds: () => boolean, mostMs = MOST_MS): Promise<number> {
  const from = clock();
  while (!(program.whole() && holds())) {
    if (clock() - from > mostMs) throw new Error(`never shown; the screen is:\n${program.text()}`);
    await setTimeout(1);
  }
  return clock();
}

/** Waits until so many events are held and counted: before, it says "events so far". */
export async function held(program: PtyProgram, events: number): Promise<number> {
  const wanted = new RegExp(`(^|\\s)${events.toLocaleString('en')} events$`);
  return await shown(program, () => wanted.test(program.rows()[1] ?? ''));
}

/** Whether the panes with their counts and the newest event of a log are on a screen. */
export function newestShown(path: string): (text: string) => boolean {
  const tail = spawnSync('tail', ['-c', String(1 << 20), path], { encoding: 'utf8', maxBuffer: 1 << 22 }).stdout;
  const last = tail.trimEnd().split('\n').at(-1) ?? '';
  const newest = String((JSON.parse(last) as { stageTimestamp: string }).stageTimestamp).slice(11, 23); // an audit log
  return (text) => text.includes(newest) && /Stage[\s\S]*\d+ [━╸][\s\S]*Level[\s\S]*User[\s\S]*Verb/.test(text);
}

/** Waits until nothing was written to the terminal for so long. */
export async function quiet(program: PtyProgram, ms: number): Promise<void> {
  const from = clock();
  let [length, since] = [program.raw().length, from];
  while (clock() - since < ms && clock() - from < MOST_MS) {
    await setTimeout(5);
    if (program.raw().length !== length) [length, since] = [program.raw().length, clock()];
  }
}

/** Ends it, whatever it is doing. */
export async function end(program: PtyProgram): Promise<void> {
  program.kill();
  await program.ended();
}

/** Seconds of a processor that a process has taken so far, user and system. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // from the third on: a name may hold blanks
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** The same in milliseconds, finer: what the scheduler tells of its threads. */
export function workMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((id) => {
    const [ns = 0] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ').map(Number);
    return ns;
  });
  return threads.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

/** Resident memory of a process now, and the most so far, in MB (millions of bytes). */
export function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string): number => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / 1e6;
  return { now: mb('VmRSS'), most: mb('VmHWM') };
}
