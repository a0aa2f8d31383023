/**
 * The soak: numbered events at full speed, rotation every megabyte, compression, torn writes, and a reader that is
 * stopped at random finds each number exactly once and in order. The seed makes what is written and how readers are
 * held up; the machine decides the rest. By hand: AUDITTY_SOAK_EVENTS for a longer run, AUDITTY_SOAK_SEED for another.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { seeded } from '../support/events.ts';
import { KEY, LAUNCHER, NODE, type PtyProgram, start } from '../support/pty.ts';
import { faults, holdUp, type Printing, startPrint, startWriter, type Way, type Writer } from '../support/soak.ts';

const SEED = Number(process.env.AUDITTY_SOAK_SEED ?? '1');
const ASKED = process.env.AUDITTY_SOAK_EVENTS;
const of = (events: number): number => (ASKED === undefined ? events : Number(ASKED));
/** Ten thousand events take well under a second each way. */
const LIMIT_MS = 60_000 + of(0) * 2;

const running: { kill(): void }[] = [];
const dirs: string[] = [];
afterEach(() => {
  for (const one of running.splice(0)) one.kill();
});
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, maxRetries: 5 });
});

function emptyLog(): string {
  const dir = mkdtempSync(join(tmpdir(), 'auditty-soak-'));
  dirs.push(dir);
  const path = join(dir, 'audit.log');
  writeFileSync(path, '', { mode: 0o600 });
  return path;
}

function run<One extends Writer | Printing | PtyProgram>(one: One): One {
  running.push(one);
  return one;
}

describe(`print -f, seed ${SEED}`, () => {
  it.each<[Way, number, 'the log' | 'its directory']>([
    ['rename', of(100_000), 'the log'],
    ['copy', of(100_000), 'the log'],
    ['lossy', of(100_000), 'the log'],
    ['rename', of(30_000), 'its directory'],
    ['copy', of(30_000), 'its directory'],
  ])(
    '%s: each of %i events once and in order, from the first or from the middle on, by %s',
    async (way, events, by) => {
      const path = emptyLog();
      const named = by === 'the log' ? path : dirname(path);
      const random = seeded(SEED);
      const writer = run(startWriter(path, way, events, SEED));
      const whole = run(startPrint(named, writer, events, random));
      await writer.reached(events / 2);
      const half = run(startPrint(named, writer, events, random));
      const lost = await writer.done;
      expect(way === 'lossy' ? lost.size : -lost.size, 'events that rotation lost').toBeGreaterThanOrEqual(0);
      for (const [name, printing] of [
        ['from the first on', whole],
        ['from the middle on', half],
      ] as const) {
        const { numbers, code, stderr } = await printing.ended;
        const about = `${name}; seed ${SEED}, ${events} events, ${way}, ${lost.size} lost`;
        expect(faults(numbers, events, lost), about).toEqual([]);
        expect(code, about).toBe(0);
        // A line that was cut by the truncation is told as bad, and only there.
        if (way !== 'lossy') expect(stderr, about).toBe('');
      }
    },
    LIMIT_MS,
  );
});

const counted = (events: number): string => `${events.toLocaleString('en-US')} events`;

describe(`the viewer, seed ${SEED}`, () => {
  const events = of(20_000);
  const open = (path: string): PtyProgram => run(start(NODE, [LAUNCHER, '--history', '100GB', path]));

  it.each<Way>(['rename', 'copy'])(
    `%s: counts ${events} events, from the first or from the middle on`,
    async (way) => {
      const path = emptyLog();
      const random = seeded(SEED);
      const writer = run(startWriter(path, way, events, SEED));
      const whole = open(path);
      const held = [holdUp(whole.pid, random, writer.isDone)];
      await writer.reached(events / 2);
      const half = open(path);
      held.push(holdUp(half.pid, random, writer.isDone));
      await Promise.all([writer.done, ...held]);
      for (const program of [whole, half]) {
        await program.until(counted(events));
        await program.until('LIVE');
        expect(program.text()).not.toContain('bad line');
        program.keys('g');
        await program.until(`1/${events.toLocaleString('en-US')}`);
        program.keys('q');
        expect((await program.ended()).exitCode).toBe(0);
      }
    },
    LIMIT_MS,
  );

  it(
    'truncate: tells an event of what was truncated as gone, and never another one',
    async () => {
      const path = emptyLog();
      const random = seeded(SEED);
      const program = open(path);
      await program.until('LIVE');
      const writer = run(startWriter(path, 'truncate', events, SEED));
      let truncatedUpTo = 0;
      writer.onFull(async (written) => {
        await program.until(counted(written));
        truncatedUpTo = written;
      });
      await Promise.all([writer.done, holdUp(program.pid, random, writer.isDone)]);
      await program.until(counted(events));
      expect(program.text()).not.toContain('bad line');
      const shown = (number: number): string => number.toLocaleString('en-US');
      const openAt = async (at: number): Promise<void> => {
        await program.until(`${shown(at + 1)}/${shown(events)}`);
        program.keys(KEY.enter);
        await program.until(at < truncatedUpTo ? 'no longer holds this event' : `pod-${String(at).padStart(9, '0')}`);
        program.keys(KEY.escape);
        await program.untilGone(/Fields|no longer holds/);
      };
      let at = 0;
      program.keys('g');
      await openAt(at);
      for (let n = 0; n < 3; n++) {
        const down = 1 + Math.floor(random() * 100);
        program.keys('j'.repeat(down));
        at += down;
        await openAt(at);
      }
      program.keys('G');
      await openAt(events - 1);
      // On both sides of the last truncation.
      program.keys('k'.repeat(events - truncatedUpTo));
      await openAt(truncatedUpTo - 1);
      program.keys('j');
      await openAt(truncatedUpTo);
    },
    LIMIT_MS,
  );
});
