/**
 * A program of its own: appends the events of one log to another at a steady pace, each with a number for its auditID
 * and the time of its writing. `node bench/burst-writer.ts FROM TO EVENTS_A_SECOND SECONDS`; FROM begins again where it
 * ends. Prints, when all is written, `[[events written, ms]...]`: after each write how many there are, and when it
 * began by the clock of `viewer.ts`.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { clock } from './viewer.ts';

const CHUNK_BYTES = 16 << 20;
/** How often is written: a busy kube-apiserver flushes about so often. */
const EVERY_MS = 5;
/** Events of one write at most: where the machine stood still there are more writes, not larger ones. */
const MOST_EVENTS = 2000;
const LF = 10;
const AUDIT_ID = Buffer.from('"auditID":"');
const TIMES = [Buffer.from('"requestReceivedTimestamp":"'), Buffer.from('"stageTimestamp":"')];

const [from = '', to = '', pace = '', seconds = ''] = process.argv.slice(2);
const perMs = Number(pace) / 1000;
const events = Math.round(Number(pace) * Number(seconds));

const source = openSync(from, 'r');
const target = openSync(to, 'a');
const chunk = Buffer.alloc(CHUNK_BYTES);
let at = 0;
let filled = 0;
let place = 0;

/** Moves what is left of the chunk to its front and fills it up. */
function refill(): void {
  chunk.copy(chunk, 0, at, filled);
  filled -= at;
  at = 0;
  const read = readSync(source, chunk, filled, chunk.length - filled, place);
  if (read === 0 && place === 0) throw new Error('a line longer than a chunk, or no line');
  place = read === 0 ? 0 : place + read;
  filled += read;
}

/** The end of the next line, behind its LF. */
function lineEnd(start: number): number {
  const end = chunk.indexOf(LF, start);
  return end < 0 || end >= filled ? -1 : end + 1;
}

/** So many events, with numbers from `number` on, as one piece of the chunk. */
function take(count: number, number: number, time: string): Buffer {
  let end = at;
  for (let taken = 0; taken < count; ) {
    const next = lineEnd(end);
    if (next < 0) {
      const length = end - at;
      refill();
      end = at + length;
      continue;
    }
    renew(chunk.subarray(end, next), number + taken, time);
    end = next;
    taken++;
  }
  const piece = chunk.subarray(at, end);
  at = end;
  return piece;
}

function renew(line: Buffer, number: number, time: string): void {
  const id = line.indexOf(AUDIT_ID);
  if (id < 0) throw new Error('a line without auditID');
  line.write(`00000000-0000-4000-a000-${String(number).padStart(12, '0')}`, id + AUDIT_ID.length, 'latin1');
  for (const name of TIMES) {
    const found = line.lastIndexOf(name);
    if (found < 0) throw new Error('a line without times');
    line.write(time, found + name.length, 'latin1');
  }
}

refill();
const began = clock();
const writes: [number, number][] = [];
for (let written = 0; written < events; ) {
  const now = clock();
  const due = Math.min(events - written, MOST_EVENTS, Math.floor((now - began) * perMs) - written);
  if (due > 0) {
    const piece = take(due, written, new Date().toISOString().replace('Z', '000Z'));
    written += due;
    writes.push([written, clock()]);
    writeSync(target, piece);
  }
  await setTimeout(Math.max(0, EVERY_MS - (clock() - now)));
}
closeSync(target);
process.stdout.write(`${JSON.stringify(writes)}\n`);
