/** Scanning the scalars of YAML as go.yaml.in/yaml v2.4.4 does (scannerc.go): plain, quoted, and block. */
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Mark, type Source } from './yaml-source.ts';
import type { ScalarToken } from './yaml-token.ts';

/** What ends a plain scalar in a flow collection. */
const FLOW_INDICATORS = ',?[]{}';
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
/** The escapes that a number follows, and how many digits it has. */
const CODE_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** White space within a scalar: blanks, or line breaks with blanks round them. */
interface Gap {
  readonly text: string;
  readonly hasBreak: boolean;
}

/**
 * A scalar without quotes. `indent` is the column that its further lines must reach outside of flow collections;
 * `endsLine` says that the scalar was left over a line break, after which a key may come.
 */
export function scanPlain(
  source: Source,
  indent: number,
  inFlow: boolean,
): { readonly token: ScalarToken; readonly endsLine: boolean } {
  const start = source.mark();
  let end = start;
  let value = '';
  let gap: Gap = { text: '', hasBreak: false };
  while (!isAtAnyDocumentMark(source) && source.peek() !== '#') {
    while (!isBlankOrEnd(source.peek()) && !endsPlain(source, inFlow)) {
      value += gap.text + source.take();
      gap = { text: '', hasBreak: false };
      end = source.mark();
    }
    if (!isBlank(source.peek()) && !isBreak(source.peek())) break;
    gap = scanGap(source, () => {
      if (source.peek() !== '\t' || source.column >= indent) return;
      throw source.wrong('found a tab character that violates indentation');
    });
    if (!inFlow && source.column < indent) break;
  }
  return { token: { kind: 'scalar', start, end, value, isPlain: true }, endsLine: gap.hasBreak };
}

function endsPlain(source: Source, inFlow: boolean): boolean {
  const char = source.peek();
  if (char === ':' && isBlankOrEnd(source.peek(1))) return true;
  return inFlow && FLOW_INDICATORS.includes(char);
}

/** `checkIndent` is asked before each blank of a further line. */
function scanGap(source: Source, checkIndent: () => void, isFolded = false): Gap {
  let blanks = '';
  let first = '';
  let more = '';
  let hasBreak = isFolded;
  for (let char = source.peek(); isBlank(char) || isBreak(char); char = source.peek()) {
    if (isBreak(char)) {
      if (hasBreak) more += source.takeBreak();
      else first = source.takeBreak();
      hasBreak = true;
    } else if (hasBreak) {
      checkIndent();
      source.skip();
    } else blanks += source.take();
  }
  return { text: hasBreak ? fold(first, more) : blanks, hasBreak };
}

/** One line break is a space, of several the first is dropped; those that are not LF stay. */
function fold(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}

/** A scalar in quotes; `source` is at the first one. */
export function scanQuoted(source: Source, quote: '"' | "'"): ScalarToken {
  const start = source.mark();
  let value = '';
  source.skip();
  for (;;) {
    if (isAtAnyDocumentMark(source)) throw source.wrong('found unexpected document indicator', start);
    if (source.peek() === '') throw source.wrong('found unexpected end of stream', start);
    let isFolded = false;
    while (!isFolded && !isBlankOrEnd(source.peek())) {
      const [char, next] = [source.peek(), source.peek(1)];
      if (char === quote) {
        if (quote !== "'" || next !== "'") break;
        value += "'";
        source.skip(2);
      } else if (char === '\\' && quote === '"') {
        isFolded = isBreak(next);
        if (!isFolded) value += takeEscape(source);
        else {
          source.skip();
          source.takeBreak();
        }
      } else value += source.take();
    }
    if (source.peek() === quote) break;
    value += scanGap(source, () => {}, isFolded).text;
  }
  source.skip();
  return { kind: 'scalar', start, end: source.mark(), value, isPlain: false };
}

function takeEscape(source: Source): string {
  const letter = source.peek(1);
  const simple = ESCAPES[letter];
  const digits = CODE_DIGITS[letter];
  if (simple === undefined && digits === undefined) throw source.wrong('found unknown escape character');
  source.skip(2);
  if (digits === undefined) return simple ?? '';
  const code = source.text.slice(source.offset, source.offset + digits);
  if (!/^[0-9A-Fa-f]+$/.test(code) || code.length < digits) {
    throw source.wrong('did not find expected hexdecimal number');
  }
  const value = Number.parseInt(code, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    throw source.wrong('found invalid Unicode character escape code');
  }
  source.skip(digits);
  return String.fromCodePoint(value);
}

/** A scalar behind `|` or `>`, where `source` is; `parentIndent` is the indentation around it, -1 for none. */
export function scanBlock(source: Source, isLiteral: boolean, parentIndent: number): ScalarToken {
  const start = source.mark();
  source.skip();
  const { chomping, increment } = scanBlockHeader(source);
  source.skipBlanks();
  source.skipComment();
  if (!isBreakOrEnd(source.peek())) throw source.wrong('did not find expected comment or line break');
  if (isBreak(source.peek())) source.takeBreak();

  let value = '';
  let end: Mark = source.mark();
  let leadingBreak = '';
  let isIndented = false;
  const given = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  let { breaks, indent } = scanBlockBreaks(source, given, parentIndent);
  while (source.column === indent && source.peek() !== '') {
    const wasIndented = isIndented;
    isIndented = isBlank(source.peek());
    const isFolded = !isLiteral && !wasIndented && !isIndented && leadingBreak === '\n';
    value += isFolded && breaks === '' ? ' ' : (isFolded ? '' : leadingBreak) + breaks;
    while (!isBreakOrEnd(source.peek())) value += source.take();
    leadingBreak = isBreak(source.peek()) ? source.takeBreak() : '';
    end = source.mark();
    breaks = scanBlockBreaks(source, indent, parentIndent).breaks;
  }
  if (chomping !== '-') value += leadingBreak;
  if (chomping === '+') value += breaks;
  return { kind: 'scalar', start, end, value, isPlain: false };
}

/** A sign and a digit, in either order, both of them optional. */
function scanBlockHeader(source: Source): { readonly chomping: string; readonly increment: number } {
  const header = /^(?:[+-][0-9]?|[0-9][+-]?)?/.exec(source.text.slice(source.offset, source.offset + 2))?.[0] ?? '';
  const [chomping = ''] = /[+-]/.exec(header) ?? [];
  const [digit = ''] = /[0-9]/.exec(header) ?? [];
  if (digit === '0') throw source.wrong('found an indentation indicator equal to 0');
  source.skip(header.length);
  return { chomping, increment: Number(digit) };
}

/** Blank lines and indentation; an `indent` of 0 is to be found out. */
function scanBlockBreaks(
  source: Source,
  indent: number,
  parentIndent: number,
): { readonly breaks: string; readonly indent: number } {
  let breaks = '';
  let widest = 0;
  for (;;) {
    while ((indent === 0 || source.column < indent) && source.peek() === ' ') source.skip();
    widest = Math.max(widest, source.column);
    if ((indent === 0 || source.column < indent) && source.peek() === '\t') {
      throw source.wrong('found a tab character where an indentation space is expected');
    }
    if (!isBreak(source.peek())) break;
    breaks += source.takeBreak();
  }
  return { breaks, indent: indent === 0 ? Math.max(widest, parentIndent + 1, 1) : indent };
}

function isAtAnyDocumentMark(source: Source): boolean {
  return source.isAtDocumentMark('---') || source.isAtDocumentMark('...');
}
