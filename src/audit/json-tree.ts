/**
 * A JSON text as a tree: one walk over it notes where each value stands, and a node is made when one looks at it. A
 * text of megabytes costs some milliseconds, however it is nested, and no object a value.
 */
import { endOfString } from './json-text.ts';

export type NodeType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** A value and where it stands, in UTF-16 units of the text. */
export interface JsonNode {
  readonly type: NodeType;
  readonly offset: number;
  readonly length: number;
  /** Its place among all values of the text, in the order in which they begin. */
  readonly number: number;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const NO_PARTS: readonly number[] = [];

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
  /** How many values there are: they are numbered in the order in which they begin. */
  readonly size: number;
  /** How many objects and lists stand in each other where the most do. */
  readonly depth: number;
  /** Of each value: where it begins and ends, and the number of the first value that is not in it. */
  private readonly offsets: readonly number[];
  private readonly ends: readonly number[];
  private readonly nexts: readonly number[];
  /** Where its key's quote is, -1 for none. */
  private readonly keys: readonly number[];
  /** The numbers of the parts of each value that was looked into. */
  private readonly parts = new Map<number, readonly number[]>();
  private readonly places = new Map<number, ReadonlyMap<string, number>>();

  /** `text` is well-formed JSON. */
  constructor(text: string) {
    const { offsets, ends, nexts, keys, depth } = valuesOf(text);
    this.text = text;
    this.offsets = offsets;
    this.ends = ends;
    this.nexts = nexts;
    this.keys = keys;
    this.size = offsets.length;
    this.depth = depth;
    this.root = this.node(0);
  }

  /** The value of a number. */
  node(number: number): JsonNode {
    const offset = this.offsets[number];
    if (offset === undefined) throw new RangeError(`there is no value ${number}`);
    return { type: typeAt(this.text, offset), offset, length: (this.ends[number] ?? offset) - offset, number };
  }

  /** The number of the first value that is not in this one. */
  after({ number }: JsonNode): number {
    return this.nexts[number] ?? this.size;
  }

  /** The key of a value in its object; null in a list, and of the whole. */
  keyOf({ number }: JsonNode): string | null {
    const quote = this.keys[number] ?? -1;
    return quote < 0 ? null : contentOf(this.text, quote, endOfString(this.text, quote));
  }

  /** Where the key of a value begins; where the value does, if it has none. */
  keyOffset({ number, offset }: JsonNode): number {
    const quote = this.keys[number] ?? -1;
    return quote < 0 ? offset : quote;
  }

  /** How many parts an object or a list has; none for anything else. */
  count(node: JsonNode): number {
    return this.partsOf(node).length;
  }

  child(node: JsonNode, at: number): JsonNode {
    return this.node(this.partsOf(node)[at] ?? this.size);
  }

  /** The name of a part: an object's key, or its number in a list. */
  key(node: JsonNode, at: number): string {
    return this.keyOf(this.child(node, at)) ?? String(at);
  }

  /** The number of the part of that name, the first of several; -1 for none. */
  indexOf(node: JsonNode, key: string): number {
    if (node.type === 'array') {
      const at = /^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
      return at < this.count(node) ? at : -1;
    }
    let places = this.places.get(node.number);
    if (places === undefined) {
      const made = new Map<string, number>();
      for (let at = this.count(node) - 1; at >= 0; at--) made.set(this.key(node, at), at);
      this.places.set(node.number, made);
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
    const end = Math.min(node.offset + 1 + 6 * units, node.offset + node.length - 1);
    const raw = this.text.slice(node.offset + 1, end);
    const odd = /(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(raw)?.[1] ?? '';
    return String(JSON.parse(`"${raw.slice(0, raw.length - odd.length)}"`));
  }

  /** How many scalars there are within, itself included. */
  countScalars(node: JsonNode): number {
    let count = 0;
    for (let number = node.number; number < this.after(node); number++) {
      const code = this.text.charCodeAt(this.offsets[number] ?? 0);
      if (code !== OPEN_OBJECT && code !== OPEN_LIST) count++;
    }
    return count;
  }

  /** Whether this is a list of one to `most` scalars, and of nothing else. */
  isShortList(node: JsonNode, most: number): boolean {
    const values = this.after(node) - node.number - 1;
    return node.type === 'array' && values >= 1 && values <= most && this.countScalars(node) === values;
  }

  private partsOf(node: JsonNode): readonly number[] {
    if (this.after(node) === node.number + 1) return NO_PARTS;
    const known = this.parts.get(node.number);
    if (known !== undefined) return known;
    const parts: number[] = [];
    for (let number = node.number + 1; number < this.after(node); number = this.nexts[number] ?? this.size)
      parts.push(number);
    this.parts.set(node.number, parts);
    return parts;
  }
}

interface Values {
  readonly offsets: number[];
  readonly ends: number[];
  readonly nexts: number[];
  readonly keys: number[];
  readonly depth: number;
}

/** All values of a text, in one walk that does not go down by recursion. */
function valuesOf(text: string): Values {
  const [offsets, ends, nexts, keys]: [number[], number[], number[], number[]] = [[], [], [], []];
  const open: number[] = [];
  let key = -1;
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === COMMA || code === COLON) {
      at++;
      continue;
    }
    if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      const number = open.pop() ?? 0;
      at++;
      ends[number] = at;
      nexts[number] = offsets.length;
      continue;
    }
    const end = code === QUOTE ? endOfString(text, at) : at;
    const inObject = open.length > 0 && text.charCodeAt(offsets[open.at(-1) ?? 0] ?? 0) === OPEN_OBJECT;
    if (inObject && key < 0) {
      key = at;
      at = end;
      continue;
    }
    const number = offsets.length;
    offsets.push(at);
    keys.push(key);
    key = -1;
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      open.push(number);
      depth = Math.max(depth, open.length);
      at++;
    } else at = code === QUOTE ? end : endOfPlain(text, at);
    ends.push(at);
    nexts.push(number + 1);
  }
  return { offsets, ends, nexts, keys, depth };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** Where a number, true, false or null ends. */
function endOfPlain(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_OBJECT || code === CLOSE_LIST || isBlank(code)) return at;
  }
  return at;
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
function contentOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? String(JSON.parse(text.slice(start, end))) : raw;
}
