/** Blocks of lines to rows: read by the compiled scan, handed on many rows at a time. Knows nothing of where they go. */
import { LineReader } from '../audit/block.ts';
import type { BlockReader, Place } from '../audit/line-walk.ts';
import type { PlainRows } from '../audit/plain-rows.ts';
import { createBlockScanner } from '../audit/scan-block.ts';
import type { BadLines } from './bad-lines.ts';
import { ZEROS } from './code-array.ts';
import { addRow } from './ingest.ts';
import { Segment } from './segment.ts';
import { IndexCodes } from './slot-codes.ts';
import type { Tables } from './tables.ts';

/** Where rows go. */
export interface RowPlaces {
  /** The segment with room for one more row at the end of a file. */
  last(file: number): Segment;
  /** Rows from `from` on came at the end of a segment that `last` gave. */
  appended(file: number, segment: Segment, from: number): void;
  /** Takes the rows of a scratch segment in front of those of the file. */
  prepend(file: number, scratch: Segment): void;
}

export class BlockIntake {
  private readonly tables: Tables;
  private readonly bad: BadLines;
  private readonly places: RowPlaces;
  private readonly slots: IndexCodes;
  private readonly scanner;
  /** By file. */
  private readonly readers = new Map<number, LineReader>();
  /** Rows of a block that was read backwards, before they are copied in front of what is there; reused. */
  private readonly scratches: Segment[] = [];

  constructor(tables: Tables, bad: BadLines, places: RowPlaces) {
    this.tables = tables;
    this.bad = bad;
    this.places = places;
    this.slots = new IndexCodes(tables);
    this.scanner = createBlockScanner(this.slots);
    this.slots.ask(this.scanner);
  }

  /** Memory that what it remembers of texts takes. */
  get bytes(): number {
    return this.scanner.heapBytes;
  }

  /**
   * A block of whole lines that begins at byte `offset`, after all of its file so far; gives the number of its
   * LFs. `path` is for bad lines.
   */
  newer(file: number, path: string, offset: number, bytes: Buffer): number {
    return this.reader(file).newer(bytes, offset, this.appending(file, path));
  }

  /** The same directly before what was read of the file. */
  older(file: number, path: string, offset: number, bytes: Buffer): number {
    return this.backwards(this.reader(file), file, offset, bytes, this.tellingBad(file, path));
  }

  /** Lines that were read before, by a reader of their own: bad ones were told then. */
  again(reader: LineReader, file: number, offset: number, bytes: Buffer): void {
    this.backwards(reader, file, offset, bytes, () => undefined);
  }

  /** A reader for `again`, from where on lines are read backwards. */
  reading(): LineReader {
    return new LineReader(this.scanner);
  }

  /** Nothing more comes for now: what looked like the beginning of a document over several lines is lines. */
  endDocuments(pathOf: (file: number) => string): void {
    for (const [file, reader] of this.readers) reader.settle(this.appending(file, pathOf(file)));
  }

  private reader(file: number): LineReader {
    const known = this.readers.get(file) ?? this.reading();
    this.readers.set(file, known);
    return known;
  }

  private tellingBad(file: number, path: string): BlockReader['bad'] {
    return (line, place, reason) => this.bad.add(file, path, place, reason, line);
  }

  private appending(file: number, path: string): BlockReader {
    const { places } = this;
    return {
      event: (bytes, _start, _end, place) => {
        const segment = places.last(file);
        this.add(bytes, segment, place);
        places.appended(file, segment, segment.end - 1);
      },
      rows: (rows, offset) => {
        for (let at = rows.first; at < rows.end; ) {
          const segment = places.last(file);
          const from = segment.end;
          at = taken(segment, rows, at, offset);
          places.appended(file, segment, from);
        }
      },
      bad: this.tellingBad(file, path),
    };
  }

  private backwards(reader: LineReader, file: number, offset: number, bytes: Buffer, bad: BlockReader['bad']): number {
    let used = 0;
    const scratch = (): Segment => {
      const last = this.scratches[used - 1];
      if (last !== undefined && last.room > 0) return last;
      const next = this.scratches[used] ?? new Segment(-1, -1, false, ZEROS); // Of any source.
      this.scratches[used++] = next;
      return next;
    };
    const lines = reader.older(bytes, offset, {
      event: (from, _start, _end, place) => this.add(from, scratch(), place),
      rows: (rows, start) => {
        for (let at = rows.first; at < rows.end; ) at = taken(scratch(), rows, at, start);
      },
      bad,
    });
    while (used > 0) {
      const segment = this.scratches[--used]!;
      this.places.prepend(file, segment);
      segment.clear();
    }
    return lines;
  }

  private add(bytes: Buffer, segment: Segment, place: Place): void {
    addRow(this.scanner, bytes, segment, this.tables, this.slots, place);
  }
}

/** Takes as many rows from `from` on as a segment has room for; gives the first it has none for. */
function taken(segment: Segment, rows: PlainRows, from: number, offset: number): number {
  const to = Math.min(rows.end, from + segment.room);
  segment.takeRows(rows, from, to, offset);
  return to;
}
