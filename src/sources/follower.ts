/**
 * What to read next of a followed file: a machine whose every step reads at most one block and says what came of
 * it. It knows neither watcher nor waiting; `follow.ts` drives it.
 */

import { stat } from 'node:fs/promises';
import { readOlder } from './backwards.ts';
import { isMissing, type Trouble, troubleOf } from './file-errors.ts';
import type { FileOptions } from './file-options.ts';
import { type FileRecord, grow, type HeldFile, holdAgain, isSame, release } from './held-file.ts';
import { openFile } from './opening.ts';
import type { Piece } from './pieces.ts';
import { createProgress } from './progress.ts';
import { find } from './read-back.ts';
import { openSuccessors } from './replaced.ts';
import { sameFile } from './rotated.ts';
import type { ReadOptions, SourceEvent } from './source.ts';
import { patience, takeLines, wholeAfterAll } from './torn.ts';

/** How often a history that is not wanted is offered again, in ms. */
const ASK_MS = 200;

export interface Step {
  /** In order; at most one of them is `lines`. */
  readonly events: readonly SourceEvent[];
  /** `again`: there may be more at once; a number: nothing for so many ms, unless something happens. */
  readonly then: 'again' | 'end' | number;
}

export interface Follower {
  /** `woken`: something may have happened at the path. `detail`: what to say while live. */
  step(woken: boolean, detail: string): Promise<Step>;
  /** The state after a step threw `error`, a system error. */
  fail(error: unknown): Step;
  /** Counts up when another file is read under the path. */
  readonly switches: number;
  close(): Promise<void>;
}

function newest(held: HeldFile, piece: Piece | null): SourceEvent | null {
  return piece === null ? null : { type: 'lines', file: held.record.ref, ...piece, where: 'newer' };
}

/** Follows `path`. `files` lists all files of the source by number; new ones are added at its end. */
export function createFollower(path: string, files: FileRecord[], read: ReadOptions, options: FileOptions): Follower {
  const progress = createProgress(path, files);
  let current: HeldFile | null = null;
  /** Newer than `current`, oldest first; the last is the one at the path. */
  let successors: HeldFile[] = [];
  /** Replaced, and kept open for writers that have not noticed yet. */
  let retired: HeldFile[] = [];
  /** The file whose beginning is not read yet. There is never a second one: later files are read from byte 0. */
  let backfill: HeldFile | null = null;
  let olderNext = false;
  let opened = false;
  let sawMissing = false;
  let caughtUp = false;
  let trouble: Trouble | null = null;
  let missingSince: number | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let switches = 0;

  const wantsOlder = (): boolean => backfill !== null && (read.wantsOlder?.() ?? true);

  function step(events: (SourceEvent | null)[], then: Step['then'], detail = ''): Step {
    const reading = !caughtUp || (backfill !== null && (!read.follow || wantsOlder()));
    const phase = trouble?.phase ?? (then === 'end' ? 'ended' : reading ? 'reading' : 'live');
    const state = progress.tell(phase, trouble?.detail ?? detail);
    return { events: [...events, state].filter((event) => event !== null), then };
  }

  async function openFirst(): Promise<Step> {
    const missing = !read.follow ? 'failed' : opened ? 'gone' : 'waiting';
    // A file that came while we waited is new from its first byte on.
    const tail = read.order === 'tail' && !opened && !sawMissing;
    const held = await openFile(path, { number: files.length, follow: read.follow, tail, missing }, options);
    if ('phase' in held) {
      trouble = held;
      sawMissing ||= held.phase === missing;
      return step([], read.follow ? options.pollMs : 'end');
    }
    trouble = null;
    missingSince = null;
    opened = true;
    current = held;
    if (held.start > 0) backfill = held;
    files.push(held.record);
    switches++;
    return step([newest(held, takeLines(held))], 'again');
  }

  /** Growth of one file; null where there is none. */
  async function newer(held: HeldFile): Promise<Step | null> {
    const grown = await grow(held, options);
    if (grown === 'none') return null;
    if (grown === 'truncated') return await truncated(held);
    olderNext = grown === 'some';
    return step([newest(held, takeLines(held))], 'again');
  }

  async function older(held: HeldFile): Promise<Step> {
    olderNext = false;
    if (held.record.held === null && !(await reopen(held))) return step([], 'again');
    const piece = await readOlder(held.handle, held.start, options);
    if (piece === null || !(await isSame(held, true))) return await truncated(held);
    held.start = piece.offset;
    held.record.read += piece.bytes.length;
    if (held.start === 0) backfill = null;
    return step([{ type: 'lines', file: held.record.ref, ...piece, where: 'older' }], 'again');
  }

  async function reopen(held: HeldFile): Promise<boolean> {
    const handle = await find(held.record);
    if (handle === null) {
      backfill = null; // Removed meanwhile: `read` stays below `size`.
      return false;
    }
    held.handle = handle;
    held.record.held = held;
    held.grewAt = performance.now();
    retired.push(held);
    return true;
  }

  async function truncated(held: HeldFile): Promise<Step> {
    held.record.dead = true;
    held.record.read = 0;
    held.record.size = 0;
    if (backfill === held) backfill = null;
    if (current === held) {
      const next = await holdAgain(held, files.length, options);
      held.record.held = null;
      files.push(next.record);
      current = next;
    } else {
      retired = retired.filter((other) => other !== held);
      await release(held);
    }
    return step([{ type: 'truncated', file: held.record.ref }], 'again');
  }

  /** Goes on to the next file, now that `held` was read to its end after the next one was there. */
  async function handOver(held: HeldFile): Promise<Step> {
    const wait = patience(held, options);
    if (wait > 0) return step([], wait);
    const piece = held.lines.takeRest();
    current = successors.shift() ?? null;
    switches++;
    if (held.record.ref.path === path) {
      held.grewAt = performance.now(); // Its grace begins now.
      retired.push(held);
    } else await release(held); // A backup when it was found: its writer has long gone on.
    return step([newest(held, piece)], 'again');
  }

  /** What is at the path now. System errors become the source's trouble, and the held file is read on. */
  async function look(held: HeldFile): Promise<void> {
    try {
      if (!sameFile(await stat(path, { bigint: true }), held.record.ref)) {
        const next = await openSuccessors(path, held, files.length, files, options);
        if ('detail' in next) {
          trouble = { phase: 'failed', detail: next.detail };
          return;
        }
        successors = next;
        for (const { record } of next) files.push(record);
      }
      trouble = null;
      missingSince = null;
    } catch (error) {
      const now = performance.now();
      const found = troubleOf(error, path, 'gone');
      if (isMissing(error)) missingSince ??= now;
      // A rotation leaves a moment without a file: that is not gone yet.
      if (missingSince === null || now - missingSince >= options.quietMs) trouble = found;
    }
  }

  /** Late writes to a replaced file; after its grace it is closed. Null where there is nothing to tell. */
  async function late(held: HeldFile): Promise<Step | null> {
    const grown = await newer(held);
    if (grown !== null) return grown;
    const graceOver = performance.now() - held.grewAt > options.graceMs;
    const piece = graceOver ? held.lines.takeRest() : wholeAfterAll(held, read.isWhole, options);
    if (piece !== null) return step([newest(held, piece)], 'again');
    if (!graceOver || (backfill === held && wantsOlder())) return null;
    retired = retired.filter((other) => other !== held);
    await release(held);
    return null;
  }

  /** Lets go of a deleted file: an open descriptor would keep its space on the disk. Null: not yet. */
  async function letGo(held: HeldFile): Promise<Step | null> {
    if (held.links > 0 || trouble?.phase !== 'gone' || (backfill === held && wantsOlder())) return null;
    if (performance.now() - held.grewAt < options.graceMs) return null;
    if (backfill === held) backfill = null;
    const piece = held.lines.takeRest();
    current = null;
    await release(held);
    return step([newest(held, piece)], 'again');
  }

  async function next(woken: boolean, detail: string): Promise<Step> {
    if (current === null) return await openFirst();
    const held = current;
    if (olderNext && backfill !== null && wantsOlder()) return await older(backfill);
    const grown = await newer(held);
    if (grown !== null) return grown;
    if (successors.length > 0) return await handOver(held);
    const now = performance.now();
    if (read.follow && (woken || now - lookedAt >= options.pollMs || missingSince !== null)) {
      lookedAt = now;
      await look(held);
      if (successors.length > 0) return step([], 'again');
      for (const old of retired) {
        const said = await late(old);
        if (said !== null) return said;
      }
      const gone = await letGo(held);
      if (gone !== null) return gone;
    }
    caughtUp = true;
    if (backfill !== null && wantsOlder()) return await older(backfill);
    if (backfill !== null) return step([], Math.min(ASK_MS, options.pollMs), detail);
    if (!read.follow) return step([newest(held, held.lines.takeRest())], 'end');
    const piece = wholeAfterAll(held, read.isWhole, options);
    if (piece !== null) return step([newest(held, piece)], 'again', detail);
    const torn = patience(held, options) || options.pollMs;
    const missing = missingSince !== null && trouble === null ? options.quietMs : options.pollMs;
    return step([], Math.min(torn, missing, options.pollMs), detail);
  }

  return {
    step: next,
    fail(error) {
      trouble = troubleOf(error, path, 'gone');
      const told = step([], read.follow ? options.pollMs : 'end');
      trouble = null;
      return told;
    },
    get switches() {
      return switches;
    },
    async close() {
      const open = [current, ...successors, ...retired];
      current = null;
      successors = [];
      retired = [];
      for (const held of open) if (held !== null) await release(held);
    },
  };
}
