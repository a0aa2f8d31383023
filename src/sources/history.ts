/**
 * The backward half of reading in tail order: what the first file held before its tail, then its rotated siblings,
 * newest first, one open at a time, each from its end to its beginning. Every step gives out at most one block, and
 * begins to read the next.
 */

import { type OlderBlock, readOlder } from './backwards.ts';
import type { FileOptions } from './file-options.ts';
import { find } from './find.ts';
import { type FileRecord, type HeldFile, holdRecord, isSame, release, settleSize } from './held-file.ts';
import type { Notes } from './notes.ts';
import type { ReadOptions, SourceEvent } from './source.ts';

/** Bytes that a step unpacks of a compressed file on the way to the ones it wants. */
const UNPACK_BYTES = 4 * 1024 * 1024;

export interface History {
  /** Begins with the part of the first file before its tail, of which `read` bytes were read. */
  begin(held: HeldFile): void;
  /** Goes on with these files, oldest first. */
  add(siblings: readonly FileRecord[]): void;
  /** There is more, whatever the limit. */
  readonly left: boolean;
  /** There is more, and no limit has been reached. */
  readonly pending: boolean;
  /** Pending, and not held back. */
  wanted(): boolean;
  /** Whether the rest of this file is still to be read. */
  needs(held: HeldFile): boolean;
  /** Gives up on the rest of this file. */
  drop(held: HeldFile): void;
  /** Reads on: null where there was nothing to tell; `truncated`: the file it was in is. System errors are thrown. */
  step(): Promise<SourceEvent | null | { readonly truncated: HeldFile }>;
  /** Lets go of a file that it holds open on its own, until the next step. */
  pause(): Promise<void>;
}

export function createHistory(read: ReadOptions, options: FileOptions, notes: Notes): History {
  let within: HeldFile | null = null;
  /** Whether `within` was opened here, and is to be closed here. */
  let own = false;
  const queue: FileRecord[] = [];
  /** Read into by turns: one is the consumer's while the other is being filled. */
  let blocks: Buffer[] = [];

  async function done(): Promise<void> {
    const held = within;
    within = null;
    if (queue.length === 0) blocks = [];
    if (held === null) return;
    notes.damage(held);
    if (own) await release(held);
  }

  /** Opens the file to read, anew where it was let go; false where it is gone. */
  async function open(): Promise<boolean> {
    if (within !== null && within.record.held === within) return true;
    const record = within?.record ?? queue.shift();
    if (record === undefined) return false;
    const opened = await find(record, options.keepBytes);
    if (opened === null) {
      notes.missed(record.foundPath);
      within = null;
      return false;
    }
    const fresh = holdRecord(opened, record, Number.NaN, options);
    const start = within?.start ?? fresh.limit; // Infinity: at the end of a packed file, wherever that is.
    within = fresh;
    within.start = start;
    within.end = start;
    own = true;
    return true;
  }

  /** Only reads: what it says of the file is taken up with the block. Null: there is more to unpack first. */
  async function readOn({ bytes, unpacked, start }: HeldFile): Promise<OlderBlock | null> {
    const from = Math.max(0, start - options.blockBytes);
    if (unpacked !== null && !(await unpacked.approach(from, start, UNPACK_BYTES))) return null;
    const end = Math.min(start, unpacked?.size ?? start);
    const free = blocks.length < 2 ? undefined : blocks.shift();
    const into = free ?? Buffer.allocUnsafeSlow(options.blockBytes);
    blocks.push(into);
    return { end, piece: await readOlder(bytes, end, into, options) };
  }

  return {
    begin(held) {
      options.history.read += held.record.read;
      if (held.start > 0) within = held;
      own = false;
    },
    add(siblings) {
      queue.push(...[...siblings].reverse());
    },
    get left() {
      return within !== null || queue.length > 0;
    },
    get pending() {
      return this.left && options.history.read < options.history.limit;
    },
    wanted() {
      return this.pending && (read.wantsOlder?.() ?? true);
    },
    needs: (held) => within === held,
    drop(held) {
      if (within === held) within = null;
    },
    async step() {
      if (!(await open()) || within === null) return null;
      const held = within;
      const block = await (held.older.take() ?? readOn(held));
      if (block === null) {
        held.older.begin(readOn(held));
        return null;
      }
      const { end, piece } = block;
      settleSize(held);
      if (held.unpacked !== null) held.end = Math.max(end, Math.min(held.end, held.record.size));
      held.start = end;
      if (end === 0) {
        await done();
        return null;
      }
      // It may go on in a copy: `drop` says where it does not.
      if (piece === null || !(await isSame(held, true))) return { truncated: held };
      held.start = piece.offset;
      held.record.read += piece.bytes.length;
      options.history.read += piece.bytes.length;
      if (held.start === 0) await done();
      else if (this.wanted()) held.older.begin(readOn(held));
      else if (!this.pending) await this.pause();
      return { type: 'lines', file: held.record.ref, ...piece, where: 'older' };
    },
    async pause() {
      if (own && within !== null) await release(within);
      blocks = [];
    },
  };
}
