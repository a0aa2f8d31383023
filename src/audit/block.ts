/** A block of whole lines to events: what is an event, what is a list of events, and what is neither. */
import { listItems } from './lists.ts';
import { createScanner, type Scanner } from './scan.ts';

/** Where an event stands: byte offset and length of its line in the file, and its place in a list line, from 0. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly item: number;
  /** Lines of the block before this one. */
  readonly linesBefore: number;
}

export interface BlockReader {
  /** The scanner holds the event, scanned from `bytes[start, end)`: its own line, or one item of a list. */
  event(bytes: Buffer, start: number, end: number, place: Place): void;
  /** What is no event, and why; `line` is the line's bytes. */
  bad(line: Buffer, place: Place, reason: string): void;
}

/**
 * Reads a block that begins at byte `offset` of its file: lines end in LF, but for the last line of a file. Gives the
 * number of line ends.
 */
export function readBlock(scanner: Scanner, bytes: Buffer, offset: number, reader: BlockReader): number {
  let linesBefore = 0;
  const bom = offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let at = bom; at < bytes.length; ) {
    const lf = bytes.indexOf(10, at);
    const end = lf < 0 ? bytes.length : lf;
    const place = { offset: offset + at, length: end - at, item: 0, linesBefore };
    const kind = scanner.scan(bytes, at, end);
    if (kind === 'event') reader.event(bytes, at, end, place);
    else if (kind === 'list') readItems(scanner, bytes.toString('utf8', at, end), place, reader);
    else if (kind === 'bad') reader.bad(bytes.subarray(at, end), place, scanner.reason);
    at = end + 1;
    // A line longer than a block comes in pieces, of which only the last one ends.
    if (lf >= 0) linesBefore++;
  }
  return linesBefore;
}

function readItems(scanner: Scanner, text: string, place: Place, reader: BlockReader): void {
  for (const [item, itemText] of listItems(text).entries()) {
    const bytes = Buffer.from(`${itemText}\n`);
    const end = bytes.length - 1;
    if (scanner.scan(bytes, 0, end) === 'event') reader.event(bytes, 0, end, { ...place, item });
    else reader.bad(bytes.subarray(0, end), { ...place, item }, `item ${item} of a list: ${scanner.reason}`);
  }
}

/** A test whether bytes without LF are a whole event: a last line that will never end is taken then. */
export function wholeEventTest(): (line: Uint8Array) => boolean {
  const scanner = createScanner();
  return (line) => {
    const bytes = Buffer.concat([line, Buffer.of(10)]);
    return scanner.scan(bytes, 0, line.length) === 'event';
  };
}
