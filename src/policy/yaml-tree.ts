/**
 * The JSON values that a YAML document stands for, as go.yaml.in/yaml v2.4.4 (decode.go) and sigs.k8s.io/yaml v1.6.0
 * make them: aliases and merges expanded, keys made strings and sorted.
 */
import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, visit } from 'yaml';
import { resolveScalar } from './go-scalar.ts';
import { compareBytes, goQuote } from './go-text.ts';
import { lineAt } from './place.ts';
import type { Duplicate, Member, Tree } from './tree.ts';

const MERGE_TAG = 'tag:yaml.org,2002:merge';

/** Thrown where go-yaml gives up on a document; the reader of the document makes a value of it. */
export class RefusedYaml extends Error {
  readonly start: number;
  constructor(message: string, start: number) {
    super(message);
    this.start = start;
  }
}

interface Walk {
  readonly text: string;
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly duplicates: Duplicate[];
  /** The aliases that are being expanded. */
  readonly open: Set<Alias>;
  /** Nodes made so far, and how many of them within an alias. */
  made: number;
  madeByAlias: number;
}

/** Members by type and content of their key: 1 and "1" are two keys to go-yaml. */
type Members = Map<string, Member>;

/** The tree of a document, and each key that is set twice; throws RefusedYaml. */
export function yamlTree(text: string, document: Document.Parsed): { tree: Tree; duplicates: readonly Duplicate[] } {
  const targets = aliasTargets(document);
  const walk: Walk = { text, targets, duplicates: [], open: new Set(), made: 0, madeByAlias: 0 };
  const tree = treeOf(walk, document.contents, document.range[0]);
  return { tree, duplicates: walk.duplicates };
}

/** An alias means the latest node before it that has its anchor. */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target === undefined) throw new RefusedYaml(`unknown anchor '${node.source}' referenced`, startOf(node, 0));
      targets.set(node, target);
    },
  });
  return targets;
}

/** `at` is where a node that is not written would stand. */
function treeOf(walk: Walk, node: Node | null, at: number): Tree {
  countNode(walk, at);
  if (node === null) return { kind: 'null', start: at, end: at };
  const start = startOf(node, at);
  const end = node.range?.[1] ?? start;
  if (isAlias(node)) return { ...expand(walk, node, start, (target) => treeOf(walk, target, start)), start, end };
  if (isSeq(node)) {
    return { kind: 'array', items: node.items.map((item) => treeOf(walk, asNode(item), start)), start, end };
  }
  if (isMap(node)) {
    const members: Members = new Map();
    addMembers(walk, node, members, start);
    return { kind: 'object', members: sortedByKey(members), start, end };
  }
  const { source = '', tag = '', type } = isScalar(node) ? node : {};
  const value = resolveScalar(source, tag, type === 'PLAIN');
  if ('error' in value) throw new RefusedYaml(value.error, start);
  return { ...value, start, end };
}

/** Guards against documents that aliases blow up (d.unmarshal and allowedAliasRatio in decode.go). */
function countNode(walk: Walk, at: number): void {
  walk.made++;
  if (walk.open.size > 0) walk.madeByAlias++;
  const beyond = Math.min(Math.max((walk.made - 400_000) / 3_600_000, 0), 1);
  const allowed = 0.99 - 0.89 * beyond;
  if (walk.madeByAlias > 100 && walk.made > 1000 && walk.madeByAlias / walk.made > allowed) {
    throw new RefusedYaml('document contains excessive aliasing', at);
  }
}

function expand<Result>(walk: Walk, alias: Alias, at: number, make: (target: Node) => Result): Result {
  const target = walk.targets.get(alias);
  if (target === undefined || walk.open.has(alias)) {
    throw new RefusedYaml(`anchor '${alias.source}' value contains itself`, at);
  }
  walk.open.add(alias);
  const result = make(target);
  walk.open.delete(alias);
  return result;
}

/** Adds a map's pairs in their order; whatever comes later replaces, be it written out or merged. */
function addMembers(walk: Walk, node: Node | null, members: Members, at: number): void {
  if (!isMap(node)) throw new RefusedYaml('map merge requires map or sequence of maps as the value', at);
  for (const pair of node.items) {
    const key = asNode(pair.key);
    const value = asNode(pair.value);
    const keyStart = startOf(key, at);
    if (isMerge(key)) {
      // Backwards, so that of several maps the earlier ones win.
      const merged = isSeq(value) ? value.items.map(asNode).reverse() : [value];
      for (const map of merged) mergeMap(walk, map, members, keyStart);
      continue;
    }
    const { name, printed } = keyOf(treeOf(walk, key, keyStart));
    const tree = treeOf(walk, value, key?.range?.[1] ?? keyStart);
    if (members.has(printed)) {
      const message = `line ${lineAt(walk.text, tree.start)}: key ${printed} already set in map`;
      walk.duplicates.push({ message, key: name, keyStart });
    }
    members.set(printed, { key: name, keyStart, value: tree });
  }
}

function mergeMap(walk: Walk, node: Node | null, members: Members, at: number): void {
  countNode(walk, at);
  if (isAlias(node)) expand(walk, node, at, (target) => addMembers(walk, target, members, at));
  else addMembers(walk, node, members, at);
}

function isMerge(key: Node | null): boolean {
  if (!isScalar(key) || key.source !== '<<') return false;
  return key.tag === MERGE_TAG || key.tag === '!' || (key.tag === undefined && key.type === 'PLAIN');
}

/** A key as the string JSON has for it, and as Go prints it. */
function keyOf(key: Tree): { name: string; printed: string } {
  switch (key.kind) {
    case 'string':
      return { name: key.value, printed: goQuote(key.value) };
    case 'bool':
      return { name: String(key.value), printed: String(key.value) };
    case 'number':
      return { name: key.text, printed: key.text };
    case 'null':
      throw new RefusedYaml('unsupported map key of type: null', key.start);
    default:
      throw new RefusedYaml(`invalid map key: ${key.kind}`, key.start);
  }
}

function sortedByKey(members: Members): readonly Member[] {
  const byKey = new Map([...members.values()].map((member) => [member.key, member]));
  return [...byKey.values()].sort((some, other) => compareBytes(some.key, other.key));
}

function startOf(node: Node | null, otherwise: number): number {
  return node?.range?.[0] ?? otherwise;
}

function asNode(item: unknown): Node | null {
  return isNode(item) ? item : null;
}
