/**
 * The JSON values that a YAML document stands for, as go.yaml.in/yaml v2.4.4 (decode.go) and sigs.k8s.io/yaml v1.6.0
 * make them: aliases and merges expanded, keys made strings and sorted.
 */
import { numberKey, resolveScalar } from './go-scalar.ts';
import { compareBytes, goQuote } from './go-text.ts';
import type { Duplicate, Member, Tree } from './tree.ts';
import type { AliasNode, MappingNode, YamlNode } from './yaml-node.ts';
import { RefusedYaml } from './yaml-source.ts';

const MERGE_TAG = 'tag:yaml.org,2002:merge';

interface Walk {
  readonly duplicates: Duplicate[];
  /** The aliases that are being expanded. */
  readonly open: Set<AliasNode>;
  /** Nodes made so far, and how many of them within an alias. */
  made: number;
  madeByAlias: number;
}

/** Members by type and content of their key: 1 and "1" are two keys to go-yaml. */
type Members = Map<string, Member>;

/** The tree of a document, and each key that is set twice; throws RefusedYaml. */
export function yamlTree(root: YamlNode): { tree: Tree; duplicates: readonly Duplicate[] } {
  const walk: Walk = { duplicates: [], open: new Set(), made: 0, madeByAlias: 0 };
  const tree = treeOf(walk, root);
  return { tree, duplicates: walk.duplicates };
}

function treeOf(walk: Walk, node: YamlNode): Tree {
  const { start, end } = node;
  countNode(walk, start);
  switch (node.kind) {
    case 'alias':
      return { ...expand(walk, node, (target) => treeOf(walk, target)), start, end };
    case 'sequence':
      return { kind: 'array', items: node.items.map((item) => treeOf(walk, item)), start, end };
    case 'mapping': {
      const members: Members = new Map();
      addMembers(walk, node, members);
      return { kind: 'object', members: sortedByKey(members), start, end };
    }
    default: {
      const value = resolveScalar(node.value, node.tag, node.isPlain);
      if ('error' in value) throw new RefusedYaml(value.error, start);
      return { ...value, start, end };
    }
  }
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

function expand<Result>(walk: Walk, alias: AliasNode, make: (target: YamlNode) => Result): Result {
  if (walk.open.has(alias)) throw new RefusedYaml(`anchor '${alias.name}' value contains itself`, alias.start);
  walk.open.add(alias);
  const result = make(alias.target);
  walk.open.delete(alias);
  return result;
}

/** Adds a map's pairs in their order; whatever comes later replaces, be it written out or merged. */
function addMembers(walk: Walk, node: MappingNode, members: Members, merging = false): void {
  for (const [key, value] of node.pairs) {
    if (isMerge(key)) {
      // Backwards, so that of several maps the earlier ones win.
      const merged = value.kind === 'sequence' ? [...value.items].reverse() : [value];
      for (const map of merged) mergeMap(walk, map, members, key.start);
      continue;
    }
    const { name, printed } = keyOf(treeOf(walk, key), contentOf(key));
    const tree = treeOf(walk, value);
    const before = members.get(printed);
    if (before !== undefined) {
      const message = `line ${value.line + 1}: key ${printed} already set in map`;
      walk.duplicates.push({
        message,
        key: name,
        keyStart: key.start,
        isMerged: merging || before.keyStart < node.start || before.keyStart >= node.end,
      });
    }
    members.set(printed, { key: name, keyStart: key.start, value: tree });
  }
}

function mergeMap(walk: Walk, node: YamlNode, members: Members, at: number): void {
  countNode(walk, at);
  const target = node.kind === 'alias' ? node.target : node;
  if (target.kind !== 'mapping') {
    throw new RefusedYaml('map merge requires map or sequence of maps as the value', at);
  }
  if (node.kind === 'alias') expand(walk, node, () => addMembers(walk, target, members, true));
  else addMembers(walk, target, members, true);
}

function isMerge(key: YamlNode): boolean {
  if (key.kind !== 'scalar' || key.value !== '<<') return false;
  return key.tag === MERGE_TAG || key.tag === '!' || (key.tag === '' && key.isPlain);
}

/** A key as the string JSON has for it, and as Go prints it; `content` is what it was made of. */
function keyOf(key: Tree, content: string): { name: string; printed: string } {
  switch (key.kind) {
    case 'string':
      return { name: key.value, printed: goQuote(key.value) };
    case 'bool':
      return { name: String(key.value), printed: String(key.value) };
    case 'number': {
      const found = numberKey(content);
      if (found === null) throw new RefusedYaml('unsupported map key of type: uint64', key.start);
      return found;
    }
    case 'null':
      throw new RefusedYaml('unsupported map key of type: null', key.start);
    default:
      throw new RefusedYaml(`invalid map key: ${key.kind}`, key.start);
  }
}

function contentOf(node: YamlNode): string {
  if (node.kind === 'alias') return contentOf(node.target);
  return node.kind === 'scalar' ? node.value : '';
}

function sortedByKey(members: Members): readonly Member[] {
  const byKey = new Map([...members.values()].map((member) => [member.key, member]));
  return [...byKey.values()].sort((some, other) => compareBytes(some.key, other.key));
}
