/** What the viewer costs as the log grows: first screen, and everything read and counted; and a bound on its memory. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { linesOf, logOf, sizeOf } from './big-log.ts';
import { median, ratioTo, short } from './figures.ts';
import { growthChart } from './growth-chart.ts';
import type { Part } from './lines.ts';
import { AMOUNTS, type Amounts } from './parts.ts';
import { clock, end, held, memoryOf, newestShown, open, quiet, shown } from './viewer.ts';

const CHART = fileURLToPath(new URL('growth.svg', import.meta.url));
const ROUNDS = 5;
/** The largest log takes long. */
const LARGE_ROUNDS = 3;
/** Enough for the index of 10 GB, which has to be held whole. */
const MAX_MEMORY = '4GB';
const BOUND = '512M';

/** One size, round by round. */
export interface Grown {
  readonly size: string;
  readonly path: string;
  readonly bytes: number;
  readonly events: number;
  /** Milliseconds from the start of the process. */
  readonly first: number[];
  readonly indexed: number[];
  /** The most memory it took, in MB. */
  readonly most: number[];
}

export async function measureGrowth({ size, large }: Amounts): Promise<Part> {
  const bytes = (each: string): number => sizeOf(each) ?? 0;
  const sizes = [...new Set(['10MB', '100MB', size, large])].sort((a, b) => bytes(a) - bytes(b));
  const logs = new Map(sizes.map((each) => [each, logOf(each)]));
  const all = [...logs].map(([each, { path }]): Grown => {
    return { size: each, path, bytes: bytes(each), events: linesOf(path), first: [], indexed: [], most: [] };
  });
  for (let round = -1; round < ROUNDS; round++) {
    for (const grown of all) {
      if (grown.size === large && round >= LARGE_ROUNDS) continue;
      process.stderr.write(`${round < 0 ? 'warming' : `round ${round + 1}`}: ${grown.size}\n`);
      const run = await once(grown.path, grown.events);
      if (round < 0) continue; // the page cache is warm now, as far as it goes
      grown.first.push(run.first);
      grown.indexed.push(run.indexed);
      grown.most.push(run.most);
    }
  }
  const limited = await bounded(logs.get(large)?.path ?? '');
  if (size === AMOUNTS.size && large === AMOUNTS.large) writeFileSync(CHART, growthChart(all));

  const of = (wanted: string): Grown | undefined => all.find((each) => each.size === wanted);
  const perGb = (grown: Grown | undefined): number[] =>
    grown === undefined ? [] : grown.indexed.map((ms) => (ms * 1e6) / grown.bytes);
  const [least, most] = [all[0]?.first ?? [], of(large)?.first ?? []];
  const rows = all.map((grown) => {
    const [indexed, gb, first] = [grown.indexed, perGb(grown), grown.first].map(median);
    const cells = [`${short((indexed ?? 0) / 1000)} s`, `${short(gb ?? 0)} s`, `${short(first ?? 0)} ms`];
    return `| ${grown.size} | ${grown.events.toLocaleString('en')} | ${cells.join(' | ')} | ${short(median(grown.most))} MB |`;
  });
  const text = `![Indexing and first screen by the size of the log](growth.svg)

${ROUNDS} rounds in turn, of the largest ${LARGE_ROUNDS}, after one that is not counted; medians. The logs are of one kind: ${logs.get(large)?.made}, and less of the
same. From the start of the process at 120x40 until panes and newest events are on the screen, and until all events are counted on
it; \`--history all --max-memory ${MAX_MEMORY}\`. With \`--max-memory ${BOUND}\` the largest took ${short(limited.most)} MB at most, and held ${limited.events.toLocaleString('en')} events.

| log | events | indexed | a GB of 1,000,000,000 bytes | first screen | most memory |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
  return {
    text,
    figures: {
      bounded: { value: limited.most, note: `${limited.events.toLocaleString('en')} events held` },
      growthIndex: {
        value: ratioTo(perGb(of(large)), perGb(of(size))),
        note: `${short(median(perGb(of(large))))} s a GB`,
      },
      growthFirst: {
        value: ratioTo(most, least),
        note: `${short(median(most))} ms to ${short(median(least))} ms`,
      },
    },
  };
}

async function once(path: string, events: number) {
  const hasNewest = newestShown(path);
  const from = clock();
  const program = open(path, ['--history', 'all', '--max-memory', MAX_MEMORY]);
  const first = (await shown(program, () => hasNewest(program.text()))) - from;
  const indexed = (await held(program, events)) - from;
  const { most } = memoryOf(program.pid);
  await end(program);
  return { first, indexed, most };
}

/** Reads back as far as the bound allows, and gives the most memory it took, in MB, and the events held then. */
async function bounded(path: string): Promise<{ readonly most: number; readonly events: number }> {
  const program = open(path, ['--history', 'all', '--max-memory', BOUND]);
  // The header has a size once it is known how much there is to read, and then "so far" is gone when no more is.
  await shown(program, () => / [kMGT]?B\b/.test(program.rows()[0] ?? '') && / events$/.test(program.rows()[1] ?? ''));
  await quiet(program, 2000);
  const events = Number(/([\d,]+) events$/.exec(program.rows()[1] ?? '')?.[1]?.replaceAll(',', ''));
  const { most } = memoryOf(program.pid);
  await end(program);
  return { most, events };
}
