/** The ways in which the soak's writer rotates its log. Compressing goes on behind its back, as it does in life. */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  readSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

export const MB = 1024 * 1024;

/** The log as its writer has it. */
export interface Log {
  readonly path: string;
  readonly random: () => number;
  /** Closes the file and opens what is at the path now. */
  reopen(): void;
  /** Writes up to so many events, and gives what is still to be written of the last one. */
  more(upTo: number): readonly Buffer[];
  finish(rest: readonly Buffer[]): void;
  /** The number of the next event. */
  next(): number;
  lose(number: number): void;
}

/** One file after the other; the writer waits for none of them, unless it wants their names. */
let compressed: Promise<void> = Promise.resolve();

function compressLater(path: string): void {
  compressed = compressed.then(async () => {
    await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`, { mode: 0o600 }));
    unlinkSync(path);
  });
}

let stamped = 0;

/** As lumberjack: the file gets a name with the time in it, and a new one is created. */
export async function rename({ path, reopen, random }: Log): Promise<void> {
  // Two rotations in one millisecond would give both the same name.
  stamped = Math.max(Date.now(), stamped + 1);
  const stamp = new Date(stamped).toISOString().slice(0, -1).replaceAll(':', '-');
  const backup = path.replace(/\.log$/, `-${stamp}.log`);
  renameSync(path, backup);
  if (random() < 0.3) await setImmediate(); // a moment without a file
  reopen();
  compressLater(backup);
}

/**
 * As logrotate's copytruncate, now with delaycompress and now without. `writing`: the writer goes on meanwhile, and
 * events are lost.
 */
export async function copyTruncate(log: Log, writing: boolean): Promise<void> {
  const { path } = log;
  await compressed;
  let last = 1;
  while (existsSync(`${path}.${last}`) || existsSync(`${path}.${last}.gz`)) last++;
  for (let n = last - 1; n > 0; n--) {
    for (const end of ['', '.gz']) {
      if (existsSync(`${path}.${n}${end}`)) renameSync(`${path}.${n}${end}`, `${path}.${n + 1}${end}`);
    }
  }
  await copy(log, writing);
  const first = log.next();
  const rest = writing ? log.more(6) : [];
  truncateSync(path, 0);
  for (let number = first; number < log.next(); number++) log.lose(number);
  log.finish(rest);
  if (existsSync(`${path}.2`)) compressLater(`${path}.2`);
  if (log.random() < 0.3) compressLater(`${path}.1`);
}

/** Copies in blocks, and to the end: what was written when it returns is in the copy. */
async function copy({ path, more, finish, random }: Log, writing: boolean): Promise<void> {
  const from = openSync(path, 'r');
  const to = openSync(`${path}.1`, 'wx', 0o600);
  const block = Buffer.alloc(128 * 1024);
  let size = 0;
  for (;;) {
    const read = readSync(from, block);
    if (read === 0) break;
    size += writeSync(to, block, 0, read);
    if (writing && size < MB * 0.9) finish(more(4));
    if (random() < 0.3) await setImmediate();
  }
  closeSync(from);
  closeSync(to);
}

/** Keeps nothing: says that the file is full, and truncates it when told to. */
export async function truncateWhenTold({ path, next }: Log): Promise<void> {
  process.stdout.write(`${JSON.stringify({ full: next() })}\n`);
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.pause(); // To read on would keep the process.
  truncateSync(path, 0);
}
