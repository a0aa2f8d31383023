/** Memory: of the index by its own count, and of the viewer's process. */
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXECUTABLE, LAUNCHER, NODE } from '../test/support/pty.ts';
import { linesOf, logOf, sample } from './big-log.ts';
import { median, short } from './figures.ts';
import type { Part } from './lines.ts';
import { run } from './timed.ts';
import { end, held, memoryOf, open, quiet } from './viewer.ts';

const ROUNDS = 3;
const INDEX_FILE = fileURLToPath(new URL('index-file.ts', import.meta.url));
/** Memory is looked at when nothing was painted for so long. */
const QUIET_MS = 2000;

/** What bench/index-file.ts prints. */
interface IndexBytes {
  readonly events: number;
  readonly columns: number;
  readonly dictionaries: number;
  readonly all: number;
}

/** Measures with a small log, and with one of this size held whole. */
export async function measureMemory(size: string): Promise<Part> {
  const { path, made } = logOf(size);
  const index = JSON.parse(run([NODE, INDEX_FILE, path]).stdout) as IndexBytes; // our own form
  const each = (bytes: number): number => bytes / index.events;
  const programs: (readonly [string, readonly string[]])[] = [['Node.js', [NODE, LAUNCHER]]];
  if (existsSync(EXECUTABLE)) programs.unshift(['executable', [EXECUTABLE]]);
  const rows: string[] = [];
  const measured: { base: number; held: number }[] = [];
  for (const [name, command] of programs) {
    const [small, large] = [await several(sample, command), await several(path, command)];
    measured.push({ base: median(small.now), held: median(large.most) });
    const cells = [small.now, small.most, large.now, large.most].map((list) => `${short(median(list))} MB`);
    rows.push(`| ${name} | ${cells.join(' | ')} |`);
  }
  const [first] = measured;
  const text = `Of the index, by its own count, ${made} in it: ${index.events.toLocaleString('en')} events. Memory of the process: resident, in MB
of 1,000,000 bytes, at 120x40, medians of ${ROUNDS}; "at rest" when all is read and counted and nothing was painted for ${QUIET_MS / 1000} s. The small log has ${short(statSync(sample).size / 1e6)} MB.

| the index | bytes an event |
|---|---|
| columns | ${short(each(index.columns))} |
| dictionaries | ${short(each(index.dictionaries))} |
| what else it counts (pairs, the scan) | ${short(each(index.all - index.columns - index.dictionaries))} |

| the process | small log, at rest | most | ${size} held, at rest | most |
|---|---|---|---|---|
${rows.join('\n')}
`;
  return {
    text,
    figures: {
      columns: { value: each(index.columns) },
      dictionaries: { value: each(index.dictionaries), note: `${short(index.dictionaries / 1e6)} MB` },
      base: { value: first?.base ?? null },
      held: { value: first?.held ?? null },
    },
  };
}

async function several(path: string, command: readonly string[]) {
  const events = linesOf(path);
  const list: { now: number; most: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const program = open(path, ['--history', 'all', '--max-memory', 'all'], command);
    await held(program, events);
    await quiet(program, QUIET_MS);
    list.push(memoryOf(program.pid));
    await end(program);
  }
  return { now: list.map(({ now }) => now), most: list.map(({ most }) => most) };
}
