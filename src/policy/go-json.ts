/** A JSON policy as kube-apiserver reads it: sigs.k8s.io/json, which keeps duplicate keys for the decoder to see. */
import { type Node, parseTree } from 'jsonc-parser';
import { jsonFault } from './go-json-fault.ts';
import { placeAt } from './place.ts';
import type { Member, Parsed, Tree } from './tree.ts';

/** True where the apiserver takes a text for JSON: its first character but space is a brace. */
export function looksLikeJson(text: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\{/.test(text);
}

/** Reads a JSON text; an error is in Go's words, and names its line and column. */
export function parseJson(text: string): Parsed {
  const fault = jsonFault(text);
  if (fault !== null) return refusal(text, fault.error, fault.start);
  try {
    const root = parseTree(text);
    if (root === undefined) throw new Error('a JSON text without a value');
    return { ok: true, tree: toTree(text, root), duplicates: [] };
  } catch (error) {
    // jsonc-parser is recursive, and so is the tree: Go would read on.
    if (error instanceof RangeError) return refusal(text, 'nested deeper than auditty reads', deepestBracket(text));
    throw error;
  }
}

function refusal(text: string, what: string, start: number): Parsed {
  const { line, column } = placeAt(text, start);
  const error = `couldn't get version/kind; json parse error: ${what} at line ${line}, column ${column}`;
  return { ok: false, error, start };
}

/** The first bracket of the deepest level. */
function deepestBracket(text: string): number {
  let depth = 0;
  let deepest = { depth, start: 0 };
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > deepest.depth) deepest = { depth, start: index };
  }
  return deepest.start;
}

/** Go puts U+FFFD where an escape gives half a surrogate pair. */
function toTree(text: string, node: Node): Tree {
  const span = { start: node.offset, end: node.offset + node.length };
  const children = node.children ?? [];
  switch (node.type) {
    case 'array':
      return { kind: 'array', items: children.map((item) => toTree(text, item)), ...span };
    case 'object':
      return { kind: 'object', members: children.map((property) => toMember(text, property)), ...span };
    case 'string':
      return { kind: 'string', value: String(node.value).toWellFormed(), ...span };
    case 'number':
      return { kind: 'number', text: text.slice(span.start, span.end), ...span };
    case 'boolean':
      return { kind: 'bool', value: node.value === true, ...span };
    default:
      return { kind: 'null', ...span };
  }
}

function toMember(text: string, property: Node): Member {
  const [key, value] = property.children ?? [];
  if (key === undefined || value === undefined) throw new Error('a JSON property without key or value');
  return { key: String(key.value).toWellFormed(), keyStart: key.offset, value: toTree(text, value) };
}
