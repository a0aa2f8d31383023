/** What the viewer costs while its file does not grow. */
import { setTimeout } from 'node:timers/promises';
import { linesOf, logOf } from './big-log.ts';
import { short } from './figures.ts';
import type { Part } from './lines.ts';
import { cpuSeconds, end, held, open, quiet } from './viewer.ts';

/** What was begun when the log had been read is over when nothing was painted for so long. */
const QUIET_MS = 5000;

/** Follows a log that nobody writes, for so many seconds. */
export async function measureIdle(size: string, seconds: number): Promise<Part> {
  const { path, made } = logOf(size);
  const events = linesOf(path);
  const program = open(path, ['--history', 'all', '--max-memory', 'all']);
  await held(program, events);
  await quiet(program, QUIET_MS);
  const [cpu, length] = [cpuSeconds(program.pid), program.raw().length];
  await setTimeout(seconds * 1000);
  const took = cpuSeconds(program.pid) - cpu;
  const written = Buffer.byteLength(program.raw().slice(length));
  await end(program);
  const percent = (took / seconds) * 100;
  return {
    text: `The viewer at 120x40 follows a log that does not grow: ${made}, all ${events.toLocaleString('en')} events held. Over ${seconds} s it took
${took.toFixed(2)} s of a processor (${percent.toFixed(3)} % of a core; user and system, all threads) and wrote ${written} bytes to the terminal.
`,
    figures: { idleCpu: { value: percent, note: `${short(took)} s in ${seconds} s` }, idleBytes: { value: written } },
  };
}
