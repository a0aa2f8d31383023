/** The stages of one request in the index: which row has the latest of them, and which rows that supersedes. */
import { sourceOf } from './file-id.ts';
import { Pairs } from './pairs.ts';
import { FLAG, SEGMENT_ROWS, type Segment } from './segment.ts';
import type { Tables } from './tables.ts';

/** Called before a row is flagged superseded: see `IndexListener`. */
type Superseding = (segment: Segment, row: number, ordinal: number) => void;

export class Requests {
  private readonly pairs = new Pairs();
  private readonly tables: Tables;
  private readonly segments: ReadonlyMap<number, Segment>;
  private readonly superseding: Superseding;

  /** `segments`: those held, by id; it changes. */
  constructor(tables: Tables, segments: ReadonlyMap<number, Segment>, superseding: Superseding) {
    this.tables = tables;
    this.segments = segments;
    this.superseding = superseding;
  }

  /** Memory that it takes. */
  get bytes(): number {
    return this.pairs.bytes;
  }

  /** Takes note of a new row, with its live ordinal (-1: read backwards), and flags it or the one it supersedes. */
  note(source: number, segment: Segment, row: number, ordinal: number): void {
    const received = segment.receivedOf(row);
    const audit = segment.audit[row]!;
    if (Number.isNaN(received) || audit === 0) return;
    // Another source may have recorded the same request: its rows are its own.
    const key = pairKey(audit + source, received);
    const reference = segment.id * SEGMENT_ROWS + row;
    const other = this.pairs.get(key);
    const otherSegment = this.segments.get(Math.floor(other / SEGMENT_ROWS));
    if (other < 0 || otherSegment === undefined) {
      this.pairs.set(key, reference, this.isHeld);
      return;
    }
    const otherRow = other % SEGMENT_ROWS;
    const same =
      otherSegment.audit[otherRow] === audit &&
      otherSegment.receivedOf(otherRow) === received &&
      sourceOf(otherSegment.file) === source;
    if (!same) return;
    const order = this.stageRank(segment, row) - this.stageRank(otherSegment, otherRow);
    if (order < 0) segment.flags[row]! |= FLAG.superseded;
    if (order <= 0) return;
    this.pairs.set(key, reference, this.isHeld);
    this.superseding(otherSegment, otherRow, ordinal);
    otherSegment.flags[otherRow]! |= FLAG.superseded;
  }

  private readonly isHeld = (reference: number): boolean => this.segments.has(Math.floor(reference / SEGMENT_ROWS));

  /** Stages in their natural order; Panic takes the place of ResponseComplete. */
  private stageRank(segment: Segment, row: number): number {
    const stage = this.tables.stage.texts[segment.codes.stage[row]!];
    if (stage === 'RequestReceived') return 1;
    if (stage === 'ResponseStarted') return 2;
    return stage === 'ResponseComplete' || stage === 'Panic' ? 3 : 0;
  }
}

/** One number for an auditID hash and a time. */
function pairKey(audit: number, received: number): number {
  const high = (Math.floor(audit / 0x1_0000_0000) ^ Math.floor(received / 0x1_0000_0000)) & 0x1f_ffff;
  const low = ((audit >>> 0) ^ Math.imul(received >>> 0, 0x9e37_79b1)) >>> 0;
  const key = high * 0x1_0000_0000 + low;
  return key === Number.MAX_SAFE_INTEGER ? 0 : key;
}
