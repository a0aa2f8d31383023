/**
 * `npm run bench -- --quick`: ratios to JSON.parse over the same bytes in the same round, for CI, where absolute figures
 * mean nothing. A ratio that falls well below what it was before is a regression. Takes about half a minute.
 */
import { readFileSync } from 'node:fs';
import { createBlockScanner } from '../src/audit/scan-block.ts';
import { Index } from '../src/engine/index-store.ts';
import { LAUNCHER, NODE } from '../test/support/pty.ts';
import { logOf } from './big-log.ts';
import { faceted, only } from './faceted.ts';
import { median, ratioTo, short } from './figures.ts';
import { run } from './timed.ts';

const SIZE = '50M';
const ROUNDS = 5;
const BLOCK_BYTES = 1 << 20;
const DELETES = only('verb', 'delete');

/** Measures, and gives a line a ratio. */
export function measureQuick(): string {
  const { path, made } = logOf(SIZE);
  const file = readFileSync(path);
  const bytes = file.subarray(0, file.lastIndexOf(10) + 1);
  let index = indexed(bytes);
  const rows = index.held;
  const passing = faceted(index, DELETES).counts();
  const program = (...args: readonly string[]) => {
    const { wall, stdout } = run([NODE, LAUNCHER, ...args, '--no-rotated', path]);
    if (stdout === '') throw new Error(`${args.join(' ')} printed nothing`);
    return wall;
  };
  const works: Readonly<Record<string, () => number>> = {
    'JSON.parse': () => timed(() => parsed(bytes)),
    'scan, one thread': () => timed(() => scanned(bytes)),
    'ingest, one thread': () =>
      timed(() => {
        index = indexed(bytes);
      }),
    'facets after a filter key': () => timed(() => faceted(index, DELETES).counts()),
    'count, a process': () => program('count', '--by', 'verb'),
    'print, a process': () => program('print', '-o', 'jsonl'),
    'print of a filter, a process': () => program('print', '-o', 'jsonl', '-q', 'verb:delete'),
    'wc -l, a process': () => run(['wc', '-l', path]).wall,
  };
  const seconds = new Map(Object.keys(works).map((name): [string, number[]] => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, work] of Object.entries(works)) {
      const took = work();
      if (round >= 0) seconds.get(name)?.push(took);
    }
  }
  const parse = seconds.get('JSON.parse') ?? [];
  const lines = [...seconds].map(
    ([name, list]) => `${name.padEnd(30)} ${short(ratioTo(parse, list)).padStart(6)} times as fast as JSON.parse`,
  );
  const facets = (median(seconds.get('facets after a filter key') ?? []) * 1e9) / rows;
  return `bench --quick: ${made}: ${rows} events, ${passing} of them deletes; medians of ${ROUNDS} rounds in turn
${lines.join('\n')}
facets after a filter key: ${short(facets)} ms a million rows (goal 10)
`;
}

/** Seconds. */
function timed(work: () => void): number {
  const from = performance.now();
  work();
  return (performance.now() - from) / 1000;
}

function parsed(bytes: Buffer): void {
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    JSON.parse(bytes.toString('utf8', start, end));
    start = end + 1;
  }
}

/** Blocks of whole lines, as a source gives them. */
function* blocks(bytes: Buffer): Generator<readonly [offset: number, block: Buffer]> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.lastIndexOf(10, Math.min(at + BLOCK_BYTES, bytes.length) - 1) + 1;
    if (end <= at) throw new Error('a line longer than a block');
    yield [at, bytes.subarray(at, end)];
    at = end;
  }
}

function scanned(bytes: Buffer): void {
  const scanner = createBlockScanner();
  for (const [, block] of blocks(bytes)) {
    scanner.begin(block);
    for (let at = 0; at < block.length; ) {
      const end = scanner.lineEnd(block, at);
      scanner.scan(block, at, end);
      at = end + 1;
    }
  }
}

function indexed(bytes: Buffer): Index {
  const index = new Index();
  for (const [offset, block] of blocks(bytes)) index.add(0, 'log', offset, block, 'newer');
  return index;
}
