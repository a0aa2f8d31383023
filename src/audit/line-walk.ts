/** Lines in order to events: what is an event, what holds several, what is neither, and documents over many lines. */
import { continues, depthAfter, onOneLine, openedBy } from './document.ts';
import { eventsOfLine, LOOKED_AT, listAt } from './forms.ts';
import { type ValueRange, valuesInRow } from './json-values.ts';
import type { PlainRows } from './plain-rows.ts';
import type { Scanner } from './scan.ts';

/**
 * Where an event stands: the bytes that give it when they are read again, and its number among what they hold
 * (`eventsOfLine`), from 0. For nearly every event these are its line without the line end; an item of a list spread
 * over lines has its own, with the comma or bracket after it.
 */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly item: number;
  /** The event is its own line, byte for byte. */
  readonly isLine: boolean;
  /** Line ends before it, from the first byte that was read forwards. */
  readonly linesBefore: number;
}

export interface BlockReader {
  /** The scanner holds the event, scanned from `bytes[start, end)`: its own line, or one made of what was its form. */
  event(bytes: Buffer, start: number, end: number, place: Place): void;
  /** Takes several events at once: each is its own line of the block that begins at byte `offset`. Absent: one by one. */
  rows?(rows: PlainRows, offset: number): void;
  /** What is no event, and why; `line` is the bytes of the line, of the document or of the item. */
  bad(line: Buffer, place: Place, reason: string): void;
}

/** What became of the bytes that were read; together they are all of them, less what is held back. */
export interface Accounts {
  /** Of lines and documents that held an event, or the brackets of a list. */
  events: number;
  /** Of lines and documents that held none. */
  bad: number;
  /** Line ends between these, blank lines, byte order marks, NULs. */
  separators: number;
}

/** A longer document is no document, but lines; as long as the longest line a source gives. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** A document that is not whole yet. */
interface Open {
  readonly offset: number;
  readonly lines: number;
  depth: number;
  /** What came of it in earlier blocks, and how many bytes; the rest begins at `from` in this block. */
  readonly held: Buffer[];
  heldBytes: number;
  from: number;
}

/** A walk over blocks of whole lines, each directly after the one before. */
export class LineWalk {
  private readonly scanner: Scanner;
  private readonly accounts: Accounts;
  /** LFs that were read. */
  lines = 0;
  private open: Open | null = null;

  constructor(scanner: Scanner, accounts: Accounts) {
    this.scanner = scanner;
    this.accounts = accounts;
  }

  /** Reads the block that begins at byte `offset` of its file; keeps a copy of a document that is not whole. */
  run(bytes: Buffer, offset: number, reader: BlockReader): void {
    this.scanner.begin(bytes);
    for (let at = 0; at < bytes.length; ) {
      const rows = reader.rows === undefined || this.open !== null ? null : this.scanner.plainRows(bytes, at);
      if (rows !== null) {
        reader.rows?.(rows, offset);
        at = this.counted(rows, bytes.length);
        continue;
      }
      const end = this.scanner.lineEnd(bytes, at);
      const next = Math.min(end + 1, bytes.length);
      if (this.open === null || !this.goesOn(this.open, bytes, at, end, reader)) {
        this.line(bytes, at, end, offset, this.lines, true, reader);
      }
      // A line end within an open document is the document's.
      if (this.open === null) this.accounts.separators += next - end;
      // A line longer than a block comes in pieces, of which only the last one ends.
      if (end < bytes.length) this.lines++;
      at = next;
    }
    const { open } = this;
    if (open === null) return;
    open.held.push(Buffer.from(bytes.subarray(open.from)));
    open.heldBytes += bytes.length - open.from;
    open.from = 0;
  }

  /** Accounts for events that were taken at once; gives where the next line begins. */
  private counted({ first, end, start, length }: PlainRows, size: number): number {
    for (let row = first; row < end; row++) this.accounts.events += length[row]!;
    const last = start[end - 1]! + length[end - 1]!;
    // The LF of each, but for that of a last line without one.
    const lines = end - first - (last < size ? 0 : 1);
    this.accounts.separators += lines;
    this.lines += lines;
    return Math.min(last + 1, size);
  }

  /** No line goes on with what was read: a document that is not whole is lines. */
  close(reader: BlockReader): void {
    if (this.open !== null) this.lineByLine(this.open, Buffer.alloc(0), 0, reader);
  }

  /** Takes a line as one of the open document; false where it is none, and then nothing is open any more. */
  private goesOn(open: Open, bytes: Buffer, at: number, end: number, reader: BlockReader): boolean {
    const fits = open.heldBytes + end - open.from <= MAX_DOCUMENT_BYTES;
    const depth = fits && continues(bytes, at) ? depthAfter(bytes, at, end, open.depth) : -1;
    if (depth > 0) {
      open.depth = depth;
      return true;
    }
    if (depth === 0) {
      const document = Buffer.concat([...open.held, bytes.subarray(open.from, end)]);
      if (this.document(document, open, reader)) {
        this.open = null;
        return true;
      }
    }
    this.lineByLine(open, bytes, at, reader);
    return false;
  }

  private lineByLine(open: Open, bytes: Buffer, at: number, reader: BlockReader): void {
    this.open = null;
    const all = Buffer.concat([...open.held, bytes.subarray(open.from, at)]);
    let lines = open.lines;
    for (let start = 0; start < all.length; lines++) {
      const lf = all.indexOf(10, start);
      const end = lf < 0 ? all.length : lf;
      this.line(all, start, end, open.offset, lines, false, reader);
      start = lf < 0 ? end : lf + 1;
      this.accounts.separators += start - end;
    }
  }

  /** One line; `offset` is that of `bytes[0]`. `mayOpen`: a document may begin in it, if the next line goes on with it. */
  private line(
    bytes: Buffer,
    at: number,
    end: number,
    offset: number,
    lines: number,
    mayOpen: boolean,
    reader: BlockReader,
  ): void {
    const kind = this.scanner.scan(bytes, at, end);
    if (kind === 'event') {
      this.accounts.events += end - at;
      const isLine = (at === 0 || bytes[at - 1] === 10) && (end === bytes.length || bytes[end] === 10);
      reader.event(bytes, at, end, { offset: offset + at, length: end - at, item: 0, isLine, linesBefore: lines });
    } else if (kind === 'blank') this.accounts.separators += end - at;
    else if (!this.separated(bytes, at, end, offset, lines, mayOpen, reader)) {
      const hasNext = bytes[end] === 10 && (end + 1 === bytes.length || continues(bytes, end + 1));
      const depth = mayOpen && hasNext ? openedBy(bytes, at, end) : 0;
      if (depth > 0) this.open = { offset: offset + at, lines, depth, held: [], heldBytes: 0, from: at };
      else this.form(bytes, at, end, offset, lines, reader);
    }
  }

  /** What byte order marks at its beginning and NULs separate, each part like a line; false where there are none. */
  private separated(
    bytes: Buffer,
    at: number,
    end: number,
    offset: number,
    lines: number,
    mayOpen: boolean,
    reader: BlockReader,
  ): boolean {
    if (!isMarked(bytes, at, end) && bytes.subarray(at, end).indexOf(0) < 0) return false;
    for (let from = at; from < end; ) {
      const start = from;
      while (from < end && bytes[from] === 0) from++;
      while (isMarked(bytes, from, end)) from += 3;
      this.accounts.separators += from - start;
      if (from === end || bytes[from] === 0) continue;
      const nul = bytes.subarray(from, end).indexOf(0);
      const until = nul < 0 ? end : from + nul;
      this.line(bytes, from, until, offset, lines, mayOpen && until === end, reader);
      from = until;
    }
    return true;
  }

  /** A line that is not an event as it stands. */
  private form(bytes: Buffer, at: number, end: number, offset: number, lines: number, reader: BlockReader): void {
    const place = { offset: offset + at, length: end - at, item: 0, isLine: false, linesBefore: lines };
    const events = eventsOfLine(bytes.toString('utf8', at, end));
    const isRead = 'bad' in events ? null : this.items(events, place, reader);
    if ('bad' in events) reader.bad(bytes.subarray(at, end), place, events.bad);
    this.accounts[isRead === null || isRead === false ? 'bad' : 'events'] += end - at;
  }

  /** Gives out what a place holds; false where there was something, and no event. */
  private items(texts: readonly string[], place: Place, reader: BlockReader): boolean {
    let isRead = texts.length === 0;
    for (const [item, text] of texts.entries()) {
      const bytes = Buffer.from(`${text}\n`);
      const end = bytes.length - 1;
      if (this.scanner.scan(bytes, 0, end) === 'event') {
        reader.event(bytes, 0, end, { ...place, item });
        isRead = true;
      } else reader.bad(bytes.subarray(0, end), { ...place, item }, `item ${item} of a list: ${this.scanner.reason}`);
    }
    return isRead;
  }

  /** Gives out the events of a whole document; false where its brackets close and it is no JSON all the same. */
  private document(document: Buffer, open: Open, reader: BlockReader): boolean {
    const flat = onOneLine(document);
    const values = valuesInRow(flat, 0, document.length);
    if (values === null) return false;
    let isRead = false;
    let lines = open.lines;
    let counted = 0;
    for (const range of values.flatMap((value) => this.partsOf(flat, value))) {
      for (let lf = document.indexOf(10, counted); lf >= 0 && lf < range.start; lf = document.indexOf(10, lf + 1)) {
        lines++;
        counted = lf + 1;
      }
      const place = {
        offset: open.offset + range.start,
        length: range.through - range.start,
        item: 0,
        isLine: false,
        linesBefore: lines,
      };
      const texts = eventsOfLine(document.toString('utf8', range.start, range.through));
      if ('bad' in texts) reader.bad(document.subarray(range.start, range.through), place, texts.bad);
      else if (this.items(texts, place, reader)) isRead = true;
    }
    this.accounts[isRead ? 'events' : 'bad'] += document.length;
    return true;
  }

  /** The items of a list that holds an event, each at its own place; anything else as it is. */
  private partsOf(flat: Buffer, value: ValueRange): readonly ValueRange[] {
    const kind = this.scanner.scan(flat, value.start, value.end);
    const items = kind === 'event' ? null : listAt(this.scanner, flat, value, kind);
    if (items === null || items.length === 0) return [value];
    const isEvent = (item: ValueRange): boolean => {
      const texts = eventsOfLine(flat.toString('utf8', item.start, item.through));
      return !('bad' in texts) && texts.length > 0;
    };
    return items.slice(0, LOOKED_AT).some(isEvent) ? items.filter(({ start }) => flat[start] !== 0x6e) : [value];
  }
}

function isMarked(bytes: Buffer, at: number, end: number): boolean {
  return at + 3 <= end && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}
