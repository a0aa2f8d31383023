/** Whole lines out of blocks: the backward half. Blocks are put before each other until a line begins in them. */

import type { FileOptions } from './file-options.ts';
import { type Piece, plain } from './pieces.ts';
import type { ByteReader } from './unpacked.ts';

const LF = 10;

/** Reads until `into` is full or the file ends; gives the part that was filled. */
export async function readAt(from: ByteReader, offset: number, into: Buffer): Promise<Buffer> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await from.read(into, done, into.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return into.subarray(0, done);
}

/** What was read before byte `end` of a file; `piece` is null where the file turned out shorter. */
export interface OlderBlock {
  readonly end: number;
  readonly piece: Piece | null;
}

/**
 * The bytes before `end`, from the start of a line on: about one block, in `into`, which is of that size, or more
 * where one line is longer. Null where the file turned out shorter. A line longer than `maxLineBytes` is cut in
 * pieces, as `lineBuffer` does.
 */
export async function readOlder(
  from: ByteReader,
  end: number,
  into: Buffer,
  options: FileOptions,
): Promise<Piece | null> {
  const blocks: Buffer[] = [];
  let at = end;
  while (at > 0) {
    const length = Math.min(options.blockBytes, at);
    const block = await readBefore(from, at, blocks.length === 0 ? into.subarray(0, length) : fresh(length));
    if (block === null) return null;
    at -= block.length;
    blocks.unshift(block);
    const begin = block.indexOf(LF) + 1;
    // An LF that is the last byte of all ends the line that is looked for; it does not begin it.
    if (at > 0 && begin > 0 && at + begin < end) return joined(blocks, at, begin);
    if (end - at >= options.maxLineBytes) break;
  }
  return joined(blocks, at, 0);
}

/**
 * The end of a file of `size` bytes: the last `tailBytes`, doubled until they hold a screenful of whole lines, and
 * past `tailMaxBytes` until they hold one. Begins at the start of a line and goes to the last byte. Null where the
 * file turned out shorter.
 */
export async function readTail(from: ByteReader, size: number, options: FileOptions): Promise<Piece | null> {
  const blocks: Buffer[] = [];
  let at = size;
  let ends = 0; // line ends in `blocks`; the first of them begins the first whole line
  while (at > 0) {
    const block = await readBefore(from, at, fresh(Math.min(at, Math.max(options.tailBytes, size - at))));
    if (block === null) return null;
    at -= block.length;
    blocks.unshift(block);
    ends += lineEnds(block, options.tailLines + 1 - ends);
    const held = size - at;
    if (ends > options.tailLines || (held >= options.tailMaxBytes && ends > 1) || held >= options.maxLineBytes) break;
  }
  const whole = joined(blocks, at, 0);
  const begin = at === 0 ? 0 : whole.bytes.indexOf(LF) + 1;
  return { offset: at + begin, bytes: whole.bytes.subarray(begin) };
}

/** Fills `into` with the bytes before `end`; null where they are not all there. */
async function readBefore(from: ByteReader, end: number, into: Buffer): Promise<Buffer | null> {
  const block = await readAt(from, end - into.length, into);
  return block.length === into.length ? block : null;
}

function fresh(bytes: number): Buffer {
  return Buffer.allocUnsafeSlow(bytes);
}

/** Counts line ends, but no further than `enough`. */
function lineEnds(block: Buffer, enough: number): number {
  let count = 0;
  for (let at = block.indexOf(LF); at >= 0 && count < enough; at = block.indexOf(LF, at + 1)) count++;
  return count;
}

function joined(blocks: readonly Buffer[], at: number, begin: number): Piece {
  const [only] = blocks;
  const bytes = blocks.length === 1 && only !== undefined ? only : Buffer.concat(blocks);
  return { offset: at + begin, bytes: plain(bytes.subarray(begin)) };
}
