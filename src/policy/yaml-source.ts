/**
 * The text of a YAML document and the place of reading in it, as go.yaml.in/yaml v2.4.4 has them (readerc.go): lines end
 * as YAML 1.1 ends them, and some characters may not occur at all.
 */
import { lineAt } from './place.ts';

/** Thrown where go-yaml gives up on a document; the reader of the document makes a value of it. */
export class RefusedYaml extends Error {
  readonly start: number;
  constructor(message: string, start: number) {
    super(message);
    this.start = start;
  }
}

/** A place in the text. */
export interface Mark {
  /** In UTF-16 units; the others count whole characters and lines, from 0. */
  readonly offset: number;
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** What no YAML text may hold. */
const UNREADABLE = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/** go-yaml reads by so many bytes, and looks at nothing beyond: what follows the first document is mostly never seen. */
const CHUNK_BYTES = 512;

export class Source {
  readonly text: string;
  /** The mark of the character that comes next. */
  offset = 0;
  index = 0;
  line = 0;
  column = 0;
  /** The offset up to which the characters are known to be readable. */
  private checked = 0;

  constructor(text: string) {
    this.text = text;
    this.check();
    if (text.startsWith('\ufeff')) this.offset = 1;
  }

  mark(): Mark {
    const { offset, index, line, column } = this;
    return { offset, index, line, column };
  }

  /** The character that comes next, or one a few after it; `''` after the end. Half of it where it is a surrogate pair. */
  peek(ahead = 0): string {
    const at = this.offset + ahead;
    if (at >= this.checked) this.check();
    return this.text[at] ?? '';
  }

  /** Steps over characters that are no line breaks. */
  skip(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.offset += widthAt(this.text, this.offset);
      this.index++;
      this.column++;
    }
  }

  /** Takes the next character, which is no line break. */
  take(): string {
    const from = this.offset;
    this.skip();
    return this.text.slice(from, this.offset);
  }

  /** Takes a line break, whatever its kind, as the one a scalar has for it. */
  takeBreak(): string {
    const char = this.peek();
    const width = char === '\r' && this.peek(1) === '\n' ? 2 : 1;
    this.offset += width;
    this.index += width;
    this.line++;
    this.column = 0;
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  /** At the end of the text: whatever is on its last line is over. */
  endLine(): void {
    if (this.column === 0) return;
    this.line++;
    this.column = 0;
  }

  skipBlanks(): void {
    while (isBlank(this.peek())) this.skip();
  }

  skipComment(): void {
    if (this.peek() !== '#') return;
    while (!isBreakOrEnd(this.peek())) this.skip();
  }

  /** True at a line that is `---` or `...`, or begins with it and a blank. */
  isAtDocumentMark(mark: '---' | '...'): boolean {
    return this.column === 0 && this.text.startsWith(mark, this.offset) && isBlankOrEnd(this.peek(3));
  }

  /**
   * What go-yaml says of the text, at the place of reading or another. The line is the one a person would look at: Go
   * counts some from 0, names no first line, and for what has no end it names the line where it gave up.
   */
  wrong(problem: string, { offset }: Pick<Mark, 'offset'> = this): RefusedYaml {
    return new RefusedYaml(`line ${lineAt(this.text, offset)}: ${problem}`, offset);
  }

  private check(): void {
    let bytes = 0;
    while (this.checked < this.text.length) {
      const width = widthAt(this.text, this.checked);
      const char = this.text.slice(this.checked, this.checked + width);
      bytes += Buffer.byteLength(char);
      if (bytes > CHUNK_BYTES) return;
      if (!char.isWellFormed()) throw this.wrong('invalid Unicode character', { offset: this.checked });
      if (UNREADABLE.test(char)) throw this.wrong('control characters are not allowed', { offset: this.checked });
      this.checked += width;
    }
  }
}

function widthAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

export function isBlank(char: string): boolean {
  return char === ' ' || char === '\t';
}

export function isBreak(char: string): boolean {
  return char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';
}

export function isBreakOrEnd(char: string): boolean {
  return char === '' || isBreak(char);
}

export function isBlankOrEnd(char: string): boolean {
  return isBlank(char) || isBreakOrEnd(char);
}

/** What anchors, handles and the names of directives are made of. */
export function isWordCharacter(char: string): boolean {
  return /^[0-9A-Za-z_-]/.test(char);
}
