/**
 * Whole lines out of blocks: the forward half. Bytes come in as they are read, whole lines go out, and the torn
 * last line waits here. Each byte is moved a bounded number of times, however long its line is.
 */

/** Some bytes of a file and where they stand in it. */
export interface Piece {
  /** Byte offset of `bytes[0]` in the file. */
  readonly offset: number;
  /** Valid until the buffer has given room twice: it can be dealt with while more is read. */
  readonly bytes: Uint8Array;
}

export interface LineBuffer {
  /** Free space of exactly `bytes` bytes to read into. Of the pieces taken before, the last one stays valid. */
  room(bytes: number): Buffer;
  /** The first `count` bytes of the room were read. */
  accept(count: number): void;
  /** The whole lines there are, up to and with the last LF; null where there are none. */
  take(): Piece | null;
  /** What is left, a line without LF; null where nothing is. An LF alone that comes next is skipped, not a line. */
  takeRest(): Piece | null;
  /** The torn last line as it stands, without taking it. */
  rest(): Uint8Array;
}

const LF = 10;

/** The same bytes as no Buffer, whose `slice` would be a view and not a copy. */
export function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * A buffer whose first byte will be the file's byte `offset`. `block` is the usual read in bytes. A line that
 * grows past `maxLine` bytes is given out in pieces of about that size, so that memory stays bounded: each piece
 * then counts as a line that cannot be read.
 */
export function lineBuffer(offset: number, block: number, maxLine: number): LineBuffer {
  let buffer: Buffer = Buffer.alloc(0); // Made when first read into: many files may be open and waiting.
  let other = buffer; // Read into next, while a piece of `buffer` is out.
  let isOut = false;
  let at = offset; // file offset of buffer[from]
  let from = 0; // first byte not taken yet
  let whole = 0; // end of the whole lines, or `from` where there are none
  let to = 0; // end of the bytes held
  let skipLF = false;

  /** Makes it `next`, which holds from its beginning what `buffer` still holds. */
  function move(next: Buffer): void {
    buffer.copy(next, 0, from, to);
    buffer = next;
    whole -= from;
    to -= from;
    from = 0;
  }

  function out(end: number): Piece | null {
    if (end <= from) return null;
    const piece: Piece = { offset: at, bytes: plain(buffer.subarray(from, end)) };
    at += end - from;
    from = end;
    whole = end;
    isOut = true;
    // One huge line must not keep its memory: what is left moves to a buffer of the usual size.
    if (buffer.length > block * 8 && to - from <= block) {
      move(Buffer.allocUnsafe(block * 2));
      isOut = false;
    }
    return piece;
  }

  return {
    room(bytes) {
      const need = to - from + bytes;
      if (isOut) {
        const last = buffer;
        move(other.length >= need && other.length <= block * 8 ? other : Buffer.allocUnsafe(Math.max(need, block * 2)));
        other = last;
        isOut = false;
      } else if (to + bytes > buffer.length) {
        // Doubling keeps the copying linear in the length of a line.
        const fits = need <= buffer.length;
        move(fits ? buffer : Buffer.allocUnsafe(Math.max(need, buffer.length * 2, block * 2)));
      }
      return buffer.subarray(to, to + bytes);
    },
    accept(count) {
      if (count === 0) return;
      if (skipLF && buffer[to] === LF && to === from) {
        from++;
        whole = from;
        at++;
      }
      skipLF = false;
      const last = buffer.subarray(to, to + count).lastIndexOf(LF);
      if (last >= 0) whole = Math.max(from, to + last + 1);
      to += count;
      if (whole === from && to - from >= maxLine) whole = to;
    },
    take: () => out(whole),
    takeRest() {
      if (to === from) return null;
      skipLF = true;
      return out(to);
    },
    rest: () => plain(buffer.subarray(whole, to)),
  };
}
