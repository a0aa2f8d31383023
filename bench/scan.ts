/**
 * The scan beside JSON.parse, the index by either scan, and whole processes beside `wc -l`: rounds in turn, and ratios
 * of what was measured in the same round, as the machine is never alone.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createScanner, type Scanner } from '../src/audit/scan.ts';
import { createBlockScanner } from '../src/audit/scan-block.ts';
import { scanModule } from '../src/audit/scan-module.ts';
import { Index } from '../src/engine/index-store.ts';
import { LAUNCHER, NODE } from '../test/support/pty.ts';
import { bigLog } from './big-log.ts';
import { least, median, ratioTo } from './figures.ts';
import type { Part } from './lines.ts';

const ROUNDS = 9;
const WHOLE_ROUNDS = 5;
const BYTES = 60_000_000;
const MB = 1 << 20;
const INDEX_FILE = fileURLToPath(new URL('index-file.ts', import.meta.url));

/** Whole lines from the head of a file. */
function head(path: string): Buffer {
  const bytes = Buffer.alloc(BYTES);
  const fd = openSync(path, 'r');
  const read = readSync(fd, bytes);
  closeSync(fd);
  return bytes.subarray(0, bytes.lastIndexOf(10, read - 1) + 1);
}

function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

/** What is done with the lines, each from a cold start but for the machine code. */
function works(bytes: Buffer): Readonly<Record<string, () => void>> {
  const lines = (scanner: Scanner, take: (start: number, end: number) => void): void => {
    scanner.begin(bytes);
    for (let at = 0; at < bytes.length; ) {
      const end = scanner.lineEnd(bytes, at);
      take(at, end);
      at = end + 1;
    }
  };
  const scanned = (scanner: Scanner) => (): void => {
    lines(scanner, (start, end) => scanner.scan(bytes, start, end));
  };
  const reference = createScanner();
  const indexed = (blockBytes: number) => (): void => {
    const index = new Index();
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.lastIndexOf(10, Math.min(at + blockBytes, bytes.length) - 1) + 1;
      index.add(0, 'log', at, bytes.subarray(at, end), 'newer');
      at = end;
    }
  };
  const byReference = (work: () => void) => (): void => {
    process.env.AUDITTY_TEST_SCAN = 'reference';
    work();
    delete process.env.AUDITTY_TEST_SCAN;
  };
  return {
    'JSON.parse': () => lines(reference, (start, end) => JSON.parse(bytes.toString('utf8', start, end))),
    'scan, reference': scanned(reference),
    'scan, compiled': scanned(createBlockScanner()),
    'index, reference, blocks of 1 MB': byReference(indexed(MB)),
    'index, compiled, blocks of 1 MB': indexed(MB),
    'index, compiled, blocks of 4 MB': indexed(4 * MB),
  };
}

/** Whole processes over a file, in seconds a round. */
function processes(path: string): Readonly<Record<string, readonly string[]>> {
  return {
    'wc -l': ['wc', '-l', path],
    'the index, from a file in blocks of 4 MB': [NODE, INDEX_FILE, path],
    'auditty count --by verb': [NODE, LAUNCHER, 'count', '--by', 'verb', '--no-rotated', path],
  };
}

/** Runs everything in turn, round after round. */
function rounds<T>(
  count: number,
  all: Readonly<Record<string, T>>,
  measure: (one: T) => number,
): Map<string, number[]> {
  const found = new Map<string, number[]>(Object.keys(all).map((name) => [name, []]));
  for (let k = 0; k < count; k++) {
    for (const [name, one] of Object.entries(all)) found.get(name)?.push(measure(one));
  }
  return found;
}

/** Measures the scan. */
export function measureScan(): Part {
  if (scanModule() === null) throw new Error('the compiled scan is not there');
  const { path, made } = bigLog();
  const bytes = head(path);
  const speeds = rounds(ROUNDS, works(bytes), (work) => {
    const from = performance.now();
    work();
    return bytes.length / (performance.now() - from) / 1e6;
  });
  const seconds = rounds(WHOLE_ROUNDS, processes(path), ([command = '', ...args]) => {
    const from = performance.now();
    const done = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (done.status !== 0) throw new Error(`${command} failed`);
    return (performance.now() - from) / 1000;
  });
  const parse = speeds.get('JSON.parse') ?? [];
  const wc = seconds.get('wc -l') ?? [];
  const compiled = speeds.get('scan, compiled') ?? [];
  const perSecond = (median(compiled) * 1e9 * linesOf(bytes)) / bytes.length;
  const scan = {
    value: ratioTo(compiled, parse),
    note: `${Math.round(perSecond / 1000).toLocaleString('en')},000 events/s`,
  };
  const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const text = `${ROUNDS} and ${WHOLE_ROUNDS} rounds in turn, page cache warm; ratios are medians of those of each round. The log is
${made}, of the first table its first ${BYTES / 1e6} MB.

| one thread | best GB/s | median GB/s | times JSON.parse |
|---|---|---|---|
${[...speeds].map(([name, list]) => row(name, Math.max(...list).toFixed(2), median(list).toFixed(2), ratioTo(list, parse).toFixed(2))).join('\n')}

| a whole process | best s | median s | times wc -l |
|---|---|---|---|
${[...seconds].map(([name, list]) => row(name, least(list).toFixed(2), median(list).toFixed(2), ratioTo(list, wc).toFixed(2))).join('\n')}
`;
  return { text, figures: { scan } };
}
