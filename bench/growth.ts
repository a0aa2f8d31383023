/** What the viewer costs as the log grows: first screen, and everything read and counted; and a bound on its memory. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { linesOf, logOf, sizeOf } from './big-log.ts';
import { median, short } from './figures.ts';
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
  const all: Grown[] = [];
  for (const [each, { path }] of logs) {
    const events = linesOf(path);
    const grown: Grown = { size: each, bytes: bytes(each), events, first: [], indexed: [], most: [] };
    all.push(grown);
    for (let round = -1; round < (each === large ? LARGE_ROUNDS : ROUNDS); round++) {
      process.stderr.write(`${each}, ${round < 0 ? 'warming' : `round ${round + 1}`}\n`);
      const run = await once(path, events);
      if (round < 0) continue; // the page cache is warm now, as far as it goes
      grown.first.push(run.first);
      grown.indexed.push(run.indexed);
      grown.most.push(run.most);
    }
  }
  const most = await bounded(logs.get(large)?.path ?? '');
  if (size === AMOUNTS.size && large === AMOUNTS.large) writeFileSync(CHART, growthChart(all));

  const perGb = (of: string): number => {
    const grown = all.find((each) => each.size === of);
    return grown === undefined ? Number.NaN : median(grown.indexed) / grown.bytes;
  };
  const first = (grown: Grown | undefined): number => median(grown?.first ?? []);
  const rows = all.map((grown) => {
    const [ms, gb] = [median(grown.indexed), grown.bytes / 1e9];
    const cells = [`${short(ms / 1000)} s`, `${short(ms / 1000 / gb)} s`, `${short(first(grown))} ms`];
    return `| ${grown.size} | ${grown.events.toLocaleString('en')} | ${cells.join(' | ')} | ${short(median(grown.most))} MB |`;
  });
  const text = `![Indexing and first screen by the size of the log](growth.svg)

${ROUNDS} rounds, of the largest ${LARGE_ROUNDS}, after one that is not counted; medians. The logs are of one kind: ${logs.get(large)?.made}, and less of the
same. From the start of the process at 120x40 until panes and newest events are on the screen, and until all events are counted on
it; \`--history all --max-memory ${MAX_MEMORY}\`. With \`--max-memory ${BOUND}\` the largest took ${short(most.most)} MB at most, and held ${most.events.toLocaleString('en')} events.

| log | events | indexed | a GB of 1,000,000,000 bytes | first screen | most memory |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
  return {
    text,
    figures: {
      bounded: { value: most.most, note: `${most.events.toLocaleString('en')} events held` },
      growthIndex: { value: perGb(large) / perGb(size), note: `${short(perGb(large) * 1e6)} s a GB` },
      growthFirst: { value: first(all.at(-1)) / first(all[0]), note: `${short(first(all.at(-1)))} ms` },
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
