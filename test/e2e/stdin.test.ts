import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { startInTest } from '../support/e2e.ts';
import { eventLines } from '../support/events.ts';
import { EXECUTABLE, KEY, LAUNCHER, NODE } from '../support/pty.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-e2e-stdin-'));
afterAll(() => rmSync(dir, { recursive: true }));
const LINES = eventLines(3000, 5);
const text = (from: number, to: number): string =>
  LINES.slice(from, to)
    .map((line) => `${line}\n`)
    .join('');
const LOG = join(dir, 'audit.log');
writeFileSync(LOG, text(0, 2000));
let count = 0;

describe.each([
  ['node', `${NODE} ${LAUNCHER}`],
  ['the executable', EXECUTABLE],
] as const)('%s, piped into', (_, auditty) => {
  /** `script` with `AUDITTY` for the program, in a temporary folder of its own. */
  function run(script: string) {
    expect(existsSync(auditty.split(' ').at(-1) ?? ''), `${auditty} is built`).toBe(true);
    const own = join(dir, `tmp-${count++}`);
    mkdirSync(own);
    const program = startInTest('/bin/sh', ['-c', script.replaceAll('AUDITTY', auditty)], undefined, { TMPDIR: own });
    return { program, files: () => readdirSync(own) };
  }

  /** A pipe that stays open, with a name by which the program's stdin is made of it. */
  function openPipe() {
    const path = join(dir, `pipe-${count++}`);
    execFileSync('mkfifo', [path]);
    const fd = openSync(path, constants.O_RDWR);
    return { path, write: (more: string) => writeSync(fd, more), close: () => closeSync(fd) };
  }

  it('shows the log to its end, takes keys from the terminal, opens an event, and leaves nothing behind', async () => {
    const { program, files } = run(`cat ${LOG} | AUDITTY`);
    await program.until('2,000 events');
    await program.until('END');
    await program.until('stdin');
    for (const pane of ['Stage', 'Level', 'User', 'Verb']) await program.until(`${pane} ─`);
    expect(files()).toEqual([]);
    program.keys(KEY.enter);
    program.keys(KEY.enter);
    await program.until('Event 2,000 of 2,000');
    await program.until(/auditID +\S+/);
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
    expect(program.alternate()).toBe(false);
    expect(files()).toEqual([]);
  });

  it.each([
    ['a file redirected', `AUDITTY < ${LOG}`],
    ['- named', `cat ${LOG} | AUDITTY -`],
    ['gzip by content', `cat ${LOG}.packed | AUDITTY`],
  ])('reads %s', async (_name, script) => {
    writeFileSync(`${LOG}.packed`, gzipSync(readFileSync(LOG)));
    const { program } = run(script);
    await program.until('2,000 events');
    await program.until('END');
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
  });

  it('is live while its writer is, and ends at once with nothing more to come', async () => {
    const pipe = openPipe();
    try {
      const { program, files } = run(`exec AUDITTY < ${pipe.path}`);
      await program.until('There is no audit event yet');
      // In parts, as a pipe holds 64 KB of what is not read yet.
      for (let at = 0; at < 100; at += 10) {
        pipe.write(text(at, at + 10));
        await program.until(`${at + 10} events`);
      }
      await program.until('LIVE');
      pipe.write(text(100, 101).slice(0, 100));
      pipe.write(`${text(100, 101).slice(100)}`);
      await program.until('101 events');
      const asked = performance.now();
      program.keys('q');
      expect((await program.ended()).exitCode).toBe(0);
      expect(performance.now() - asked).toBeLessThan(2000);
      expect(files()).toEqual([]);
    } finally {
      pipe.close();
    }
  });

  it('says what the spool dropped, and that such an event cannot be opened', async () => {
    const { program } = run(`cat ${LOG} | AUDITTY --spool-size 100kB`);
    await program.until('2,000 events');
    await program.until('END');
    program.keys('S');
    await program.until(/The oldest .* are listed, but cannot be opened any more \(--spool-size\)/);
    program.keys(KEY.escape);
    await program.until('User ─');
    program.keys('g');
    program.keys(KEY.enter);
    program.keys(KEY.enter);
    await program.until('spool no longer holds this event');
    program.keys('q');
    program.keys('q');
    await program.ended();
  });
});

it('refuses a terminal as the log, and stdin for two things', async () => {
  const cases = [
    ['-', /stdin is the terminal, whose keys the viewer needs/],
    ['--policy - -', /stdin cannot be the log and the policy/],
  ] as const;
  for (const [args, said] of cases) {
    const program = startInTest(NODE, [LAUNCHER, ...args.split(' ')]);
    expect((await program.ended()).exitCode).toBe(2);
    expect(program.raw()).toMatch(said);
  }
});
