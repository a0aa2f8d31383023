/** The soak: a writer of numbered events, a reader that is held up at random, and what the reader made of them. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LAUNCHER, NODE } from './pty.ts';

const WRITER = fileURLToPath(new URL('soak-writer.ts', import.meta.url));
/** A reader that got nothing for so long, while there is nothing more to wait for, has all it will get. */
const STUCK_MS = 15_000;
/** How long what was told already might be told again. */
const AFTER_MS = 1200;

/** rename: lumberjack. copy: copytruncate, the writer waits. lossy: it does not. truncate: no copies are kept. */
export type Way = 'rename' | 'copy' | 'lossy' | 'truncate';

export interface Writer {
  /** Resolves when so many events are written, but for the rest of a megabyte. */
  reached(events: number): Promise<void>;
  /** Resolves at the end with the numbers that rotation lost. */
  readonly done: Promise<ReadonlySet<number>>;
  isDone(): boolean;
  /** `truncate`: what to do when the log is full, before it is truncated. */
  onFull(act: (events: number) => Promise<void>): void;
  kill(): void;
}

export function startWriter(path: string, way: Way, events: number, seed: number): Writer {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    NODE,
    [WRITER, path, way, String(events), String(seed)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let written = 0;
  let lost: ReadonlySet<number> | null = null;
  let act = async (_: number): Promise<void> => undefined;
  const waiting: { events: number; resolve: () => void }[] = [];
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line) as { written?: number; lost?: number[]; full?: number }; // our own form
    written = said.written ?? written;
    if (said.lost !== undefined) lost = new Set(said.lost);
    for (const { events, resolve } of waiting) if (written >= events) resolve();
    if (said.full !== undefined) void act(said.full).then(() => child.stdin.write('\n'));
  });
  return {
    reached: (events) => new Promise((resolve) => waiting.push({ events, resolve })),
    done: once(child, 'close').then(() => {
      if (lost === null) throw new Error('the writer did not come to its end');
      return lost;
    }),
    isDone: () => lost !== null,
    onFull(next) {
      act = next;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** Stops a process and lets it go on, at random, until `isOver`: it then goes on. */
export async function holdUp(pid: number, random: () => number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await setTimeout(random() * 60);
    process.kill(pid, 'SIGSTOP');
    // Now and then for long enough that several rotations pass unseen.
    await setTimeout(random() * (random() < 0.05 ? 600 : 50));
    process.kill(pid, 'SIGCONT');
  }
}

export interface Printed {
  /** In the order they were printed. */
  readonly numbers: readonly number[];
  readonly code: number | null;
  readonly stderr: string;
}

export interface Printing {
  /** Resolves when the last number came, and no more after it; then the reader is interrupted. */
  readonly ended: Promise<Printed>;
  kill(): void;
}

/** Follows the log by `auditty print`, held up and read slowly at random while there is a writer. */
export function startPrint(path: string, writer: Writer, events: number, random: () => number): Printing {
  const child = spawn(NODE, [LAUNCHER, 'print', '-f', '-o', 'jsonl', '--no-redact', path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const numbers: number[] = [];
  let stderr = '';
  let cameAt = Date.now();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    cameAt = Date.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) numbers.push(numberOf(line));
  });

  async function readSlowly(): Promise<void> {
    while (!writer.isDone()) {
      await setTimeout(random() * 100);
      child.stdout.pause();
      await setTimeout(random() * 50);
      child.stdout.resume();
    }
  }

  async function run(): Promise<Printed> {
    const closed = once(child, 'close');
    const { pid } = child;
    if (pid === undefined) throw new Error('print did not start');
    await Promise.all([writer.done, holdUp(pid, random, writer.isDone), readSlowly()]);
    cameAt = Date.now();
    while (numbers.at(-1) !== events - 1 && Date.now() - cameAt < STUCK_MS) await setTimeout(20);
    while (Date.now() - cameAt < AFTER_MS) await setTimeout(20);
    child.kill('SIGINT');
    await closed;
    return { numbers, code: child.exitCode, stderr };
  }

  return { ended: run(), kill: () => child.kill('SIGKILL') };
}

/** The number of a line; NaN where it is no event, or one that was joined of two. */
function numberOf(line: string): number {
  try {
    const event = JSON.parse(line) as { auditID: string; objectRef: { name: string }; annotations: { soak: string } }; // as the writer makes them
    const id = event.annotations.soak;
    return event.auditID === `soak-${id}` && event.objectRef.name === `pod-${id}` ? Number(id) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

/** What is wrong with the numbers, a sentence each, the first few of them; `may` may be missing. */
export function faults(numbers: readonly number[], events: number, may: ReadonlySet<number>): string[] {
  const found: string[] = [];
  let next = 0;
  for (const [at, number] of [...numbers, events].entries()) {
    if (Number.isNaN(number)) found.push(`no event at ${at}, after ${numbers[at - 1]}`);
    else if (number < next) found.push(`${number} again or late at ${at}, after ${numbers[at - 1]}`);
    else {
      const missing = Array.from({ length: number - next }, (_, n) => next + n).filter((each) => !may.has(each));
      if (missing.length > 0) found.push(`${missing.length} missing before ${number}, from ${missing[0]} on`);
      next = number + 1;
    }
  }
  return found.length > 20 ? [...found.slice(0, 20), `and ${found.length - 20} more`] : found;
}
