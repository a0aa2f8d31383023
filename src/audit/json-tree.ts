/**
 * A JSON text as a tree that is made as one looks into it: a node is a stretch of the text, and its parts are found
 * when they are asked for. Opening a text of megabytes costs one walk over it, and no object a value.
 */

export type NodeType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** A value and where it stands, in UTF-16 units of the text. */
export interface JsonNode {
  readonly type: NodeType;
  readonly offset: number;
  readonly length: number;
}

/** Where the parts of an object or a list stand. */
interface Parts {
  /** Of an object: where each key's quote is; of a list nothing. */
  readonly keys: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const NO_PARTS: Parts = { keys: [], starts: [], ends: [] };

/** The tree of a text; null where it is no JSON, or nested too deeply for this engine's parser. */
export function jsonTree(text: string): JsonTree | null {
  try {
    // The walks below rely on what is well-formed.
    JSON.parse(text);
    return new JsonTree(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

export class JsonTree {
  readonly text: string;
  readonly root: JsonNode;
  private readonly parts = new Map<number, Parts>();
  private readonly places = new Map<number, ReadonlyMap<string, number>>();
  private readonly scalars = new Map<number, number>();

  /** `text` is well-formed JSON. */
  constructor(text: string) {
    this.text = text;
    this.root = this.valueAt(skipBlank(text, 0));
  }

  /** How many parts an object or a list has; none for anything else. */
  count(node: JsonNode): number {
    return this.partsOf(node).starts.length;
  }

  child(node: JsonNode, at: number): JsonNode {
    const { starts, ends } = this.partsOf(node);
    const [offset, end] = [starts[at], ends[at]];
    if (offset === undefined || end === undefined) throw new RangeError(`there is no part ${at}`);
    return { type: typeAt(this.text, offset), offset, length: end - offset };
  }

  /** The name of a part: an object's key, or its number in a list. */
  key(node: JsonNode, at: number): string {
    const quote = this.partsOf(node).keys[at];
    return quote === undefined ? String(at) : contentOf(this.text, quote, endOfString(this.text, quote));
  }

  /** The number of the part of that name, the first of several; -1 for none. */
  indexOf(node: JsonNode, key: string): number {
    if (node.type === 'array') {
      const at = /^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
      return at < this.count(node) ? at : -1;
    }
    let places = this.places.get(node.offset);
    if (places === undefined) {
      const made = new Map<string, number>();
      for (let at = this.count(node) - 1; at >= 0; at--) made.set(this.key(node, at), at);
      this.places.set(node.offset, made);
      places = made;
    }
    return places.get(key) ?? -1;
  }

  /** The value of a path from the root; null where there is none. */
  at(keys: readonly string[]): JsonNode | null {
    let node = this.root;
    for (const key of keys) {
      const at = this.indexOf(node, key);
      if (at < 0) return null;
      node = this.child(node, at);
    }
    return node;
  }

  /** A scalar as recorded: a string without quotes and escapes, a number with all its digits. */
  scalar(node: JsonNode): string {
    const end = node.offset + node.length;
    return node.type === 'string' ? contentOf(this.text, node.offset, end) : this.text.slice(node.offset, end);
  }

  /** The first `units` of it or somewhat more, without a look at the rest. */
  scalarHead(node: JsonNode, units: number): string {
    // An escape takes six units at most.
    if (node.type !== 'string' || node.length <= 6 * units) return this.scalar(node);
    const raw = this.text.slice(node.offset + 1, node.offset + 1 + 6 * units);
    const odd = /(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(raw)?.[1] ?? '';
    return String(JSON.parse(`"${raw.slice(0, raw.length - odd.length)}"`));
  }

  /** How many scalars there are within. */
  countScalars(node: JsonNode): number {
    const known = this.scalars.get(node.offset);
    if (known !== undefined) return known;
    const { text } = this;
    const end = node.offset + node.length;
    let count = 0;
    for (let at = node.offset; at < end; ) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        at = endOfString(text, at);
        if (text.charCodeAt(skipBlank(text, at)) !== COLON) count++;
      } else if (isMark(code)) at++;
      else {
        at = endOfPlain(text, at);
        count++;
      }
    }
    this.scalars.set(node.offset, count);
    return count;
  }

  /** The value that begins there. */
  valueAt(offset: number): JsonNode {
    return { type: typeAt(this.text, offset), offset, length: endOfValue(this.text, offset) - offset };
  }

  private partsOf(node: JsonNode): Parts {
    if (node.type !== 'object' && node.type !== 'array') return NO_PARTS;
    const known = this.parts.get(node.offset);
    if (known !== undefined) return known;
    const { text } = this;
    const [keys, starts, ends]: [number[], number[], number[]] = [[], [], []];
    let at = skipBlank(text, node.offset + 1);
    while (text.charCodeAt(at) !== CLOSE_OBJECT && text.charCodeAt(at) !== CLOSE_LIST) {
      if (node.type === 'object') {
        keys.push(at);
        at = skipBlank(text, skipBlank(text, endOfString(text, at)) + 1);
      }
      starts.push(at);
      at = endOfValue(text, at);
      ends.push(at);
      at = skipBlank(text, at);
      if (text.charCodeAt(at) === COMMA) at = skipBlank(text, at + 1);
    }
    const parts = { keys, starts, ends };
    this.parts.set(node.offset, parts);
    return parts;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** What stands between values. */
function isMark(code: number): boolean {
  return (
    code === COMMA ||
    code === COLON ||
    code === OPEN_OBJECT ||
    code === CLOSE_OBJECT ||
    code === OPEN_LIST ||
    code === CLOSE_LIST ||
    isBlank(code)
  );
}

export function skipBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Where the string that begins with the quote at `quote` ends: behind its other quote. */
export function endOfString(text: string, quote: number): number {
  for (let at = text.indexOf('"', quote + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Where a number, true, false or null ends. */
function endOfPlain(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isMark(text.charCodeAt(at))) at++;
  return at;
}

/** Where any value ends. */
function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return endOfString(text, from);
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return endOfPlain(text, from);
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) depth++;
    else if ((code === CLOSE_OBJECT || code === CLOSE_LIST) && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Whether the list at `from` holds one to `most` scalars, and nothing else. */
export function isShortList(text: string, from: number, most: number): boolean {
  let at = skipBlank(text, from + 1);
  for (let count = 1; count <= most; count++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_OBJECT || code === OPEN_LIST || code === CLOSE_LIST) return false;
    at = skipBlank(text, endOfValue(text, at));
    if (text.charCodeAt(at) === CLOSE_LIST) return true;
    at = skipBlank(text, at + 1);
  }
  return false;
}

function typeAt(text: string, at: number): NodeType {
  switch (text[at]) {
    case '{':
      return 'object';
    case '[':
      return 'array';
    case '"':
      return 'string';
    case 't':
    case 'f':
      return 'boolean';
    case 'n':
      return 'null';
    default:
      return 'number';
  }
}

/** The content of the string between two quotes. */
export function contentOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? String(JSON.parse(text.slice(start, end))) : raw;
}
