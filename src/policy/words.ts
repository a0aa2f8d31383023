/** What a rule matches, in words. */
import { STAGES } from '../audit/event.ts';
import type { PolicyRule, Verdict } from './policy.ts';

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** How the words of a rule are put together. */
export interface Wording {
  /** Between two conditions. */
  readonly dot: string;
  /** A user or a group as it is called. */
  user(name: string): string;
}

/** `writes · pods configmaps · user :kube-proxy · namespace prod`; `everything else` where nothing restricts. */
export function ruleWords(rule: PolicyRule, { dot, user }: Wording): string {
  const { verbs: verbList, namespaces, nonResourceURLs, users, userGroups, omitStages } = rule;
  const parts: string[] = [];
  if (verbList.length > 0) parts.push(verbs(verbList));
  if (rule.resources.length > 0) parts.push(rule.resources.map(resources).join(' '));
  if (nonResourceURLs.length > 0) parts.push(`nonResourceURLs ${nonResourceURLs.map(plain).join(' ')}`);
  if (users.length > 0) parts.push(`${many('user', users)} ${users.map((each) => plain(user(each))).join(' ')}`);
  if (userGroups.length > 0)
    parts.push(`${many('group', userGroups)} ${userGroups.map((each) => plain(user(each))).join(' ')}`);
  if (namespaces.length > 0) {
    parts.push(
      `${many('namespace', namespaces)} ${namespaces.map((each) => (each === '' ? '(cluster)' : plain(each))).join(' ')}`,
    );
  }
  if (parts.length === 0) parts.push('everything else');
  if (omitStages.length > 0) parts.push(`less ${[...new Set(omitStages)].join(' ')}`);
  return parts.join(` ${dot} `);
}

function many(name: string, values: readonly string[]): string {
  return values.length === 1 ? name : `${name}s`;
}

function verbs(list: readonly string[]): string {
  const writes = WRITES.every((verb) => list.includes(verb));
  const others = list.filter((verb) => !writes || !WRITES.includes(verb));
  return [...(writes ? ['writes'] : []), ...others.map(plain)].join(' ');
}

/** `pods configmaps`, `group apps` for a whole group, with their names where they are restricted. */
function resources({ group, resources, resourceNames }: PolicyRule['resources'][number]): string {
  if (resources.length === 0) return group === '' ? 'group core' : group === '*' ? 'every resource' : `group ${group}`;
  const names = resourceNames.length === 0 ? '' : ` named ${resourceNames.map(plain).join(' ')}`;
  return resources.map(plain).join(' ') + names;
}

/** In quotes where its ends would not be seen. */
function plain(word: string): string {
  return /^\S+$/.test(word) ? word : JSON.stringify(word);
}

/** What is recorded of a request: `level Request, not at RequestReceived, managedFields left out`. */
export function verdictWords({ level, omitStages, omitManagedFields }: Verdict): string {
  if (level === 'None') return 'nothing (level None)';
  if (STAGES.every((stage) => omitStages.includes(stage))) return 'nothing (every stage is omitted)';
  const stages = omitStages.length === 0 ? '' : `, not at ${omitStages.join(', ')}`;
  // Only bodies have managedFields.
  const fields = omitManagedFields && level !== 'Metadata' ? ', managedFields left out' : '';
  return `level ${level}${stages}${fields}`;
}

/** `lines 26-32`, or `line 35` for a single one. */
export function linesWords(lines: readonly [number, number]): string {
  return `${lines[0] === lines[1] ? 'line' : 'lines'} ${linesOf(lines)}`;
}

/** `26-32`, or `35` for a single line. */
export function linesOf([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}
