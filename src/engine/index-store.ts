/** The index: all rows of all files in order, and how blocks of lines become rows. Knows nothing of views. */
import { LineReader } from '../audit/block.ts';
import type { BlockReader, Place } from '../audit/line-walk.ts';
import { createBlockScanner } from '../audit/scan-block.ts';
import { BadLines } from './bad-lines.ts';
import { sourceOf } from './file-id.ts';
import { addRow } from './ingest.ts';
import { Lane } from './lanes.ts';
import { LineIndex } from './lines.ts';
import { Requests } from './requests.ts';
import type { RowVerdicts } from './rules.ts';
import { SEGMENT_ROWS, Segment } from './segment.ts';
import { IndexCodes } from './slot-codes.ts';
import { Tables } from './tables.ts';
import { TextColumns } from './text-columns.ts';

/** What is told to the views, which keep counts. */
export interface IndexListener {
  /** The row is about to be flagged superseded, by a row with this live ordinal (-1: one read backwards). */
  superseding(segment: Segment, row: number, ordinal: number): void;
  /** The segment is about to be let go. */
  evicting(segment: Segment): void;
}

/** A scratch segment has rows of any source. */
const NO_SOURCE = new Uint32Array(SEGMENT_ROWS);

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
  /** Rows that were let go. */
  evicted = 0;
  /** What the policy in force says of rows; null without one. `Reload` puts another in its place. */
  verdicts: RowVerdicts | null = null;
  /** Rows held that differ from it. */
  drifting = 0;
  /** How often another policy came into force. */
  policyChanges = 0;
  private readonly slots = new IndexCodes(this.tables);
  private readonly scanner = createBlockScanner(this.slots);
  private readonly readers = new Map<number, LineReader>();
  private readonly byId = new Map<number, Segment>();
  private readonly requests = new Requests(this.tables, this.byId, (...what) => this.listener.superseding(...what));
  private nextSegment = 0;
  private readonly bySource = new Map<number, Lane>();
  /** Rows of a block that was read backwards, before they are copied in front of what is there; reused. */
  private readonly scratches: Segment[] = [];

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
    this.lineIndex(file).add(offset, bytes, where);
    const reader = this.reader(file);
    if (where === 'newer') reader.newer(bytes, offset, this.appending(file, path));
    else this.addOlder(reader, file, path, offset, bytes);
    return this.held - before;
  }

  /** Memory that it takes, about. */
  get bytes(): number {
    const beside = this.requests.bytes + this.tables.bytes + this.scanner.heapBytes + this.texts.bytes;
    return this.segments.reduce((sum, segment) => sum + segment.bytes, beside);
  }

  /** Lets go of the oldest segments until it takes no more than so many bytes; each source keeps its newest one. */
  shrink(bytes: number): void {
    for (let over = this.bytes - bytes; over > 0; ) {
      const lane = this.lanes.reduce<Lane | null>((oldest, each) => (isOlder(each, oldest) ? each : oldest), null);
      const segment = lane?.segments[0];
      if (lane === null || segment === undefined) return;
      this.evict(lane, segment);
      over -= segment.bytes;
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
    this.byId.delete(segment.id);
    this.texts.drop(segment.id);
    this.listSegments();
  }

  private listSegments(): void {
    this.segments = this.lanes.flatMap(({ segments }) => segments);
  }

  /** Nothing more comes for now: what looked like the beginning of a document over several lines is lines. */
  endDocuments(pathOf: (file: number) => string): void {
    for (const [file, reader] of this.readers) reader.settle(this.appending(file, pathOf(file)));
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

  private reader(file: number): LineReader {
    const known = this.readers.get(file) ?? new LineReader(this.scanner);
    this.readers.set(file, known);
    return known;
  }

  private taking(file: number, path: string, take: (place: Place, from: Buffer) => void): BlockReader {
    return {
      event: (from, _start, _end, place) => take(place, from),
      bad: (line, place, reason) => this.bad.add(file, path, place, reason, line),
    };
  }

  private appending(file: number, path: string): BlockReader {
    const lane = this.laneOf(file);
    return this.taking(file, path, (place, from) => this.append(lane, file, place, from));
  }

  private append(lane: Lane, file: number, place: Place, bytes: Buffer): void {
    let segment = lane.segments.at(-1);
    if (segment === undefined || segment.file !== file || segment.backwards || segment.room === 0) {
      segment = this.newSegment(lane, lane.segments.length, file, false);
    }
    const row = addRow(this.scanner, bytes, segment, this.tables, this.slots, place);
    segment.placeLast();
    segment.ordinals.note(row, this.ordinal);
    this.settle(lane, segment, row, this.ordinal++);
  }

  private addOlder(reader: LineReader, file: number, path: string, offset: number, bytes: Buffer): void {
    let used = 0;
    const take = (place: Place, from: Buffer): void => {
      if (used === 0 || this.scratches[used - 1]!.room === 0) {
        if (used === this.scratches.length) this.scratches.push(new Segment(-1, -1, false, NO_SOURCE));
        used++;
      }
      addRow(this.scanner, from, this.scratches[used - 1]!, this.tables, this.slots, place);
    };
    reader.older(bytes, offset, this.taking(file, path, take));
    while (used > 0) {
      const scratch = this.scratches[--used]!;
      this.prependAll(file, scratch);
      scratch.clear();
    }
  }

  private prependAll(file: number, scratch: Segment): void {
    const lane = this.laneOf(file);
    for (let left = scratch.end; left > 0; ) {
      const at = this.frontSegment(lane, file);
      const segment = lane.segments[at]!;
      const from = Math.max(0, left - segment.room);
      segment.prepend(scratch, from, left);
      lane.settleFloors(at);
      for (let row = segment.start + (left - from) - 1; row >= segment.start; row--)
        this.settle(lane, segment, row, -1);
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
    this.byId.set(segment.id, segment);
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

  /** What a new row needs besides its own line: its rule, and which stage of its request is the latest. */
  private settle(lane: Lane, segment: Segment, row: number, ordinal: number): void {
    this.held++;
    lane.held++;
    const { rule, drift } = segment.codes;
    if (this.verdicts !== null) this.drifting += this.verdicts.fill(segment, row, row + 1, rule, drift);
    this.requests.note(lane.source, segment, row, ordinal);
  }
}

/** Whether the oldest segment of a lane, which is not its newest, ends before that of the other. */
function isOlder(lane: Lane, other: Lane | null): boolean {
  const oldest = lane.segments[0];
  if (oldest === undefined || lane.segments.length < 2) return false;
  const otherOldest = other?.segments[0];
  return otherOldest === undefined || !(oldest.time[oldest.end - 1]! >= otherOldest.time[otherOldest.end - 1]!);
}
