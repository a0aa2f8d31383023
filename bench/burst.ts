/** A log that grows by many events a second, watched in the running viewer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NODE, type PtyProgram } from '../test/support/pty.ts';
import { cache, linesOf, logOf } from './big-log.ts';
import { median, percentile, short } from './figures.ts';
import type { Part } from './lines.ts';
import { clock, cpuSeconds, end, held, memoryOf, open } from './viewer.ts';

const PER_SECOND = 50_000;
const WRITER = fileURLToPath(new URL('burst-writer.ts', import.meta.url));
const LOG = `${cache}/burst.log`;
/** What stands in the log beforehand. */
const FIRST_BYTES = 256 << 10;
/** Events that the screen does not count so long after the last write are lost. */
const MOST_AFTER_MS = 15_000;
/** 10 GB has other names all the time; where it was not made, 1 GB comes again every 18 s. */
const SOURCES = ['10G', '1G'];

/** How many events the screen counted at a time, by `clock`. */
interface Frame {
  readonly at: number;
  readonly events: number;
}

export async function measureBurst(seconds: number): Promise<Part> {
  const known = SOURCES.find((size) => existsSync(`${cache}/${size.toLowerCase()}.log`));
  const { path, made } = logOf(known ?? '1G');
  copyHead(path, LOG);
  try {
    return await measureOn(path, made, seconds);
  } finally {
    rmSync(LOG, { force: true });
  }
}

async function measureOn(path: string, made: string, seconds: number): Promise<Part> {
  const before = linesOf(LOG);
  const program = open(LOG);
  await held(program, before);
  const cpu = cpuSeconds(program.pid);
  const writer = spawn(NODE, [WRITER, path, LOG, String(PER_SECOND), String(seconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  let writtenAt = Number.POSITIVE_INFINITY;
  const closed = once(writer, 'close').then(() => {
    writtenAt = clock();
  });
  const wanted = before + PER_SECOND * seconds;
  const frames = await watch(program, (last) => last >= wanted || clock() > writtenAt + MOST_AFTER_MS);
  const took = cpuSeconds(program.pid) - cpu;
  await closed;
  const { most } = memoryOf(program.pid);
  const isBad = /bad lines?/.test(program.rows()[0] ?? '');
  await end(program);

  const writes = JSON.parse(told) as (readonly [number, number])[]; // the writer's own form
  const { ages, delays, between } = timesOf(writes, frames, before);
  const wrote = ((writes.at(-1)?.[1] ?? 0) - (writes[0]?.[1] ?? 0)) / 1000;
  const lost = wanted - (frames.at(-1)?.events ?? 0);
  const percent = (took / wrote) * 100;
  const row = (what: string, list: readonly number[]): string =>
    `| ${what} | ${[median(list), percentile(list, 95), percentile(list, 99), Math.max(...list)].map((ms) => `${short(ms)} ms`).join(' | ')} |`;
  const text = `A program appends ${PER_SECOND.toLocaleString('en')} events a second for ${seconds} s, in ${writes.length.toLocaleString('en')} writes: the events of
${made}, numbered, with the time of their writing. The viewer follows the log at 120x40 in ${short(most)} MB. At the end it counts
${(frames.at(-1)?.events ?? 0).toLocaleString('en')} events of ${wanted.toLocaleString('en')}${isBad ? ', **and bad lines**' : ''}. It took ${short(took)} s of a processor (${short(percent)} % of a core) until
then. Every write is held against every frame: how old a frame is, is how long before it the first event was written that it does
not count. As at most 10 data frames a second are painted, an event may wait 100 ms for the next one.

| | median | 95th percentile | 99th | most |
|---|---|---|---|---|
${row('how old a frame is', ages)}
${row('event written to its being counted on the screen', delays)}
${row('between two frames', between)}
`;
  return {
    text,
    figures: {
      burstLost: { value: lost, note: `${wanted.toLocaleString('en')} events${isBad ? ', and bad lines' : ''}` },
      burstFrame: {
        value: Math.max(...ages),
        note: `95 % of frames at most ${short(percentile(ages, 95))} ms; from an event's write to its count on the screen median ${short(median(delays))} ms, most ${short(Math.max(...delays))} ms`,
      },
      burstCpu: { value: percent, note: `${short(most)} MB` },
    },
  };
}

/** The frames in which the number of events changed, until it is over. */
async function watch(program: PtyProgram, isOver: (last: number) => boolean): Promise<Frame[]> {
  const frames: Frame[] = [];
  let length = 0;
  let last = 0;
  while (!isOver(last)) {
    await setTimeout(1);
    if (program.raw().length === length || !program.whole()) continue;
    length = program.raw().length;
    const events = Number((/([\d,]+) events$/.exec(program.rows()[1] ?? '')?.[1] ?? '').replaceAll(',', ''));
    if (events <= last) continue;
    last = events;
    frames.push({ at: clock(), events });
  }
  return frames;
}

/** In ms: how old each frame is, how long each write took to be counted, and how long it was between frames. */
function timesOf(writes: readonly (readonly [number, number])[], frames: readonly Frame[], before: number) {
  const ages: number[] = [];
  let next = 0;
  for (const { at, events } of frames) {
    while ((writes[next]?.[0] ?? Number.POSITIVE_INFINITY) <= events - before) next++;
    ages.push(Math.max(0, at - (writes[next]?.[1] ?? at)));
  }
  let frame = 0;
  const delays = writes.flatMap(([written, at]) => {
    while (frame < frames.length && (frames[frame]?.events ?? 0) - before < written) frame++;
    const counted = frames[frame];
    return counted === undefined ? [] : [counted.at - at];
  });
  const between = frames.slice(1).map(({ at }, k) => at - (frames[k]?.at ?? at));
  return { ages, delays, between };
}

/** Whole lines from the head of one file as another. */
function copyHead(from: string, to: string): void {
  const bytes = Buffer.alloc(FIRST_BYTES);
  const fd = openSync(from, 'r');
  const read = readSync(fd, bytes);
  closeSync(fd);
  writeFileSync(to, bytes.subarray(0, bytes.lastIndexOf(10, read - 1) + 1));
}
