/** A filter key in the running viewer with many events held: until the rows are painted, and until all is counted. */
import { fileURLToPath } from 'node:url';
import { NODE, type PtyProgram } from '../test/support/pty.ts';
import { linesOf, logOf } from './big-log.ts';
import { median, percentile, short } from './figures.ts';
import type { Part } from './lines.ts';
import { run } from './timed.ts';
import { audittyCommand, clock, end, held, open, quiet, shown, workMs } from './viewer.ts';

const ROUNDS = 5;
const WORK = fileURLToPath(new URL('filter-work.ts', import.meta.url));
/** Enough for the index of 10 GB, which has to be held whole. */
const MAX_MEMORY = '4GB';
/** The values of the pane that is toggled in, from top to bottom, and their signs in the list. */
const STAGES = [
  ['RequestReceived', '○'],
  ['ResponseStarted', '◐'],
  ['ResponseComplete', '●'],
] as const;
/** The rest of the list's rows may be a date. */
const LEAST_ROWS = 20;

/** What `filter-work.ts` prints. */
interface Work {
  readonly events: number;
  readonly rows: readonly number[];
  readonly counts: readonly number[];
}

/** Milliseconds, key by key. */
interface Keys {
  readonly painted: number[];
  readonly work: number[];
  readonly counted: number[];
}

export async function measureFilter(large: string): Promise<Part> {
  const { path, made } = logOf(large);
  const events = linesOf(path);
  const inEngine = JSON.parse(run([NODE, '--max-old-space-size=8192', WORK, path]).stdout) as Work; // our own form
  const counts = countsByStage(path);
  const program = open(path, ['--history', 'all', '--max-memory', MAX_MEMORY]);
  await held(program, events);
  const keys: Keys = { painted: [], work: [], counted: [] };
  program.keys('\t');
  for (let round = -1; round < ROUNDS; round++) {
    for (const [stage, sign] of STAGES) {
      const wanted = `${(counts.get(stage) ?? 0).toLocaleString('en')} of ${events.toLocaleString('en')} events`;
      await toggled(program, stage, sign, wanted, round < 0 ? null : keys);
      program.keys(' ');
      await held(program, events);
      program.keys('j');
    }
    program.keys('k'.repeat(STAGES.length));
  }
  await end(program);

  const millions = inEngine.events / 1e6;
  const perMillion = inEngine.counts.map((ms) => ms / millions);
  const row = (what: string, list: readonly number[]): string =>
    `| ${what} | ${[median(list), percentile(list, 95), Math.max(...list)].map((ms) => `${short(ms)} ms`).join(' | ')} |`;
  const text = `${ROUNDS} rounds of ${STAGES.length} keys after one that is not counted: Space on a stage in its pane, with ${made} held whole, ${events.toLocaleString('en')} events.
In the viewer at 120x40, from the key until all rows of the list are of that stage, and until the number of matches is
whole on the screen; work is the processor time of all its threads until the rows were painted, counting that went on
meanwhile included. In the engine: one thread of Node.js, without a screen, ${inEngine.counts.length} rounds.

| | median | 95th percentile | most |
|---|---|---|---|
${row('key to rows painted', keys.painted)}
${row('the work until then', keys.work)}
${row('key to all counted', keys.counted)}
${row('in the engine: the rows painted first', inEngine.rows)}
${row('in the engine: rows and all counts', inEngine.counts)}
${row('in the engine: rows and all counts, a million rows', perMillion)}
`;
  return {
    text,
    figures: {
      filterRows: {
        value: median(keys.painted),
        note: `work ${short(median(keys.work))} ms, of it in the engine ${short(median(inEngine.rows))} ms; ${events.toLocaleString('en')} events`,
      },
      filterCounts: {
        value: median(perMillion),
        note: `all counted on the screen ${short(median(keys.counted))} ms after the key`,
      },
    },
  };
}

function countsByStage(path: string): Map<string, number> {
  const command = [...audittyCommand(), 'count', '--by', 'stage', '-o', 'csv', '--no-rotated', path];
  const rows = run(command).stdout.trim().split('\n').slice(1);
  return new Map(rows.map((row) => [row.split(',')[0] ?? '', Number(row.split(',')[1])]));
}

/** Presses Space, and waits for what it does. */
async function toggled(
  program: PtyProgram,
  stage: string,
  sign: string,
  wanted: string,
  keys: Keys | null,
): Promise<void> {
  await quiet(program, 300);
  const worked = workMs(program.pid);
  const from = clock();
  program.keys(' ');
  const painted = await shown(program, () => {
    const signs = program.rows().flatMap((row) => /\d\d:\d\d:\d\d\.\d{3} (\S)/.exec(row)?.[1] ?? []);
    return (program.rows()[1] ?? '').includes(`stage:${stage}`) && signs.length >= LEAST_ROWS && isAll(signs, sign);
  });
  const work = workMs(program.pid) - worked;
  const counted = await shown(program, () => (program.rows()[1] ?? '').endsWith(` ${wanted}`));
  keys?.painted.push(painted - from);
  keys?.work.push(work);
  keys?.counted.push(counted - from);
}

function isAll(signs: readonly string[], sign: string): boolean {
  return signs.every((each) => each === sign);
}
