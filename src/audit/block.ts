/** Blocks of whole lines of one file to events, in whatever order and size they come. */
import { continues } from './document.ts';
import { eventsOfLine } from './forms.ts';
import { type Accounts, type BlockReader, LineWalk, MAX_DOCUMENT_BYTES } from './line-walk.ts';
import { createScanner, type Scanner } from './scan.ts';

/**
 * Reads one file. Lines end in LF, but for the last one of a file. A document over several lines may lie across
 * blocks: its beginning is held back until the rest has come or cannot come any more; so are, at the oldest end,
 * lines that may go on with a document that begins in a block not read yet.
 */
export class LineReader {
  readonly accounts: Accounts = { events: 0, bad: 0, separators: 0 };
  private readonly scanner: Scanner;
  private readonly newest: LineWalk;
  /** Lines before the oldest one that can stand for itself, the first block first. */
  private front: Buffer[] = [];
  private frontBytes = 0;
  /** LFs in them. */
  private frontLines = 0;
  /** Whether nothing but these was read so far. */
  private onlyFront = true;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
    this.newest = new LineWalk(scanner, this.accounts);
  }

  /** A block that begins at byte `offset`, directly after what was read so far; gives the number of its LFs. */
  newer(bytes: Buffer, offset: number, reader: BlockReader): number {
    const before = this.newest.lines + this.frontLines;
    const from = this.onlyFront && offset > 0 ? firstOwnLine(bytes) : 0;
    const fits = this.frontBytes + from <= MAX_DOCUMENT_BYTES;
    if (from > 0 && fits) this.keepFront(bytes.subarray(0, from), 'after');
    if (from < bytes.length || !fits) this.onlyFront = false;
    const rest = fits ? from : 0;
    this.newest.run(bytes.subarray(rest), offset + rest, reader);
    return this.newest.lines + this.frontLines - before;
  }

  /** A block that begins at byte `offset`, directly before what was read so far; gives the number of its LFs. */
  older(bytes: Buffer, offset: number, reader: BlockReader): number {
    const before = this.frontLines;
    const from = offset === 0 ? 0 : firstOwnLine(bytes);
    if (from === bytes.length && this.frontBytes + from <= MAX_DOCUMENT_BYTES) {
      this.keepFront(bytes, 'before');
      return this.frontLines - before;
    }
    const own = from === bytes.length ? 0 : from;
    const walk = new LineWalk(this.scanner, this.accounts);
    const rest = [bytes.subarray(own), ...this.front];
    this.front = [];
    this.frontBytes = 0;
    this.frontLines = 0;
    this.onlyFront = false;
    walk.run(rest.length === 1 ? bytes.subarray(own) : Buffer.concat(rest), offset + own, reader);
    walk.close(reader);
    if (own > 0) this.keepFront(bytes.subarray(0, own), 'before');
    return walk.lines - before + this.frontLines;
  }

  /** What comes now does not go on with what was read: gives out the beginning of a document as lines. */
  settle(reader: BlockReader): void {
    this.newest.close(reader);
  }

  private keepFront(bytes: Buffer, where: 'before' | 'after'): void {
    const copy = Buffer.from(bytes);
    this.front = where === 'after' ? [...this.front, copy] : [copy, ...this.front];
    this.frontBytes += copy.length;
    for (let at = copy.indexOf(10); at >= 0; at = copy.indexOf(10, at + 1)) this.frontLines++;
  }
}

/** The first line that cannot go on with a document; the length where there is none. */
function firstOwnLine(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && continues(bytes, at)) {
    const lf = bytes.indexOf(10, at);
    at = lf < 0 ? bytes.length : lf + 1;
  }
  return at;
}

/** A test whether bytes without LF are whole events: a last line that will never end is taken then. */
export function wholeEventTest(): (line: Uint8Array) => boolean {
  const scanner = createScanner();
  return (line) => {
    const bytes = Buffer.concat([line, Buffer.of(10)]);
    if (scanner.scan(bytes, 0, line.length) === 'event') return true;
    const events = eventsOfLine(bytes.toString('utf8', 0, line.length));
    return !('bad' in events) && events.length > 0;
  };
}
