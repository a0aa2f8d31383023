/**
 * Which requests a rule takes from the rules after it. A rule is cut into pieces, one for each combination of the
 * values it names; a piece that a rule before it matches whole never reaches it.
 */
import type { PolicyRule } from './policy.ts';

/** What decides whether a rule matches. */
export type Conditions = Pick<
  PolicyRule,
  'users' | 'userGroups' | 'verbs' | 'resources' | 'namespaces' | 'nonResourceURLs'
>;

/** Requests that are alike in what a rule asks; null: whatever it is. */
export interface Piece {
  readonly user: string | null;
  /** A group that the user is in. */
  readonly userGroup: string | null;
  readonly verb: string | null;
  readonly target: ResourceTarget | PathTarget;
}
export interface ResourceTarget {
  readonly kind: 'resource';
  readonly namespace: string | null;
  /** Null: every group. */
  readonly apiGroup: string | null;
  /** As a policy writes it: `pods`, `pods/*`, `*` + `/log`, `*`. */
  readonly spec: string;
  readonly name: string | null;
}
export interface PathTarget {
  readonly kind: 'path';
  /** As a policy writes it: `/healthz`, `/healthz*`, `*`. */
  readonly spec: string;
}

/** Every request about a resource. */
export const EVERY_RESOURCE: ResourceTarget = {
  kind: 'resource',
  namespace: null,
  apiGroup: null,
  spec: '*',
  name: null,
};
/** Every request that is about none. */
export const EVERY_PATH: PathTarget = { kind: 'path', spec: '*' };
const EVERY_TARGET = [EVERY_RESOURCE, EVERY_PATH] as const;

/** True where a rule restricts nothing: it matches every request that reaches it. */
export function isCatchAll(rule: Conditions): boolean {
  return [rule.users, rule.userGroups, rule.verbs, rule.resources, rule.namespaces, rule.nonResourceURLs].every(
    (list) => list.length === 0,
  );
}

/** The pieces of a rule; together they are what it matches, but for resource strings that match nothing. */
export function* piecesOf(rule: Conditions): Generator<Piece> {
  for (const target of targetsOf(rule)) yield* withRequesters(rule, target);
}

/** The pieces of one target: who, and by which verb. */
function* withRequesters(rule: Conditions, target: Piece['target']): Generator<Piece> {
  for (const user of orEvery(rule.users)) {
    for (const userGroup of orEvery(rule.userGroups)) {
      for (const verb of orEvery(rule.verbs)) yield { user, userGroup, verb, target };
    }
  }
}

function orEvery(list: readonly string[]): readonly (string | null)[] {
  return list.length === 0 ? [null] : list;
}

function* targetsOf(rule: Conditions): Generator<Piece['target']> {
  const { resources, namespaces, nonResourceURLs } = rule;
  if (namespaces.length === 0 && resources.length === 0) {
    if (nonResourceURLs.length === 0) yield* EVERY_TARGET;
    for (const spec of nonResourceURLs) yield { kind: 'path', spec };
    return;
  }
  for (const namespace of orEvery(namespaces)) {
    if (resources.length === 0) yield { ...EVERY_RESOURCE, namespace };
    for (const entry of resources) {
      const apiGroup = entry.group === '*' ? null : entry.group;
      // An entry without resources is its whole group, whatever its names.
      const names = entry.resources.length === 0 ? [null] : orEvery(entry.resourceNames);
      for (const spec of entry.resources.length === 0 ? ['*'] : entry.resources) {
        if (isDeadSpec(spec)) continue;
        for (const name of names) yield { kind: 'resource', namespace, apiGroup, spec, name };
      }
    }
  }
}

/** True for a resource string that no request can match: `po*`, `pods/`, `*` + `/*`, `''`. */
export function isDeadSpec(spec: string): boolean {
  return !/^(?:\*|[^*/]+(?:\/(?:\*|[^*/]+))?|\*\/[^*/]+)$/.test(spec);
}

/** Whether a rule matches every request of a piece. */
export function covers(rule: Conditions, piece: Piece): boolean {
  if (!holds(rule.users, piece.user)) return false;
  if (!holds(rule.userGroups, piece.userGroup)) return false;
  if (!holds(rule.verbs, piece.verb)) return false;
  const { target } = piece;
  const aboutResources = rule.namespaces.length > 0 || rule.resources.length > 0;
  if (target.kind === 'path') {
    if (aboutResources) return false;
    return rule.nonResourceURLs.length === 0 || rule.nonResourceURLs.some((spec) => pathCovers(spec, target.spec));
  }
  if (!aboutResources) return rule.nonResourceURLs.length === 0;
  if (!holds(rule.namespaces, target.namespace)) return false;
  return rule.resources.length === 0 || rule.resources.some((entry) => entryCovers(entry, target));
}

function holds(list: readonly string[], value: string | null): boolean {
  return list.length === 0 || (value !== null && list.includes(value));
}

function entryCovers(entry: Conditions['resources'][number], target: ResourceTarget): boolean {
  if (entry.group !== '*' && entry.group !== target.apiGroup) return false;
  if (entry.resources.length === 0) return true;
  return holds(entry.resourceNames, target.name) && entry.resources.some((spec) => specCovers(spec, target.spec));
}

/** Whether one resource string matches all that another does. */
export function specCovers(spec: string, other: string): boolean {
  if (spec === '*' || spec === other) return true;
  const [resource = '', subresource] = other.split('/');
  if (spec.endsWith('/*')) return spec.slice(0, -2) === resource && resource !== '*';
  return subresource !== undefined && subresource !== '*' && spec === `*/${subresource}`;
}

/** Whether one URL of nonResourceURLs matches all paths that another does. */
export function pathCovers(spec: string, other: string): boolean {
  if (spec === '*' || spec === other) return true;
  return spec.endsWith('*') && other !== '*' && other.startsWith(spec.replace(/\*+$/, ''));
}

/** Past so many pieces a rule is not looked into: it is then said to be reached. */
const MOST_PIECES = 5000;

/**
 * The rules that together leave nothing for one after them, in their order: a single one where one does it alone.
 * Null where requests may reach it.
 */
export function coveringRules(earlier: readonly Conditions[], rule: Conditions): readonly number[] | null {
  const pieces: Piece[] = [];
  const takers = new Set<number>();
  for (const piece of piecesOf(rule)) {
    const taker = earlier.findIndex((each) => covers(each, piece));
    if (taker < 0 || pieces.length === MOST_PIECES) return null;
    takers.add(taker);
    pieces.push(piece);
  }
  if (pieces.length === 0) return null;
  const alone = earlier.findIndex((each) => pieces.every((piece) => covers(each, piece)));
  return alone >= 0 ? [alone] : [...takers].sort((a, b) => a - b);
}

/** Whether requests of this target and one of these verbs get past the earlier rules and are matched by the rule. */
export function reaches(
  earlier: readonly Conditions[],
  rule: Conditions,
  target: Piece['target'],
  verbs: readonly string[],
): boolean {
  const wanted = rule.verbs.length === 0 ? verbs : verbs.filter((verb) => rule.verbs.includes(verb));
  if (wanted.length === 0) return false;
  let left = MOST_PIECES;
  for (const met of meetings(rule, target)) {
    for (const piece of withRequesters({ ...rule, verbs: wanted }, met)) {
      if (left-- === 0 || !earlier.some((each) => covers(each, piece))) return true;
    }
  }
  return false;
}

/** What a rule matches of a target that names one resource or one path, by namespaces and names. */
function* meetings(rule: Conditions, target: Piece['target']): Generator<Piece['target']> {
  const anyone = { users: [], userGroups: [], verbs: [] };
  if (target.kind === 'path') {
    if (covers({ ...rule, ...anyone }, { user: null, userGroup: null, verb: null, target })) yield target;
    return;
  }
  const aboutPaths = rule.namespaces.length + rule.resources.length === 0 && rule.nonResourceURLs.length > 0;
  if (aboutPaths) return;
  for (const namespace of orEvery(rule.namespaces)) {
    if (rule.resources.length === 0) yield { ...target, namespace };
    for (const entry of rule.resources) {
      for (const name of entry.resources.length === 0 ? [null] : orEvery(entry.resourceNames)) {
        const met = { ...target, namespace, name };
        if (entryCovers(entry, met)) yield met;
      }
    }
  }
}
