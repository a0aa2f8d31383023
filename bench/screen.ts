/**
 * What a person waits for, measured on the built program in a real pseudo-terminal: minimum and median of some rounds,
 * interleaved.
 */
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { EXECUTABLE, LAUNCHER, NODE, type PtyProgram, start } from '../test/support/pty.ts';
import { bigLog, cache, sample } from './big-log.ts';
import { least, median, percentile, short } from './figures.ts';
import type { Figure, Part } from './lines.ts';
import { madeUpPolicy } from './made-up.ts';
import { newestShown } from './viewer.ts';

const ROUNDS = 8;
const APPENDS = 100;
/** A policy of 100 rules as a file. */
function policyFile(): string {
  const path = `${cache}/policy.json`;
  mkdirSync(cache, { recursive: true });
  writeFileSync(path, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...madeUpPolicy(1) }));
  return path;
}

/** Milliseconds from the start of the process until the panes and the newest event are on the screen. */
async function firstScreen(file: string, before: readonly string[], path: string): Promise<number> {
  const hasNewest = newestShown(path);
  const from = performance.now();
  const program = start(file, [...before, path]);
  await untilShown(program, hasNewest);
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
  for (let k = 0; k < APPENDS; k++) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const time = `22:0${Math.floor(k / 60)}:${String(k % 60).padStart(2, '0')}.123`;
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

/** Measures first screens and appended lines. */
export async function measureScreen(): Promise<Part> {
  const { path: big, made } = bigLog();
  const policy = policyFile();
  const PROGRAMS = [
    ['node 24', NODE, [LAUNCHER]],
    ['executable', EXECUTABLE, []],
  ] as const;
  const rows: string[] = [];
  let append: Figure = { value: null };
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
      small.push(await firstScreen(file, before, sample));
      ruled.push(await firstScreen(file, [...before, '--policy', policy], sample));
      large.push(await firstScreen(file, before, big));
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
    const times = await appended(file, before);
    const p95 = percentile(times, 95);
    row(`${name}: appended line to screen`, '50 ms', times, 'ms', `95th percentile of ${APPENDS}: ${short(p95)} ms`);
    append = { value: p95, note: `median ${short(median(times))} ms, most ${short(Math.max(...times))} ms` };
  }
  const text = `${ROUNDS} rounds in turn, page cache warm. 1 GB is ${made}. First screen: from the start of the process until the panes with
their counts and the newest event are on the screen of a real pseudo-terminal of 120x40.

| what | goal | minimum | median | |
|---|---|---|---|---|
${rows.join('\n')}
`;
  // That of the last program: the executable.
  return { text, figures: { append } };
}
