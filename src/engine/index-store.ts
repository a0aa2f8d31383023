/** The index: all rows of all files in order. Knows nothing of views. */
import type { LineReader } from '../audit/block.ts';
import { BadLines } from './bad-lines.ts';
import { BlockIntake } from './block-intake.ts';
import { oldestLane } from './eviction.ts';
import { sourceOf } from './file-id.ts';
import { Lane } from './lanes.ts';
import { LineIndex } from './lines.ts';
import { Requests } from './requests.ts';
import type { RowVerdicts } from './rules.ts';
import { Segment } from './segment.ts';
import { joined, type TimeSpan } from './segment-times.ts';
import { Tables } from './tables.ts';
import { TextColumns } from './text-columns.ts';

/** What is told to the views, which keep counts. */
export interface IndexListener {
  /** The row is about to be flagged superseded, by a row with this live ordinal (-1: one read backwards). */
  superseding(segment: Segment, row: number, ordinal: number): void;
  /** The segment is about to be let go. */
  evicting(segment: Segment): void;
}

export class Index {
  readonly tables = new Tables();
  /** One for each source, in the order of the sources. */
  readonly lanes: Lane[] = [];
  /** Of all lanes, lane by lane, the oldest first. */
  segments: readonly Segment[] = [];
  readonly lines = new Map<number, LineIndex>();
  /** What is known of raw lines. */
  readonly texts = new TextColumns();
  /** Rows held. */
  held = 0;
  /** Live rows so far: the ordinal of the next. */
  ordinal = 0;
  readonly bad = new BadLines();
  listener: IndexListener = { superseding: () => undefined, evicting: () => undefined };
  /** Rows that were let go and are not held. */
  evicted = 0;
  /** What the policy in force says of rows; null without one. `Reload` puts another in its place. */
  verdicts: RowVerdicts | null = null;
  /** Rows held that differ from it. */
  drifting = 0;
  /** How often another policy came into force. */
  policyChanges = 0;
  private readonly requests = new Requests(this.tables, (...what) => this.listener.superseding(...what));
  private nextSegment = 0;
  private readonly bySource = new Map<number, Lane>();
  private readonly intake = new BlockIntake(this.tables, this.bad, {
    last: (file) => this.lastSegment(this.laneOf(file), file),
    appended: (file, segment, from) => this.appended(this.laneOf(file), segment, from),
    prepend: (file, scratch) => this.prepend(this.laneOf(file), file, scratch),
  });

  /** The lane of a source, which begins where there is none; with the second one the rows are merged by time. */
  lane(source: number, name = ''): Lane {
    const known = this.bySource.get(source);
    if (known !== undefined) return known;
    const lane = new Lane(source, this.tables.source.codeOf(name));
    this.bySource.set(source, lane);
    this.lanes.push(lane);
    this.lanes.sort((a, b) => a.source - b.source);
    if (this.lanes.length === 2) for (const each of this.lanes) each.beginMerge();
    return lane;
  }

  /** Takes a block of whole lines of a file and gives the number of new rows. `path` is for bad lines. */
  add(file: number, path: string, offset: number, bytes: Buffer, where: 'newer' | 'older'): number {
    const before = this.held;
    const lines = this.intake[where](file, path, offset, bytes);
    this.lineIndex(file).add(offset, bytes.length, lines, where);
    return this.held - before;
  }

  /** Takes lines whose rows were let go, directly before those held of their file; see `reading`. */
  addAgain(reader: LineReader, file: number, offset: number, bytes: Buffer): void {
    const before = this.held;
    this.intake.again(reader, file, offset, bytes);
    this.evicted = Math.max(0, this.evicted - (this.held - before));
  }

  /** A reader for lines that are taken again, backwards without a gap. */
  reading(): LineReader {
    return this.intake.reading();
  }

  /** Memory that it takes, about. */
  get bytes(): number {
    const beside = this.requests.bytes + this.tables.bytes + this.intake.bytes + this.texts.bytes;
    return this.segments.reduce((sum, segment) => sum + segment.bytes, beside);
  }

  /** Between what times the rows held lie; null where there is none with a time. */
  times(): TimeSpan | null {
    return this.segments.reduce<TimeSpan | null>((span, segment) => joined(span, segment.times.span()), null);
  }

  /** µs of the newest of the first so many rows of a source; -Infinity where none has a time. */
  newestOfFirst(source: number, rows: number): number {
    let newest = Number.NEGATIVE_INFINITY;
    let left = rows;
    for (const { start, end, time } of this.bySource.get(source)?.segments ?? []) {
      const to = Math.min(end, start + left);
      for (let row = start; row < to; row++) if (time[row]! > newest) newest = time[row]!;
      left -= to - start;
      if (left === 0) break;
    }
    return newest;
  }

  /** Lets go of the oldest segments until it takes no more than so many bytes; each source keeps its newest one. */
  shrink(bytes: number): void {
    for (let over = this.bytes - bytes; over > 0; ) {
      const lane = oldestLane(this.lanes);
      const segment = lane?.segments[0];
      if (lane === null || segment === undefined) return;
      over -= segment.bytes;
      this.evict(lane, segment);
    }
  }

  private evict(lane: Lane, segment: Segment): void {
    this.listener.evicting(segment);
    const rows = segment.end - segment.start;
    const drifts = segment.codes.drift;
    for (let row = segment.start; row < segment.end; row++) if (drifts[row] !== 0) this.drifting--;
    this.held -= rows;
    this.evicted += rows;
    lane.held -= rows;
    lane.segments.shift();
    lane.stubs.add(segment);
    this.requests.drop(segment);
    this.texts.drop(segment.id);
    this.listSegments();
  }

  private listSegments(): void {
    this.segments = this.lanes.flatMap(({ segments }) => segments);
  }

  /** Nothing more comes for now: what looked like the beginning of a document over several lines is lines. */
  endDocuments(pathOf: (file: number) => string): void {
    this.intake.endDocuments(pathOf);
  }

  /** The segment and row of a line and item; null where it is not (or no longer) held. */
  find(file: number, offset: number, item: number): { readonly segment: Segment; readonly row: number } | null {
    for (const segment of this.bySource.get(sourceOf(file))?.segments ?? []) {
      if (segment.file !== file || segment.end === segment.start) continue;
      const row = segment.find(offset, item);
      if (row >= 0) return { segment, row };
    }
    return null;
  }

  private lineIndex(file: number): LineIndex {
    const known = this.lines.get(file) ?? new LineIndex();
    this.lines.set(file, known);
    return known;
  }

  /** The segment that takes the next row of a file at the end of its lane. */
  private lastSegment(lane: Lane, file: number): Segment {
    const segment = lane.segments.at(-1);
    if (segment !== undefined && segment.file === file && !segment.backwards && segment.room > 0) return segment;
    return this.newSegment(lane, lane.segments.length, file, false);
  }

  /** Rows from `from` on came live, at the end of a segment. */
  private appended(lane: Lane, segment: Segment, from: number): void {
    segment.place(from);
    segment.ordinals.note(from, this.ordinal);
    const first = this.ordinal;
    this.ordinal += segment.end - from;
    this.settle(lane, segment, from, segment.end, first);
  }

  private prepend(lane: Lane, file: number, scratch: Segment): void {
    const held = lane.segments.find((segment) => segment.file === file);
    for (let left = rowsBefore(scratch, held); left > 0; ) {
      const at = this.frontSegment(lane, file);
      const segment = lane.segments[at]!;
      const from = Math.max(0, left - segment.room);
      segment.prepend(scratch, from, left);
      lane.settleFloors(at);
      this.settle(lane, segment, segment.start, segment.start + left - from, -1);
      left = from;
    }
  }

  /** The place of the file's first segment where that has room in front, else of a new one before it. */
  private frontSegment(lane: Lane, file: number): number {
    const found = lane.segments.findIndex((segment) => segment.file >= file);
    const first = lane.segments[found];
    if (first !== undefined && first.file === file && first.backwards && first.room > 0) return found;
    const at = found < 0 ? lane.segments.length : found;
    this.newSegment(lane, at, file, true);
    return at;
  }

  private newSegment(lane: Lane, at: number, file: number, backwards: boolean): Segment {
    const segment = new Segment(this.nextSegment++, file, backwards, lane.codes);
    this.requests.hold(segment);
    lane.segments.splice(at, 0, segment);
    if (this.lanes.length > 1) {
      segment.beginMerge();
      lane.settleFloors(at);
    }
    this.listSegments();
    return segment;
  }

  /** The lane that a file's rows are in. */
  private laneOf(file: number): Lane {
    return this.lane(sourceOf(file));
  }

  /**
   * What new rows `[from, to)` need besides their own lines: their rules, and which stage of a request is the latest.
   * `ordinal`: of the first that came live; -1: they were read backwards.
   */
  private settle(lane: Lane, segment: Segment, from: number, to: number, ordinal: number): void {
    this.held += to - from;
    lane.held += to - from;
    if (this.verdicts !== null) this.drifting += this.verdicts.fill(segment, from, to);
    // Backwards as it is read: the later stages first.
    if (ordinal < 0) for (let row = to - 1; row >= from; row--) this.requests.note(lane.source, segment, row, -1);
    else for (let row = from; row < to; row++) this.requests.note(lane.source, segment, row, ordinal + row - from);
  }
}

/**
 * How many rows of a scratch segment come before those of a segment of the same file: the last line of what is read
 * again may hold items that were not let go.
 */
function rowsBefore(scratch: Segment, held: Segment | undefined): number {
  if (held === undefined || held.start === held.end) return scratch.end;
  const offset = held.offsetOf(held.start);
  const item = held.item[held.start]!;
  let rows = scratch.end;
  while (rows > 0 && !scratch.isBefore(rows - 1, offset, item)) rows--;
  return rows;
}
