/**
 * What to read next of a followed file: a machine whose every step gives out at most one block and says what came of
 * it. It knows neither watcher nor waiting; `follow.ts` drives it.
 */

import { createBeside } from './beside.ts';
import { troubleOf } from './file-errors.ts';
import type { FileOptions } from './file-options.ts';
import { createFollowed } from './followed.ts';
import { isTold } from './generation.ts';
import { grow } from './growth.ts';
import { type FileRecord, type HeldFile, release } from './held-file.ts';
import { createHistory } from './history.ts';
import { createNotes } from './notes.ts';
import { openFile, openRecord } from './opening.ts';
import type { Piece } from './pieces.ts';
import { createProgress } from './progress.ts';
import type { Records } from './records.ts';
import type { ReadOptions, SourceEvent } from './source.ts';
import type { Follower, Step } from './step.ts';
import { patience, takeLines, wholeAfterAll } from './torn.ts';
import { afterTruncation, extendHead, learnHead } from './truncation.ts';

/** How often a history that is not wanted is offered again, in ms. */
const ASK_MS = 200;

function newest(held: HeldFile, piece: Piece | null): SourceEvent | null {
  return piece === null ? null : { type: 'lines', file: held.record.ref, ...piece, where: 'newer' };
}

/** Follows `path`. `files` has all files of the source; those that are found are added. */
export function createFollower(path: string, files: Records, read: ReadOptions, options: FileOptions): Follower {
  const notes = createNotes();
  const progress = createProgress(path, files);
  const followed = createFollowed(path, files, options, notes);
  const history = createHistory(read, options, notes);
  const beside = createBeside(path, files, options, notes);
  let current: HeldFile | null = null;
  /** Siblings to be read before `current` and its successors in forward order, oldest first. */
  let ahead: FileRecord[] = [];
  /** Newer than `current`, oldest first; the last is the one at the path. */
  let successors: HeldFile[] = [];
  /** Replaced, and kept open for writers that have not noticed yet. */
  let retired: HeldFile[] = [];
  let olderNext = false;
  let opened = false;
  let sawMissing = false;
  let caughtUp = false;
  let switches = 0;

  function step(events: (SourceEvent | null)[], then: Step['then'], detail = ''): Step {
    const reading = !caughtUp || (history.pending && (!read.follow || history.wanted()));
    const { trouble } = followed;
    const phase = trouble?.phase ?? (then === 'end' ? 'ended' : reading ? 'reading' : 'live');
    const said = trouble?.detail ?? [detail, notes.text].filter(Boolean).join(' ');
    const state = progress.tell(phase, said, current, history.left);
    return { events: [...events, state].filter((event) => event !== null), then };
  }

  async function openFirst(): Promise<Step> {
    const missing = !read.follow ? 'failed' : opened ? 'gone' : 'waiting';
    // A file that came while we waited is new from its first byte on.
    const tail = read.order === 'tail' && !opened && !sawMissing;
    const held = await openFile(path, { number: files.after, follow: read.follow, tail, missing }, options);
    if ('phase' in held) {
      followed.trouble = held;
      sawMissing ||= held.phase === missing;
      return step([], read.follow ? options.pollMs : 'end');
    }
    followed.settle();
    opened = true;
    current = held;
    if (tail) history.begin(held);
    files.add(held.record);
    switches++;
    const piece = newest(held, takeLines(held));
    if (!tail && !beside.listed) {
      await listSiblings(held);
      if (ahead.length > 0) {
        successors = [held];
        current = await following();
      }
    }
    return step([piece], 'again');
  }

  async function listSiblings(live: HeldFile): Promise<void> {
    const siblings = await beside.list(live);
    if (read.order === 'forward') ahead = siblings;
    else history.add(siblings);
  }

  /** The file to go on with after `current`. */
  async function following(): Promise<HeldFile | null> {
    for (let record = ahead.shift(); record !== undefined; record = ahead.shift()) {
      const held = await openRecord(record, read.follow, options);
      if (held !== null) return held;
      notes.missed(record.foundPath);
    }
    return successors.shift() ?? null;
  }

  /** Growth of one file; null where there is none. */
  async function newer(held: HeldFile): Promise<Step | null> {
    if (!isTold(held.record.head) && held.unpacked === null && !(await learn(held))) return await truncated(held);
    const grown = await grow(held, options);
    if (grown === null) return null;
    if (grown === 'truncated') return await truncated(held);
    olderNext = !grown.full;
    return step([newest(held, grown.piece)], 'again');
  }

  /** More of how a short file begins; false where it cannot be told that it was not truncated meanwhile. */
  async function learn(held: HeldFile): Promise<boolean> {
    const last = current === held && ahead.length + successors.length === 0;
    if (last && beside.areOf(held)) return await learnHead(held, files, beside.strangers);
    await extendHead(held);
    return true;
  }

  async function older(): Promise<Step> {
    olderNext = false;
    const told = await history.step();
    if (told !== null && 'truncated' in told) return await truncated(told.truncated);
    return step([told], 'again');
  }

  async function truncated(held: HeldFile): Promise<Step> {
    if (current === held && ahead.length + successors.length === 0) {
      const after = await afterTruncation(held, files, beside.strangers, options, notes);
      successors = after.successors;
      if (after.moved) return step([], 'again');
      current = await following();
      held.record.held = null;
    } else {
      retired = retired.filter((other) => other !== held);
      if (current === held) current = await following();
      await release(held);
    }
    history.drop(held);
    held.record.dead = true;
    held.record.read = 0;
    held.record.size = 0;
    const told = held.record.head.length > 0; // Of an empty one nothing was.
    return step([told ? { type: 'truncated', file: held.record.ref } : null], 'again');
  }

  /** Goes on to the next file, now that `held` was read to its end after the next one was there. */
  async function handOver(held: HeldFile): Promise<Step> {
    const wait = patience(held, options);
    if (wait > 0) return step([], wait);
    const piece = held.lines.takeRest();
    notes.damage(held);
    current = await following();
    switches++;
    if (held.limit === Number.POSITIVE_INFINITY && (held.record.ref.path === path || held.record.ref.file < 0)) {
      held.grewAt = performance.now(); // Its grace begins now.
      retired.push(held);
    } else await release(held); // A backup when it was found: its writer has long gone on.
    return step([newest(held, piece)], 'again');
  }

  /** Late writes to a replaced file; after its grace it is closed. Null where there is nothing to tell. */
  async function late(held: HeldFile): Promise<Step | null> {
    const grown = await newer(held);
    if (grown !== null) return grown;
    const graceOver = performance.now() - held.grewAt > options.graceMs;
    const piece = graceOver ? held.lines.takeRest() : wholeAfterAll(held, read.isWhole, options);
    if (piece !== null) return step([newest(held, piece)], 'again');
    if (!graceOver || (history.needs(held) && history.wanted())) return null;
    retired = retired.filter((other) => other !== held);
    await release(held);
    return null;
  }

  /** Lets go of a deleted file: an open descriptor would keep its space on the disk. Null: not yet. */
  async function letGo(held: HeldFile): Promise<Step | null> {
    if (held.links > 0 || followed.trouble?.phase !== 'gone' || (history.needs(held) && history.wanted())) return null;
    if (performance.now() - held.grewAt < options.graceMs) return null;
    history.drop(held);
    const piece = held.lines.takeRest();
    current = null;
    await release(held);
    return step([newest(held, piece)], 'again');
  }

  async function next(woken: boolean, detail: string): Promise<Step> {
    if (current === null) return await openFirst();
    const held = current;
    if (!beside.listed && read.order === 'tail') await listSiblings(held);
    if (olderNext && history.wanted()) return await older();
    const grown = await newer(held);
    if (grown !== null) return grown;
    if (ahead.length + successors.length > 0) return await handOver(held);
    if (read.follow && followed.isDue(woken)) {
      successors = await followed.look(held, beside.strangers);
      if (successors.length > 0) return step([], 'again');
      for (const old of retired) {
        const said = await late(old);
        if (said !== null) return said;
      }
      const gone = await letGo(held);
      if (gone !== null) return gone;
    }
    caughtUp = true;
    if (history.wanted()) return await older();
    await history.pause();
    if (history.pending) return step([], Math.min(ASK_MS, options.pollMs), detail);
    if (!read.follow || held.unpacked !== null) {
      const rest = newest(held, held.lines.takeRest());
      notes.damage(held);
      return step([rest], 'end');
    }
    const piece = wholeAfterAll(held, read.isWhole, options);
    if (piece !== null) return step([newest(held, piece)], 'again', detail);
    const torn = patience(held, options) || options.pollMs;
    const missing = followed.missing && followed.trouble === null ? options.quietMs : options.pollMs;
    return step([], Math.min(torn, missing, options.pollMs), detail);
  }

  return {
    step: next,
    fail(error) {
      followed.trouble = troubleOf(error, path, 'gone');
      const told = step([], read.follow ? options.pollMs : 'end');
      followed.trouble = null;
      return told;
    },
    get switches() {
      return switches;
    },
    async close() {
      await history.pause();
      const open = [current, ...successors, ...retired];
      current = null;
      successors = [];
      retired = [];
      for (const held of open) if (held !== null) await release(held);
    },
  };
}
