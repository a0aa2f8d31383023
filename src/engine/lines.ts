/** Line numbers of a file that is read in pieces from its middle: known once the pieces reach back to its start. */

/** Adjacent pieces are joined up to this many bytes: a line is found by counting LFs within one piece. */
const PIECE_BYTES = 1 << 20;

interface Piece {
  offset: number;
  length: number;
  lines: number;
}

export class LineIndex {
  private readonly pieces: Piece[] = [];

  /** Notes bytes that were read, and the LFs in them, directly before or after what is noted already. */
  add(offset: number, length: number, lines: number, where: 'newer' | 'older'): void {
    const piece = { offset, length, lines };
    if (where === 'older') {
      this.pieces.unshift(piece);
      return;
    }
    const last = this.pieces.at(-1);
    if (last !== undefined && last.length + piece.length <= PIECE_BYTES) {
      last.length += piece.length;
      last.lines += piece.lines;
    } else this.pieces.push(piece);
  }

  /**
   * The lines before the piece that holds `offset`, and where that piece starts: the caller counts the rest with
   * `countLines`. Null while the file's head has not been read.
   */
  before(offset: number): { readonly lines: number; readonly pieceAt: number } | null {
    if (this.pieces[0]?.offset !== 0) return null;
    let lines = 0;
    for (const piece of this.pieces) {
      if (offset < piece.offset + piece.length) return { lines, pieceAt: piece.offset };
      lines += piece.lines;
    }
    return null;
  }
}

/** LFs among the first `end` bytes. */
export function countLines(bytes: Uint8Array, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
