/**
 * What a filter key asks of the engine, without a screen: `node bench/filter-work.ts FILE`, measured apart by
 * `filter.ts`, as it holds the whole file's index. Prints the events and, in ms a round, the work for the rows that are
 * painted first, and for them and all counts.
 */
import { faceted, only } from './faceted.ts';
import { indexFile } from './index-of.ts';

const ROUNDS = 9;

const index = indexFile(process.argv[2] ?? '');
const rows: number[] = [];
const counts: number[] = [];
for (let round = -2; round < ROUNDS; round++) {
  const stage = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'][(round + 3) % 3] ?? '';
  const from = performance.now();
  const view = faceted(index, only('stage', stage));
  if (view.rows() === 0) throw new Error(`no events of stage ${stage}`);
  const between = performance.now();
  view.counts();
  if (round < 0) continue; // not compiled yet
  rows.push(between - from);
  counts.push(performance.now() - from);
}
process.stdout.write(`${JSON.stringify({ events: index.held, rows, counts })}\n`);
