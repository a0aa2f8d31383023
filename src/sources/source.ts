/**
 * Where lines come from. A source is pulled: it reads at most one block ahead of what its consumer took, so a slow
 * consumer slows the reading and never loses a line.
 */

/** One file by identity, not by name: it keeps its number when it is renamed, and a new file gets a new one. */
export interface FileRef {
  /** Counts up from 0 within one source, and down from -1 for files older than the first. Part of an event's id. */
  readonly file: number;
  /** The path under which it was opened. A rotated file has another name now: find it by `dev` and `ino`. */
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
}

/** What a source tells, in order. */
export type SourceEvent =
  | {
      readonly type: 'lines';
      readonly file: FileRef;
      /** Byte offset of `bytes[0]` in the file, unpacked where it is compressed. */
      readonly offset: number;
      /** Whole lines, each ending in LF but for the last line of an ended file. Valid until the next pull. */
      readonly bytes: Uint8Array;
      /** `newer`: after all that came before it. `older`: directly before the oldest bytes of this source so far. */
      readonly where: 'newer' | 'older';
    }
  | { readonly type: 'state'; readonly state: SourceState }
  /** The file was truncated: its old bytes cannot be read back any more; what comes now has another FileRef. */
  | { readonly type: 'truncated'; readonly file: FileRef };

export interface SourceState {
  /** As the user named it. */
  readonly name: string;
  /**
   * reading: going backwards through what was there (`read` of `size` bytes); live: all read, following;
   * waiting: not there yet; denied: permission; gone: was there, is not now; ended: read whole, not followed; failed: see detail.
   */
  readonly phase: 'reading' | 'live' | 'waiting' | 'denied' | 'gone' | 'ended' | 'failed';
  /** A sentence for the user where the phase needs one, else ''. */
  readonly detail: string;
  /** Bytes read so far, unpacked, of all files of this source. */
  readonly read: number;
  /** Bytes there are, of the same; for compressed files that were not read yet, about that. */
  readonly size: number;
  /**
   * Files of this source besides the one that grows: what rotation left, found there or seen to be rotated. Absent
   * where a source has no such files, as 0.
   */
  readonly rotated?: number;
  /** Of these, how many were read, wholly or in part: fewer where the history is limited. */
  readonly rotatedRead?: number;
  /** Some of the past is not read, as the history ends before it. Absent as false. */
  readonly isPartial?: boolean;
}

export interface ReadOptions {
  /** `tail`: the last 256 KB first, then backwards, then live. `forward`: from the first byte to the last, then live. */
  readonly order: 'tail' | 'forward';
  /** False: end at the end of the file as it was found. */
  readonly follow: boolean;
  /** Whether these bytes (no LF) are a whole event: decides if a last line without LF is taken while following. */
  readonly isWhole: (line: Uint8Array) => boolean;
  /**
   * Asked before each `older` piece: false holds the history back, for as long as it is false, while growth goes on
   * (`live` is then said with `read` below `size`). Absent: all of it is wanted.
   */
  readonly wantsOlder?: () => boolean;
  readonly signal: AbortSignal;
}

/** A file seen before, open to have much of it read back, one read after the other. */
export interface BackFile {
  /** It is compressed: reading on is cheap, reading what is before unpacks it from its start again. */
  readonly isForward: boolean;
  /**
   * Fills `into` with the bytes from `offset` on. `missing`: they are not all there any more; `gone`: nothing of the
   * file is.
   */
  read(offset: number, into: Buffer): Promise<'read' | 'missing' | 'gone'>;
  close(): Promise<void>;
}

export interface Source {
  readonly name: string;
  /** Pull the next event when the last one is dealt with. Ends when aborted, or when not following at the end. */
  read(options: ReadOptions): AsyncIterable<SourceEvent>;
  /** Bytes `[offset, offset + length)` of a file seen before, wherever it is now; null where it is gone. */
  readBack(file: FileRef, offset: number, length: number): Promise<Uint8Array | null>;
  /** The same for much of a file; null where it is gone. Absent: it is no better than `readBack`. */
  openBack?(file: FileRef): Promise<BackFile | null>;
  /** Whether it has this file open now, by whatever name; absent where it has none. */
  isReading?(dev: bigint, ino: bigint): boolean;
  /** A sentence that says why it may be gone; absent where files are removed or truncated. */
  whyGone?(): string;
}
