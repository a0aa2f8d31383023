/**
 * A program of its own: writes numbered audit events at full speed and rotates the log every megabyte, as
 * kube-apiserver's lumberjack or logrotate do. Arguments: the log, how it rotates, how many events, a seed. It says
 * on stdout, a JSON line each, how far it is after every rotation, and at the end which numbers rotation lost.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { seeded } from './events.ts';
import { copyTruncate, type Log, MB, rename, truncateWhenTold } from './soak-rotate.ts';

/** Of these events, one is written in pieces. */
const TORN_OF = 50;
/** After so many events the background has its turn. */
const TURN = 20;

const [path = '', way = '', count = '', seed = ''] = process.argv.slice(2);
const events = Number(count);
const random = seeded(Number(seed));
let number = 0;
let size = 0;
let file = openLog();
/** Numbers of events whose bytes, or some of them, were truncated away uncopied. */
const lost: number[] = [];

function openLog(): number {
  return openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o600);
}

/** An event that carries its number at its beginning, in its middle and at its end: what was joined of two shows. */
function eventOf(its: number): Buffer {
  const id = String(its).padStart(9, '0');
  const now = new Date().toISOString().replace('Z', '000Z');
  const agent = 'x'.repeat(Math.floor(random() * 260));
  return Buffer.from(
    `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"soak-${id}",` +
      `"stage":"ResponseComplete","requestURI":"/api/v1/namespaces/soak/pods","verb":"create",` +
      `"user":{"username":"soak"},"userAgent":"${agent}","objectRef":{"resource":"pods","name":"pod-${id}",` +
      `"apiVersion":"v1"},"responseStatus":{"code":201},"requestReceivedTimestamp":"${now}",` +
      `"stageTimestamp":"${now}","annotations":{"soak":"${id}"}}\n`,
  );
}

/** Two or three pieces of it. */
function torn(bytes: Buffer): Buffer[] {
  const cuts = Array.from({ length: random() < 0.5 ? 1 : 2 }, () => 1 + Math.floor(random() * (bytes.length - 1)));
  const ends = [...cuts.sort((a, b) => a - b), bytes.length];
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end)).filter((piece) => piece.length > 0);
}

async function write(bytes: Buffer): Promise<void> {
  if (random() >= 1 / TORN_OF) {
    writeSync(file, bytes);
    return;
  }
  for (const [at, piece] of torn(bytes).entries()) {
    const pause = Math.floor(random() * 4);
    if (at > 0 && pause > 0) await setTimeout(pause);
    writeSync(file, piece);
  }
}

const log: Log = {
  path,
  random,
  reopen() {
    closeSync(file);
    file = openLog();
  },
  /** Some more events while the log is being copied; the last of them may go on after the truncation. */
  more(upTo) {
    const pieces: Buffer[] = [];
    for (let left = Math.floor(random() * upTo); left > 0 && number < events - 1; left--) {
      for (const piece of pieces.splice(0)) writeSync(file, piece);
      pieces.push(...torn(eventOf(number++)));
    }
    const rest = random() < 0.3 ? pieces.splice(-1) : [];
    for (const piece of pieces) writeSync(file, piece);
    return rest;
  },
  finish(rest) {
    for (const piece of rest) {
      writeSync(file, piece);
      size += piece.length;
    }
  },
  next: () => number,
  lose: (its) => lost.push(its),
};

const rotations: Readonly<Record<string, (log: Log) => Promise<void>>> = {
  rename,
  copy: (of) => copyTruncate(of, false),
  lossy: (of) => copyTruncate(of, true),
  truncate: truncateWhenTold,
};
const rotate = rotations[way];
if (rotate === undefined) throw new Error(`no way to rotate: ${way}`);

while (number < events) {
  const bytes = eventOf(number);
  if (size + bytes.length > MB) {
    size = 0;
    await rotate(log);
    process.stdout.write(`${JSON.stringify({ written: number })}\n`);
    continue; // A copy may have taken more events meanwhile.
  }
  number++;
  size += bytes.length;
  await write(bytes);
  if (number % TURN === 0) await setImmediate();
}
process.stdout.write(`${JSON.stringify({ written: number, lost })}\n`);
