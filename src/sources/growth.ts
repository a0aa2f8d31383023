/** What was added to a file, block by block: while more is sure to be there, the next one is read ahead. */

import { readAt } from './backwards.ts';
import type { FileOptions } from './file-options.ts';
import { type HeldFile, isSame, settleSize } from './held-file.ts';
import type { Piece } from './pieces.ts';
import { takeLines } from './torn.ts';

export interface Grown {
  /** The whole lines that came; null where none ended. */
  readonly piece: Piece | null;
  /** A whole block was read, so there may be more at once. */
  readonly full: boolean;
}

/** A block read into the room of the file's line buffer, `want` bytes if they were there. */
export interface NewerBlock {
  readonly want: number;
  readonly count: number;
}

/** Takes one block of what was added; null: nothing was. System errors are thrown and change nothing. */
export async function grow(held: HeldFile, options: FileOptions): Promise<Grown | 'truncated' | null> {
  let block = (await held.newer.take()) ?? (await readOn(held, options));
  // Read ahead, an end says only that it was one then.
  if (block?.count === 0) block = await readOn(held, options);
  if (block === null) return null;
  const { want, count } = block;
  if (!(await isSame(held, count > 0))) return 'truncated';
  settleSize(held);
  if (count === 0) return null;
  held.lines.accept(count);
  held.end += count;
  held.record.read = held.end - held.start;
  held.grewAt = performance.now();
  held.tornSeen = false;
  const piece = takeLines(held);
  const full = count === want;
  if (full) held.newer.begin(readOn(held, options));
  return { piece, full };
}

/** Null where the file is not to be read any further. */
async function readOn(held: HeldFile, options: FileOptions): Promise<NewerBlock | null> {
  const want = Math.min(options.blockBytes, held.limit - held.end);
  if (want <= 0) return null;
  const { length } = await readAt(held.bytes, held.end, held.lines.room(want));
  return { want, count: length };
}
