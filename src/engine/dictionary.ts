/**
 * Strings as numbers. A value is looked up by its bytes in the log, without making a string of them; it is decoded
 * once, when it is new. Forms that differ in bytes (escapes) and mean the same text share one code. Code 0 is ''.
 */
import { unescaped } from '../audit/json-text.ts';
import { parseList } from '../audit/lists.ts';
import { hashBytes } from './hash.ts';
import { WaitingTexts } from './waiting-texts.ts';

const SKETCHES = 4096;

export class Dictionary {
  private readonly made: string[] = [''];
  /** Codes that are given and whose texts are not made yet: they follow those that are. */
  private readonly waiting = new WaitingTexts();
  private readonly byText = new Map<string, number>([['', 0]]);
  /** How many texts that has. */
  private mapped = 1;
  /** 1 by `sketch` where a text may be here already that the scan of many lines shows as new. */
  private readonly sketches = new Uint8Array(SKETCHES);
  private readonly textOf: (form: string) => string;
  /** The code of a text that came as plain bytes, where whoever brought these knows; -1 for none, null for unknown. */
  findPlain: (text: string) => number | null = () => null;
  /** Open addressing over the byte forms seen: entry number + 1, 0 is free. */
  private table = new Int32Array(256);
  private entries = 0;
  private hashes = new Int32Array(128);
  private starts = new Int32Array(129);
  private codes = new Int32Array(128);
  private arena = Buffer.alloc(4096);

  /** `textOf`: the text of a form in which it stands in a log; by default what stands between the quotes of a string. */
  constructor(textOf: (form: string) => string = unescaped) {
    this.textOf = textOf;
  }

  /** Memory that it takes, about: of each text twice its length and what a string and its place in a map take. */
  get bytes(): number {
    const tables = this.table.byteLength + this.hashes.byteLength + this.starts.byteLength + this.codes.byteLength;
    return tables + this.arena.length * 2 + this.size * 100;
  }

  /** How many codes there are. */
  get size(): number {
    return this.made.length + this.waiting.count;
  }

  /** The text of each code. For a list dictionary the JSON of its list. */
  get texts(): readonly string[] {
    if (this.waiting.count > 0) this.waiting.makeAll(this.made);
    return this.made;
  }

  /** The code of a text, -1 where it has none. */
  find(text: string): number {
    const known = this.byText.get(text) ?? this.findPlain(text);
    return known ?? this.map().get(text) ?? -1;
  }

  /** The code of a text, which it gets where it has none. */
  codeOf(text: string): number {
    const known = this.find(text);
    if (known >= 0) return known;
    const code = this.texts.length;
    this.made.push(text);
    this.byText.set(text, code);
    const last = text.length - 1;
    const ends = sketch(text.length, text.charCodeAt(0), text.charCodeAt(last >> 1), text.charCodeAt(last));
    this.sketches[ends] = 1;
    return code;
  }

  /** The code of bytes that are their own text, in ASCII, and that this was never asked for before. */
  codeOfPlain(bytes: Buffer, from: number, to: number): number {
    const last = to - from - 1;
    const ends = sketch(to - from, bytes[from]!, bytes[from + (last >> 1)]!, bytes[from + last]!);
    if (this.sketches[ends] === 1 || this.textOf !== unescaped)
      return this.codeOfForm(bytes.toString('latin1', from, to));
    this.waiting.add(bytes, from, to);
    return this.size - 1;
  }

  /** The code of a text in the form in which it stands in a log. */
  codeOfForm(form: string): number {
    return this.codeOf(this.textOf(form));
  }

  /** The code of the form that the bytes `[from, to)` are. */
  codeOfBytes(bytes: Buffer, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to, 0x811c9dc5);
    const mask = this.table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = this.table[at]! - 1;
      if (entry < 0) return this.add(bytes, from, to, hash, at, this.codeOfForm(bytes.toString('utf8', from, to)));
      if (this.hashes[entry] === hash && this.equals(entry, bytes, from, to)) return this.codes[entry]!;
    }
  }

  /** With the texts that came since. */
  private map(): Map<string, number> {
    const { texts, byText } = this;
    for (; this.mapped < texts.length; this.mapped++) byText.set(texts[this.mapped]!, this.mapped);
    return byText;
  }

  private equals(entry: number, bytes: Buffer, from: number, to: number): boolean {
    const start = this.starts[entry]!;
    const length = this.starts[entry + 1]! - start;
    if (length !== to - from) return false;
    const arena = this.arena;
    for (let k = 0; k < length; k++) if (arena[start + k] !== bytes[from + k]) return false;
    return true;
  }

  private add(bytes: Buffer, from: number, to: number, hash: number, slot: number, code: number): number {
    const entry = this.entries++;
    const start = this.starts[entry]!;
    const end = start + to - from;
    if (end > this.arena.length) this.arena = Buffer.concat([this.arena], Math.max(end, this.arena.length * 2));
    bytes.copy(this.arena, start, from, to);
    this.hashes[entry] = hash;
    this.codes[entry] = code;
    this.starts[entry + 1] = end;
    this.table[slot] = entry + 1;
    if (this.entries === this.hashes.length) this.grow();
    return code;
  }

  private grow(): void {
    const size = this.hashes.length * 2;
    this.hashes = enlarged(this.hashes, size);
    this.codes = enlarged(this.codes, size);
    this.starts = enlarged(this.starts, size + 1);
    this.table = new Int32Array(size * 2);
    const mask = this.table.length - 1;
    for (let entry = 0; entry < this.entries; entry++) {
      let at = this.hashes[entry]! & mask;
      while (this.table[at] !== 0) at = (at + 1) & mask;
      this.table[at] = entry + 1;
    }
  }
}

/** A dictionary of lists of strings (groups, sourceIPs), each list one code; the empty list is 0. */
export class ListDictionary {
  readonly dictionary = new Dictionary(listText);
  private readonly parsed: (readonly string[])[] = [[]];

  /** The items of a code. */
  items(code: number): readonly string[] {
    let items = this.parsed[code];
    if (items === undefined) {
      items = parseList(this.dictionary.texts[code] ?? '[]');
      this.parsed[code] = items;
    }
    return items;
  }
}

/** A number that texts in ASCII have from their length and three of their characters; others have any. */
function sketch(length: number, first: number, middle: number, last: number): number {
  return Math.imul(length ^ (first << 6) ^ (middle << 13) ^ (last << 20), 0x9e3779b1) >>> 20;
}

function listText(form: string): string {
  const items = parseList(form);
  return items.length === 0 ? '' : JSON.stringify(items);
}

function enlarged(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
}
