/**
 * Masking the secrets in an event's text: the values of Secrets, and tokens. Everything else stays character for
 * character, so numbers keep their digits and keys their order. What is a secret is decided by the kind of an object,
 * wherever it stands, and by objectRef for bodies that say no kind (patches, items of lists, rows of tables).
 *
 * Content is hostile: keys may be escaped (`"d\u0061ta"`) or given twice, and then every one of them counts.
 */
import { type JsonNode, JsonTree } from './json-tree.ts';
import { type Edit, MASK_STRING, type Redacted, replaced } from './mask.ts';
import { BODIES, brokenEdits, deepEdits, isJson } from './redact-broken.ts';
import { wrappedEdits } from './redact-wrapped.ts';

/** What of an object is secret: all of it, or what stands under some keys. */
type Places = 'all' | ReadonlyMap<string, Places>;
type Known = readonly Places[];

const SECRET: Places = new Map([
  ['data', 'all'],
  ['stringData', 'all'],
]);
const TOKEN_ONLY: Places = new Map([['token', 'all']]);
const TOKEN: Places = new Map([
  ['spec', TOKEN_ONLY],
  ['status', TOKEN_ONLY],
]);
const BY_KIND = new Map([
  ['Secret', SECRET],
  ['TokenRequest', TOKEN],
  ['TokenReview', TOKEN],
]);

/** kubectl keeps the whole object here, as JSON in a string. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Every rule below needs one of these words; only an escape of a printable ASCII character could spell it otherwise. */
const WORDS = /Secret|"secrets"|TokenRe|"tokenreviews"|"token"/;
/** Go itself escapes `&`, `<` and `>`. */
const ODD_ESCAPE = /\\u00(?!26|3[CcEe])[2-7]/;

/**
 * The text of one event with its secrets masked; it never throws. null stays null, objects and lists keep their keys
 * and their items. A text that is no JSON is cut after the first key that may hold a secret, and masked whole where it
 * seems to be the tail of one; the legacy format, which has no bodies, stays as it is. Of a text nested too deep to
 * read (by the thousand) the bodies are masked whole. Of a wrapped line the content is masked where it is in doubt.
 */
export function redact(text: string): Redacted {
  const wrapped = wrappedEdits(text);
  if (wrapped.length > 0) return replaced(text, wrapped);
  if (!looksWhole(text)) return replaced(text, brokenEdits(text));
  if (!WORDS.test(text) && !ODD_ESCAPE.test(text)) return { text, masked: [] };
  try {
    const tree = parsed(text);
    if (tree !== null && tree.depth > MOST_DEPTH) return replaced(text, deepEdits(text));
    return replaced(text, tree === null ? brokenEdits(text) : editsOf(tree, []));
  } catch (error) {
    // The engine's own parser may be recursive.
    if (!(error instanceof RangeError)) throw error;
    return replaced(text, isJson(text) ? deepEdits(text) : brokenEdits(text));
  }
}

function looksWhole(text: string): boolean {
  return /^\s*[{[]/.test(text) && /[}\]]$/.test(text.trimEnd());
}

/** Deeper texts are not walked through: the walk is recursive. */
const MOST_DEPTH = 1000;

/** Null for what is no JSON. */
function parsed(text: string): JsonTree | null {
  try {
    JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return new JsonTree(text);
}

interface Walk {
  readonly tree: JsonTree;
  readonly edits: Edit[];
  /** Where what a rule could begin with stands in the text, ascending: looked for once, however deep the walk goes. */
  readonly triggers: readonly number[];
}

const TRIGGERS = new RegExp(`${WORDS.source}|${ODD_ESCAPE.source}`, 'g');

function editsOf(tree: JsonTree, known: Known): readonly Edit[] {
  const triggers = Array.from(tree.text.matchAll(TRIGGERS), ({ index }) => index);
  const walk: Walk = { tree, edits: [], triggers };
  visitBody(walk, tree.root, known);
  return walk.edits;
}

/** Whether a stretch of the text holds nothing that any rule could begin with. */
function isHarmless({ triggers }: Walk, { offset, length }: JsonNode): boolean {
  let low = 0;
  let high = triggers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((triggers[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return (triggers[low] ?? Number.POSITIVE_INFINITY) >= offset + length;
}

/** A body, or a whole text: an object, or a JSON patch; anything else is masked where it should be a secret. */
function visitBody(walk: Walk, node: JsonNode, known: Known): void {
  if (node.type === 'array') {
    for (const element of elementsOf(walk, node)) {
      maskPatch(walk, element, known);
      visit(walk, element, known, known);
    }
  } else if (node.type === 'object') visit(walk, node, known, known);
  else if (known.length > 0) maskLeaves(walk, node);
}

/** `known`: what the node is by its context; `within`: what the object is that it stands in. */
function visit(walk: Walk, node: JsonNode, known: Known, within: Known): void {
  // What is known of an object says what to look for; without that, a word has to.
  if (known.length === 0 && within.length === 0 && isHarmless(walk, node)) return;
  if (node.type === 'array') for (const child of elementsOf(walk, node)) visit(walk, child, [], within);
  if (node.type !== 'object') return;
  const kinds = stringsOf(walk, node, 'kind');
  const own = [...known, ...kinds.flatMap(placesOfKind)];
  for (const places of own) maskPlaces(walk, node, places);
  const listed = [...known, ...kinds.flatMap((kind) => placesOfKind(kind.replace(/List$/, '')))];
  const inside = own.length > 0 ? own : within;

  for (const { key, value } of membersOf(walk, node)) {
    if (key === LAST_APPLIED && value.type === 'string') maskWithin(walk, value, inside);
    else if (BODIES.includes(key)) visitBody(walk, value, placesOfBodies(walk, node));
    else if ((key === 'items' || key === 'rows') && value.type === 'array') {
      for (const item of elementsOf(walk, value)) visit(walk, item, listed, inside);
    } else visit(walk, value, key === 'object' ? known : [], inside);
  }
}

function placesOfKind(kind: string): Known {
  const places = BY_KIND.get(kind);
  return places === undefined ? [] : [places];
}

/** What an event's bodies are by its objectRef. */
function placesOfBodies(walk: Walk, event: JsonNode): Known {
  return membersOf(walk, event).flatMap(({ key, value }) => {
    if (key !== 'objectRef') return [];
    const resources = stringsOf(walk, value, 'resource');
    const groups = stringsOf(walk, value, 'apiGroup');
    const isCore = groups.length === 0 || groups.includes('');
    const isToken =
      (isCore && resources.includes('serviceaccounts') && stringsOf(walk, value, 'subresource').includes('token')) ||
      (resources.includes('tokenreviews') && groups.includes('authentication.k8s.io'));
    return [...(isCore && resources.includes('secrets') ? [SECRET] : []), ...(isToken ? [TOKEN] : [])];
  });
}

function maskPlaces(walk: Walk, node: JsonNode, places: Places): void {
  if (places === 'all') {
    maskLeaves(walk, node);
    return;
  }
  for (const { key, value } of membersOf(walk, node)) {
    const under = places.get(key);
    if (under !== undefined) maskPlaces(walk, value, under);
  }
}

function maskLeaves(walk: Walk, node: JsonNode): void {
  if (node.type === 'array') for (const child of elementsOf(walk, node)) maskLeaves(walk, child);
  else if (node.type === 'object') for (const { value } of membersOf(walk, node)) maskLeaves(walk, value);
  else if (node.type !== 'null') walk.edits.push({ start: node.offset, end: endOf(node), text: MASK_STRING });
}

/** An operation of a JSON patch on a secret: `{"op": "add", "path": "/data/password", "value": "..."}`. */
function maskPatch(walk: Walk, operation: JsonNode, known: Known): void {
  const paths = stringsOf(walk, operation, 'path');
  for (const { key, value } of membersOf(walk, operation)) {
    if (key !== 'value') continue;
    for (const places of known) {
      if (paths.length === 0) maskLeaves(walk, value);
      for (const path of paths) maskAt(walk, value, path, places);
    }
    const isLastApplied = paths.some((path) => stepsOf(path)?.at(-1) === LAST_APPLIED);
    if (isLastApplied && value.type === 'string') maskWithin(walk, value, known);
  }
}

/** Masks what of a value is secret at `path` in an object; a path that is no JSON pointer may mean any place. */
function maskAt(walk: Walk, value: JsonNode, path: string, places: Places): void {
  let here: Places | undefined = places;
  for (const step of stepsOf(path) ?? []) here = here === 'all' ? here : here?.get(step);
  if (stepsOf(path) === null) here = 'all';
  if (here !== undefined) maskPlaces(walk, value, here);
}

/** The steps of a JSON pointer (RFC 6901); null for what is none. */
function stepsOf(pointer: string): readonly string[] | null {
  const [first, ...steps] = pointer.split('/');
  return first === '' ? steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) : null;
}

/** Masks within JSON that is the content of a string; a content that is no JSON is masked whole if in doubt. */
function maskWithin(walk: Walk, node: JsonNode, known: Known): void {
  const content = walk.tree.scalar(node);
  const tree = parsed(content);
  if (tree === null || tree.depth > MOST_DEPTH) {
    if (known.length > 0 || WORDS.test(content) || ODD_ESCAPE.test(content)) maskLeaves(walk, node);
    return;
  }
  const edits = editsOf(tree, known);
  if (edits.length === 0) return;
  const places = placesInString(walk.tree.text, node.offset);
  for (const { start, end, text } of edits) {
    const [from, to] = [places[start] ?? node.offset, places[end] ?? endOf(node)];
    walk.edits.push({ start: from, end: to, text: JSON.stringify(text).slice(1, -1) });
  }
}

/** For each character of the content of the string at `quote`, and for its end, where it stands in the text. */
function placesInString(text: string, quote: number): readonly number[] {
  const places: number[] = [];
  let at = quote + 1;
  while (text[at] !== '"') {
    places.push(at);
    if (text[at] === '\\') at += text[at + 1] === 'u' ? 6 : 2;
    else at++;
  }
  places.push(at);
  return places;
}

interface Property {
  readonly key: string;
  readonly value: JsonNode;
}

function elementsOf({ tree }: Walk, node: JsonNode): readonly JsonNode[] {
  return Array.from({ length: tree.count(node) }, (_, at) => tree.child(node, at));
}

/** The members of an object, each of those with the same key; none for anything else. */
function membersOf(walk: Walk, node: JsonNode): readonly Property[] {
  if (node.type !== 'object') return [];
  return elementsOf(walk, node).map((value) => ({ key: walk.tree.keyOf(value) ?? '', value }));
}

function stringsOf(walk: Walk, node: JsonNode, name: string): readonly string[] {
  return membersOf(walk, node).flatMap(({ key, value }) =>
    key === name && value.type === 'string' ? [walk.tree.scalar(value)] : [],
  );
}

function endOf(node: JsonNode): number {
  return node.offset + node.length;
}
