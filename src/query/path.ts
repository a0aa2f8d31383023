/**
 * Paths into an event's own JSON: `requestObject.spec.replicas`, `annotations.authorization.k8s.io/decision`. Keys are parted by dots,
 * and as keys may hold dots too, any way to part them that the event knows will do; a key in quotes is that key alone.
 * Of a list any item is meant (`spec.containers.image`), or the one of that number (`spec.containers.0.image`).
 */

/** The keys at the top of an audit event: audit.k8s.io/v1, `types.go` of k8s.io/apiserver v0.37.2. */
export const TOP_KEYS = [
  'kind', 'apiVersion', 'level', 'auditID', 'stage', 'requestURI', 'verb', 'user', 'impersonatedUser',
  'authenticationMetadata', 'sourceIPs', 'userAgent', 'objectRef', 'responseStatus', 'requestObject', 'responseObject',
  'requestReceivedTimestamp', 'stageTimestamp', 'annotations', 'metadata',
] as const; // biome-ignore format: a table

/** A piece of a path: `whole` where it was in quotes. */
interface Piece {
  readonly text: string;
  readonly whole: boolean;
}

const PIECE = /"((?:\\.|[^"\\])*)"|([^."]+)/g;

function piecesOf(path: string): readonly Piece[] {
  return [...path.matchAll(PIECE)].map(([, quoted, bare = '']) =>
    quoted === undefined ? { text: bare, whole: false } : { text: quoted.replace(/\\(.)/g, '$1'), whole: true },
  );
}

/** The key at the top of an event that a path begins with, as Kubernetes writes it; null where there is none. */
export function topKey(path: string): string | null {
  const first = piecesOf(path)[0]?.text.toLowerCase() ?? '';
  return TOP_KEYS.find((key) => key.toLowerCase() === first) ?? null;
}

/** A path as it stands in a filter: its first key as Kubernetes writes it. Of one that begins with none: null. */
export function pathText(path: string): string | null {
  const top = topKey(path);
  const isPath = /^(?:"(?:\\.|[^"\\])+"|[^."]+)(?:\.(?:"(?:\\.|[^"\\])+"|[^."]+))*$/.test(path);
  return top === null || !isPath || path.startsWith('"') ? null : `${top}${path.slice(top.length)}`;
}

/** The last key that a path surely needs, to look for in the line before it is parsed; null where any way to part it may hold. */
export function keyOf(path: string): string {
  const last = piecesOf(path).findLast(({ text }) => !/^\d+$/.test(text));
  return last?.text ?? '';
}

/** What stands at a path, without what is null: none, one, or several where a list is on the way or at its end. */
export function valuesAt(path: string, event: unknown): readonly unknown[] {
  const found: unknown[] = [];
  walk(event, piecesOf(path), 0, found);
  return found;
}

/** What at a path can be compared: texts, numbers and truths, those in a list each for itself. */
export function scalarsAt(path: string, event: unknown): readonly (string | number | boolean)[] {
  return valuesAt(path, event)
    .flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean');
}

function walk(value: unknown, pieces: readonly Piece[], from: number, found: unknown[]): void {
  if (value === null || value === undefined) return;
  if (from === pieces.length) {
    found.push(value);
    return;
  }
  if (Array.isArray(value)) {
    const { text } = pieces[from] ?? { text: '' };
    if (/^\d+$/.test(text)) walk(value[Number(text)], pieces, from + 1, found);
    else for (const item of value) if (typeof item === 'object') walk(item, pieces, from, found);
    return;
  }
  if (typeof value !== 'object') return;
  let key = '';
  for (let to = from; to < pieces.length; to++) {
    const piece = pieces[to];
    if (piece === undefined || (piece.whole && to > from)) return;
    key = to === from ? piece.text : `${key}.${piece.text}`;
    if (Object.hasOwn(value, key)) walk((value as Record<string, unknown>)[key], pieces, to + 1, found); // an object, by the test above
    if (piece.whole) return;
  }
}
