/**
 * Masking in a text that gives no tree: a torn or broken line, or one nested too deep for a recursive parser. Nothing
 * here is recursive, and whatever is in doubt is masked.
 */
import { endOfString } from './json-text.ts';
import { type Edit, MASK_STRING } from './mask.ts';

/** The members of an event that hold whole objects. */
export const BODIES = ['requestObject', 'responseObject'];
/** What a torn or broken text is cut after. */
const CUT_AFTER = [...BODIES, 'data', 'stringData', 'token'];

/** A text that is no JSON: what a key that may hold a secret is followed by, to its end. */
export function brokenEdits(text: string): readonly Edit[] {
  const whole = { start: 0, end: text.length, text: MASK_STRING };
  // No line of the legacy format has `":`, and every tail of JSON has.
  if (!/^\s*[{[]/.test(text)) return text.includes('":') ? [whole] : [];
  // A stray quote would turn strings inside out, so that keys are looked for without regard to it, too.
  const plain = CUT_AFTER.map((key) => new RegExp(`"${key}"\\s*:`).exec(text)).flatMap((found) =>
    found === null ? [] : [found.index + found[0].length],
  );
  const cut = Math.min(...plain, valueAfterKey(text, 0, CUT_AFTER));
  return cut < text.length ? [{ start: cut, end: text.length, text: MASK_STRING }] : [];
}

/** A JSON text too deep for a tree: its bodies, or all of it where it has none. */
export function deepEdits(text: string): readonly Edit[] {
  const edits: Edit[] = [];
  for (let start = valueAfterKey(text, 0, BODIES); start < text.length; ) {
    const end = endOfValue(text, start);
    edits.push({ start, end, text: MASK_STRING });
    start = valueAfterKey(text, end, BODIES);
  }
  return edits.length > 0 ? edits : [{ start: 0, end: text.length, text: MASK_STRING }];
}

/** Where the value of the first of these keys begins, from `start` on; Infinity where there is none. */
function valueAfterKey(text: string, start: number, keys: readonly string[]): number {
  for (let quote = text.indexOf('"', start); quote >= 0; ) {
    const end = endOfString(text, quote);
    const colon = afterSpace(text, end);
    if (text[colon] === ':' && keys.includes(contentOf(text.slice(quote, end)))) return afterSpace(text, colon + 1);
    quote = text.indexOf('"', end);
  }
  return Number.POSITIVE_INFINITY;
}

function contentOf(string: string): string {
  try {
    return String(JSON.parse(string));
  } catch {
    return string.slice(1, -1);
  }
}

/** The offset after the JSON value at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const c = text[at];
    if (c === '"') at = endOfString(text, at) - 1;
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    // A bare number or word ends where its object does, or at a comma.
    if (depth < 0 || (depth === 0 && c === ',')) return at;
    if (depth === 0 && (c === '"' || c === '}' || c === ']')) return at + 1;
  }
  return text.length;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
