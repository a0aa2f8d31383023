/**
 * JSON documents over several lines in a stream of lines, as `jq .`, MarshalIndent or a saved list leave them.
 *
 * What can be proven of a line without its neighbours: no JSON string holds a line end, so that every line begins
 * outside strings, and its brackets can be counted. A document begins in the first column with `{` or `[`, in a line
 * that ends between two tokens with more to come (in `{`, `[` or `,`); it goes on only in lines that a log never
 * begins with: indented, blank, or closing brackets first; and it ends in the line in which its first bracket is closed.
 * So a torn line takes nothing with it: the next line of a log begins in the first column, and ends the attempt.
 */

const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;

/** Brackets left open at the end of a line that may begin a document; 0 for any other line. */
export function openedBy(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== OPEN_OBJECT && bytes[start] !== OPEN_LIST) return 0;
  let last = end - 1;
  while (last > start && isBlank(bytes[last])) last--;
  const c = bytes[last];
  if (c !== OPEN_OBJECT && c !== OPEN_LIST && c !== 0x2c) return 0;
  return Math.max(0, depthAfter(bytes, start, end, 0));
}

/** Whether a line that begins at `start` may go on with a document that an earlier line began. */
export function continues(bytes: Uint8Array, start: number): boolean {
  const c = bytes[start];
  return isBlank(c) || c === 0x0a || c === OPEN_OBJECT + 2 || c === OPEN_LIST + 2;
}

function isBlank(c: number | undefined): boolean {
  return c === 0x20 || c === 0x09 || c === 0x0d;
}

/** Brackets open after a line, of `depth` before it; 0 as soon as all are closed, -1 where a string does not end. */
export function depthAfter(bytes: Uint8Array, start: number, end: number, depth: number): number {
  let open = depth;
  for (let at = start; at < end; at++) {
    const c = bytes[at]!;
    if (c === 0x22) {
      at = closingQuote(bytes, at + 1, end);
      if (at < 0) return -1;
    } else if (c === OPEN_OBJECT || c === OPEN_LIST) open++;
    else if (c === OPEN_OBJECT + 2 || c === OPEN_LIST + 2) {
      open--;
      if (open <= 0) return open;
    } else if (c === 0) return -1;
  }
  return open;
}

function closingQuote(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const c = bytes[at]!;
    if (c === 0x5c) at++;
    else if (c === 0x22) return at;
    else if (c < 0x20) return -1;
  }
  return -1;
}

/** The same bytes on one line: line ends between tokens are blanks. */
export function onOneLine(document: Uint8Array): Buffer {
  const flat = Buffer.allocUnsafe(document.length + 1);
  flat.set(document);
  for (let at = flat.indexOf(10); at >= 0 && at < document.length; at = flat.indexOf(10, at + 1)) flat[at] = 0x20;
  flat[document.length] = 10;
  return flat;
}
