/** The stages of one request in the index: which row has the latest of them, and which rows that supersedes. */
import { SEGMENT_ROWS } from './code-array.ts';
import { sourceOf } from './file-id.ts';
import { Pairs } from './pairs.ts';
import { FLAG, type Segment } from './segment.ts';
import type { Tables } from './tables.ts';

/** Called before a row is flagged superseded: see `IndexListener`. */
type Superseding = (segment: Segment, row: number, ordinal: number) => void;

/**
 * A row's number is that of its segment, below this, and its own. Segments so far apart that they share one are told
 * apart by what the row holds.
 */
const SEGMENTS = 0xffff;

export class Requests {
  private readonly pairs = new Pairs();
  private readonly tables: Tables;
  /** Those held, by id modulo `SEGMENTS`. */
  private readonly segments: (Segment | undefined)[] = [];
  private readonly superseding: Superseding;
  /** `stageRank` by stage code. */
  private ranks = new Uint8Array();
  /** What is looked for: see `isSame`. */
  private audit = 0;
  private received = 0;
  private source = 0;

  constructor(tables: Tables, superseding: Superseding) {
    this.tables = tables;
    this.superseding = superseding;
  }

  /** Memory that it takes. */
  get bytes(): number {
    return this.pairs.bytes;
  }

  /** A segment has come. */
  hold(segment: Segment): void {
    this.segments[segment.id % SEGMENTS] = segment;
  }

  /** A segment was let go. */
  drop(segment: Segment): void {
    if (this.segments[segment.id % SEGMENTS] === segment) this.segments[segment.id % SEGMENTS] = undefined;
  }

  /** Takes note of a new row, with its live ordinal (-1: read backwards), and flags it or the one it supersedes. */
  note(source: number, segment: Segment, row: number, ordinal: number): void {
    const received = segment.receivedOf(row);
    const audit = segment.audit[row]!;
    if (Number.isNaN(received) || audit === 0) return;
    this.audit = audit;
    this.received = received;
    // Another source may have recorded the same request: its rows are its own.
    this.source = source;
    const hash = hashOf(audit, received, source);
    const entry = this.pairs.find(hash, this.isSame);
    const number = (segment.id % SEGMENTS) * SEGMENT_ROWS + row;
    const other = this.pairs.rowAt(entry);
    if (other < 0) {
      this.pairs.set(entry, hash, number, this.isHeld);
      return;
    }
    const otherSegment = this.segments[Math.floor(other / SEGMENT_ROWS)];
    if (otherSegment === undefined) return;
    const otherRow = other % SEGMENT_ROWS;
    const order = this.rankOf(segment, row) - this.rankOf(otherSegment, otherRow);
    if (order < 0) segment.flags[row]! |= FLAG.superseded;
    if (order <= 0) return;
    this.pairs.set(entry, hash, number, this.isHeld);
    this.superseding(otherSegment, otherRow, ordinal);
    otherSegment.flags[otherRow]! |= FLAG.superseded;
  }

  /** Whether a row, by its number, is of the request that is looked for. */
  private readonly isSame = (number: number): boolean => {
    const segment = this.segments[Math.floor(number / SEGMENT_ROWS)];
    const row = number % SEGMENT_ROWS;
    return (
      segment !== undefined &&
      segment.audit[row] === this.audit &&
      segment.receivedOf(row) === this.received &&
      sourceOf(segment.file) === this.source
    );
  };

  private readonly isHeld = (number: number): boolean => this.segments[Math.floor(number / SEGMENT_ROWS)] !== undefined;

  private rankOf({ codes }: Segment, row: number): number {
    const stage = codes.stage[row]!;
    const { texts } = this.tables.stage;
    if (stage >= this.ranks.length) this.ranks = Uint8Array.from(texts, stageRank);
    return this.ranks[stage]!;
  }
}

/** Stages in their natural order; Panic takes the place of ResponseComplete. */
function stageRank(stage: string): number {
  if (stage === 'RequestReceived') return 1;
  if (stage === 'ResponseStarted') return 2;
  return stage === 'ResponseComplete' || stage === 'Panic' ? 3 : 0;
}

/** 32 bits of an auditID's hash, a time in µs and a source. */
function hashOf(audit: number, received: number, source: number): number {
  const high = Math.floor(audit / 0x1_0000_0000);
  const low = audit - high * 0x1_0000_0000;
  const micros = received - Math.floor(received / 0x1_0000_0000) * 0x1_0000_0000;
  return (low ^ Math.imul(micros ^ source, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b)) >>> 0;
}
