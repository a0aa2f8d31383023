/** A JSON policy as kube-apiserver reads it: sigs.k8s.io/json, which keeps duplicate keys for the decoder to see. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { placeAt } from './place.ts';
import type { Member, Parsed, Tree } from './tree.ts';

/** Go's limit on nesting. */
const TOO_DEEP = 'exceeded max depth';

/** True where the apiserver takes a text for JSON: its first character but space is a brace. */
export function looksLikeJson(text: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\{/.test(text);
}

/** Reads a JSON text; an error names its line and column, in words of this program's own. */
export function parseJson(text: string): Parsed {
  try {
    JSON.parse(text);
  } catch {
    return refusal(text);
  }
  try {
    const root = parseTree(text);
    if (root === undefined) return refusal(text);
    return { ok: true, tree: toTree(text, root), duplicates: [] };
  } catch (error) {
    // jsonc-parser is recursive; JSON.parse has already vouched for the text.
    if (error instanceof RangeError) return { ok: false, error: `${PARSE_ERROR}${TOO_DEEP}`, start: 0 };
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
    return { ok: false, error: `${PARSE_ERROR}${TOO_DEEP}`, start: 0 };
  }
  const { error, offset: start } = errors[0] ?? { error: 1, offset: 0 };
  const { line, column } = placeAt(text, start);
  return { ok: false, error: `${PARSE_ERROR}${printParseErrorCode(error)} at line ${line}, column ${column}`, start };
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
