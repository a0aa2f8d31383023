/** What is wrong with a JSON text, and where, in the words of Go's encoding/json (scanner.go). */
import { goQuote } from './go-text.ts';

export interface JsonFault {
  /** `invalid character ']' looking for beginning of value`. */
  readonly error: string;
  readonly start: number;
}

/** Go's limit on nesting. */
const MAX_DEPTH = 10_000;

const IN_STRING = 'in string literal';

/** What may come next. */
type State = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'end of value';

/** The first fault of a text; null where it is JSON. */
export function jsonFault(text: string): JsonFault | null {
  try {
    scan(text);
    return null;
  } catch (error) {
    if (error instanceof Fault) return { error: error.message, start: error.start };
    throw error;
  }
}

class Fault extends Error {
  readonly start: number;
  constructor(message: string, start: number) {
    super(message);
    this.start = start;
  }
}

function scan(text: string): void {
  const open: string[] = [];
  let state: State = 'value';
  let at = 0;
  const enter = (bracket: string): void => {
    open.push(bracket);
    if (open.length > MAX_DEPTH) throw invalid(text, at, 'exceeded max depth');
  };
  for (; ; at++) {
    while (/[ \t\r\n]/.test(text.charAt(at))) at++;
    const char = text.charAt(at);
    if (char === '' && state === 'end of value' && open.length === 0) return;
    if (char === '') throw invalid(text, at, '');
    if (state === 'end of value') {
      state = afterValue(text, at, open);
    } else if (state === 'colon') {
      if (char !== ':') throw invalid(text, at, 'after object key');
      state = 'value';
    } else if (state === 'key' || state === 'key or }') {
      if (char === '"') {
        at = stringEnd(text, at);
        state = 'colon';
      } else if (char === '}' && state === 'key or }') {
        open.pop();
        state = 'end of value';
      } else throw invalid(text, at, 'looking for beginning of object key string');
    } else if (char === '{' || char === '[') {
      enter(char);
      state = char === '{' ? 'key or }' : 'value or ]';
    } else if (char === ']' && state === 'value or ]') {
      open.pop();
      state = 'end of value';
    } else {
      at = scalarEnd(text, at);
      state = 'end of value';
    }
  }
}

function afterValue(text: string, at: number, open: string[]): State {
  const char = text.charAt(at);
  const bracket = open.at(-1);
  if (bracket === undefined) throw invalid(text, at, 'after top-level value');
  if (char === ',') return bracket === '{' ? 'key' : 'value';
  if (char !== (bracket === '{' ? '}' : ']')) {
    throw invalid(text, at, bracket === '{' ? 'after object key:value pair' : 'after array element');
  }
  open.pop();
  return 'end of value';
}

/** The offset of the last character of a string, number or word. */
function scalarEnd(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === '"') return stringEnd(text, at);
  if (/[-0-9]/.test(char)) return numberEnd(text, at);
  const word = ['true', 'false', 'null'].find((each) => each.startsWith(char));
  if (word === undefined) throw invalid(text, at, 'looking for beginning of value');
  for (let index = 1; index < word.length; index++) {
    const expected = word.charAt(index);
    if (text.charAt(at + index) !== expected) {
      throw invalid(text, at + index, `in literal ${word} (expecting '${expected}')`);
    }
  }
  return at + word.length - 1;
}

function stringEnd(text: string, begin: number): number {
  for (let at = begin + 1; ; at++) {
    const char = text.charAt(at);
    if (char === '"') return at;
    if (char < ' ') throw invalid(text, at, IN_STRING);
    if (char !== '\\') continue;
    const escaped = text.charAt(++at);
    if (escaped !== 'u') {
      if (escaped === '' || !'bfnrt\\/"'.includes(escaped)) throw invalid(text, at, 'in string escape code');
      continue;
    }
    for (let digit = 0; digit < 4; digit++) {
      if (!/[0-9a-fA-F]/.test(text.charAt(++at))) throw invalid(text, at, 'in \\u hexadecimal character escape');
    }
  }
}

function numberEnd(text: string, begin: number): number {
  let at = begin;
  const isDigit = (): boolean => /[0-9]/.test(text.charAt(at));
  const digits = (context: string): void => {
    if (!isDigit()) throw invalid(text, at, context);
    while (isDigit()) at++;
  };
  if (text.charAt(at) === '-') at++;
  if (text.charAt(at) === '0') at++;
  else digits('in numeric literal');
  if (text.charAt(at) === '.') {
    at++;
    digits('after decimal point in numeric literal');
  }
  if (/[eE]/.test(text.charAt(at))) {
    at++;
    if (/[+-]/.test(text.charAt(at))) at++;
    digits('in exponent of numeric literal');
  }
  return at - 1;
}

/** Go names a byte, not a character. */
function invalid(text: string, at: number, context: string): Fault {
  // At the end Go looks at a space, which ends what may end, and which a string takes.
  const isEnd = at >= text.length;
  if (isEnd && (context === '' || context === IN_STRING)) return new Fault('unexpected end of JSON input', at);
  const [byte = 0] = isEnd ? [0x20] : Buffer.from(String.fromCodePoint(text.codePointAt(at) ?? 0));
  const char = String.fromCharCode(byte);
  const shown = char === "'" ? "\\'" : char === '"' ? '"' : goQuote(char).slice(1, -1);
  return new Fault(`invalid character '${shown}' ${context}`, at);
}
