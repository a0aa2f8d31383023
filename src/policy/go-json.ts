/** A JSON policy as kube-apiserver reads it: sigs.k8s.io/json, which keeps duplicate keys for the decoder to see. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { placeAt } from './place.ts';
import type { Member, Parsed, Tree } from './tree.ts';

/** Go's limit on nesting. */
const MAX_DEPTH = 10_000;

/** True where the apiserver takes a text for JSON: its first character but space is a brace. */
export function looksLikeJson(text: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\{/.test(text);
}

/** Reads a JSON text; an error names its line and column, in words of this program's own. */
export function parseJson(text: string): Parsed {
  const tooDeep = beyondDepth(text);
  try {
    JSON.parse(text);
  } catch {
    return tooDeep ?? refusal(text);
  }
  if (tooDeep !== null) return tooDeep;
  try {
    const root = parseTree(text);
    if (root === undefined) return refusal(text);
    return { ok: true, tree: toTree(text, root), duplicates: [] };
  } catch (error) {
    // jsonc-parser is recursive; JSON.parse has already vouched for the text.
    if (error instanceof RangeError) return deeperThanRead(text);
    throw error;
  }
}

const PARSE_ERROR = "couldn't get version/kind; json parse error: ";

function refusal(text: string): Parsed {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return deeperThanRead(text);
  }
  const { error, offset: start } = errors[0] ?? { error: 1, offset: 0 };
  const { line, column } = placeAt(text, start);
  return { ok: false, error: `${PARSE_ERROR}${printParseErrorCode(error)} at line ${line}, column ${column}`, start };
}

/** A refusal at the bracket that goes beyond Go's limit; null where none does. */
function beyondDepth(text: string): Parsed | null {
  const { depth, start } = deepestBracket(text, MAX_DEPTH + 1);
  if (depth <= MAX_DEPTH) return null;
  const { line, column } = placeAt(text, start);
  const where = `at line ${line}, column ${column}`;
  return { ok: false, error: `${PARSE_ERROR}invalid character '${text[start]}' exceeded max depth ${where}`, start };
}

/** Go would read on. */
function deeperThanRead(text: string): Parsed {
  const { start } = deepestBracket(text, MAX_DEPTH);
  const { line, column } = placeAt(text, start);
  const error = `${PARSE_ERROR}nested deeper than auditty reads at line ${line}, column ${column}`;
  return { ok: false, error, start };
}

/** The first bracket of the deepest level, or of the `enough`th one. */
function deepestBracket(text: string, enough: number): { readonly depth: number; readonly start: number } {
  let depth = 0;
  let deepest = { depth, start: 0 };
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > deepest.depth) deepest = { depth, start: index };
    if (depth === enough) break;
  }
  return deepest;
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
