/**
 * What a person waits for, measured on the built program in a real pseudo-terminal, and the scan beside JSON.parse:
 * minimum and median of some rounds, interleaved.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createScanner } from '../src/audit/scan.ts';
import { EXECUTABLE, LAUNCHER, NODE, type PtyProgram, start } from '../test/support/pty.ts';
import { least, median } from './figures.ts';
import { madeUpPolicy } from './made-up.ts';

const ROUNDS = 8;
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = `${root}.cache/bench`;
const sample = existsSync(`${root}../shared/samples/audit.log`)
  ? `${root}../shared/samples/audit.log`
  : `${root}fixtures/audit.log`;

/** A log of about 1 GB: the generator's where it is there, else the small log again and again. */
function bigLog(): { path: string; made: string } {
  const path = `${cache}/1g.log`;
  const generator = `${root}../shared/gen/gen.py`;
  const made = existsSync(generator) ? 'gen.py --bytes 1G --seed 1 --profile mixed' : 'fixtures/audit.log, repeated';
  if (existsSync(path) && statSync(path).size > 0.99e9) return { path, made };
  mkdirSync(cache, { recursive: true });
  if (existsSync(generator)) {
    const done = spawnSync('python3', [generator, '--bytes', '1G', '--seed', '1', '--out', path], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (done.status !== 0) throw new Error('gen.py failed');
    return { path, made };
  }
  const text = readFileSync(sample);
  const fd = openSync(path, 'w');
  for (let size = 0; size < 1e9; size += text.length) writeSync(fd, text);
  closeSync(fd);
  return { path, made };
}

/** A policy of 100 rules as a file. */
function policyFile(): string {
  const path = `${cache}/policy.json`;
  mkdirSync(cache, { recursive: true });
  writeFileSync(path, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...madeUpPolicy(1) }));
  return path;
}

/** The time of the newest event as the list shows it. */
function lastTime(path: string): string {
  const done = spawnSync('tail', ['-c', '65536', path], { encoding: 'utf8' });
  const tail = done.stdout.trimEnd().split('\n').at(-1) ?? '';
  return String((JSON.parse(tail) as { stageTimestamp: string }).stageTimestamp).slice(11, 23); // an audit log
}

/** Milliseconds from the start of the process until the panes and the newest event are on the screen. */
async function firstScreen(file: string, before: readonly string[], path: string, newest: string): Promise<number> {
  const from = performance.now();
  const program = start(file, [...before, path]);
  await untilShown(
    program,
    (text) => text.includes(newest) && /Stage[\s\S]*\d+ [━╸][\s\S]*Level[\s\S]*User[\s\S]*Verb/.test(text),
  );
  const ms = performance.now() - from;
  program.kill();
  return ms;
}

async function untilShown(program: PtyProgram, shown: (text: string) => boolean): Promise<void> {
  while (!shown(program.text())) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Milliseconds from the write of one line to its being on the screen, of a quiet log. */
async function appended(file: string, before: readonly string[]): Promise<number[]> {
  const path = `${cache}/append.log`;
  copyFileSync(sample, path);
  const last = JSON.parse(readFileSync(sample, 'utf8').trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>; // an audit log
  const program = start(file, [...before, path]);
  await program.until('LIVE');
  const times: number[] = [];
  for (let k = 0; k < ROUNDS * 4; k++) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const time = `22:00:${String(k).padStart(2, '0')}.123`;
    const from = performance.now();
    appendFileSync(
      path,
      `${JSON.stringify({ ...last, auditID: `b${k}`, stageTimestamp: `2026-11-23T${time}000Z` })}\n`,
    );
    await untilShown(program, (text) => text.includes(time));
    times.push(performance.now() - from);
  }
  program.kill();
  return times;
}

/** Bytes a second of the scan and of JSON.parse over the same lines, in turn. */
function scanSpeeds(path: string): { scan: number[]; parse: number[] } {
  const bytes = Buffer.alloc(100_000_000);
  const fd = openSync(path, 'r');
  readSync(fd, bytes);
  closeSync(fd);
  const ends: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) ends.push(at);
  const timed = (work: (from: number, to: number) => void): number => {
    const from = performance.now();
    let start = 0;
    for (const end of ends) {
      work(start, end);
      start = end + 1;
    }
    return start / (performance.now() - from) / 1e6;
  };
  const scanner = createScanner();
  const scan: number[] = [];
  const parse: number[] = [];
  for (let k = 0; k < ROUNDS; k++) {
    scan.push(timed((from, to) => scanner.scan(bytes, from, to)));
    parse.push(timed((from, to) => JSON.parse(bytes.toString('utf8', from, to))));
  }
  return { scan, parse };
}

/** Measures, and gives the figures as Markdown. */
export async function measureScreen(): Promise<string> {
  const { path: big, made } = bigLog();
  const policy = policyFile();
  const PROGRAMS = [
    ['node 24', NODE, [LAUNCHER]],
    ['executable', EXECUTABLE, []],
  ] as const;
  const rows: string[] = [];
  const row = (what: string, goal: string, values: readonly number[], unit: string, note = ''): void => {
    rows.push(
      `| ${what} | ${goal} | ${least(values).toFixed(0)} ${unit} | ${median(values).toFixed(0)} ${unit} | ${note} |`,
    );
  };

  for (const [name, file, before] of PROGRAMS) {
    const small: number[] = [];
    const large: number[] = [];
    const ruled: number[] = [];
    for (let k = 0; k < ROUNDS; k++) {
      small.push(await firstScreen(file, before, sample, lastTime(sample)));
      ruled.push(await firstScreen(file, [...before, '--policy', policy], sample, lastTime(sample)));
      large.push(await firstScreen(file, before, big, lastTime(big)));
    }
    row(`${name}: first screen, ${(statSync(sample).size / 1e6).toFixed(1)} MB`, '400 ms', small, 'ms');
    row(
      `${name}: first screen with a policy of 100 rules`,
      'as without',
      ruled,
      'ms',
      `${(least(ruled) / least(small)).toFixed(2)} times (minima), ${(median(ruled) / median(small)).toFixed(2)} times (medians)`,
    );
    row(
      `${name}: first screen, 1 GB`,
      '1.5 times that',
      large,
      'ms',
      `${(least(large) / least(small)).toFixed(2)} times (minima)`,
    );
    row(`${name}: appended line to screen`, '100 ms', await appended(file, before), 'ms');
  }
  const { scan, parse } = scanSpeeds(big);
  const ratio = median(scan.map((speed, k) => speed / (parse[k] ?? 1)));
  rows.push(
    `| scan of 100 MB, one thread | | ${Math.max(...scan).toFixed(2)} GB/s best | ${median(scan).toFixed(2)} GB/s | ${ratio.toFixed(2)} times JSON.parse (${median(parse).toFixed(2)} GB/s) |`,
  );
  return `${ROUNDS} rounds in turn, page cache warm. 1 GB is ${made}. First screen: from the start of the process until the panes with
their counts and the newest event are on the screen of a real pseudo-terminal of 120x40.

| what | goal | minimum | median | |
|---|---|---|---|---|
${rows.join('\n')}
`;
}
