/** Names of the values of an event: as the tree keeps them, and as the query language writes them. */
import { formatValue } from '../query/format.ts';

/** The path of a part, by that of what it is in: keys from the root, joined by U+0000. */
export function pathOf(parent: string, depth: number, key: string): string {
  return depth === 0 ? key : `${parent}\u0000${key}`;
}

export function keysOfPath(path: string): readonly string[] {
  return path.split('\u0000');
}

/**
 * A path as the query language writes it: `requestObject.spec.containers.0.image`. A dot within a key stays as it is
 * (`annotations.authorization.k8s.io/decision`); a key with anything the language would read otherwise is quoted.
 */
export function queryPath(path: string): string {
  return keysOfPath(path)
    .map((key) => (PLAIN.test(key) ? key : quoted(key)))
    .join('.');
}

/** A term of the language that means this value of this path, to the letter. */
export function queryTerm(path: string, value: string): string {
  return `${queryPath(path)}:${formatValue({ kind: 'plain', text: value, exact: !/^[\w./@-]+$/.test(value) })}`;
}

/** Nothing that ends a name, and no dot that stands alone. */
const PLAIN = /^(?!\.|-)(?!.*\.\.)(?!.*\.$)[^\s()":~\\=<>[\],{}]+$/;

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
