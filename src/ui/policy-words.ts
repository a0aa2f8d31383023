/** What a rule matches, in words. */
import { type SafeText, safe } from '../audit/safe.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { shortUser } from './names.ts';
import type { Signs } from './signs.ts';

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** `writes · pods configmaps · user :kube-proxy · namespace prod`; `everything else` where nothing restricts. */
export function ruleWords(rule: PolicyRule, signs: Signs): SafeText {
  const parts: string[] = [];
  if (rule.verbs.length > 0) parts.push(verbs(rule.verbs));
  if (rule.resources.length > 0) parts.push(rule.resources.map(resources).join(' '));
  if (rule.nonResourceURLs.length > 0) parts.push(`nonResourceURLs ${rule.nonResourceURLs.join(' ')}`);
  if (rule.users.length > 0)
    parts.push(`${many('user', rule.users)} ${rule.users.map((user) => shortUser(user).text).join(' ')}`);
  if (rule.userGroups.length > 0) {
    parts.push(`${many('group', rule.userGroups)} ${rule.userGroups.map((group) => shortUser(group).text).join(' ')}`);
  }
  if (rule.namespaces.length > 0) {
    parts.push(
      `${many('namespace', rule.namespaces)} ${rule.namespaces.map((each) => (each === '' ? '(cluster)' : each)).join(' ')}`,
    );
  }
  if (parts.length === 0) parts.push('everything else');
  if (rule.omitStages.length > 0) parts.push(`less ${rule.omitStages.join(' ')}`);
  return safe(parts.join(` ${signs.dot} `));
}

function many(name: string, values: readonly string[]): string {
  return values.length === 1 ? name : `${name}s`;
}

function verbs(list: readonly string[]): string {
  const writes = WRITES.every((verb) => list.includes(verb));
  const others = list.filter((verb) => !writes || !WRITES.includes(verb));
  return [...(writes ? ['writes'] : []), ...others].join(' ');
}

/** `pods configmaps`, `group apps` for a whole group, with their names where they are restricted. */
function resources({ group, resources, resourceNames }: PolicyRule['resources'][number]): string {
  if (resources.length === 0) return group === '' ? 'group core' : `group ${group}`;
  const names = resourceNames.length === 0 ? '' : ` named ${resourceNames.join(' ')}`;
  return resources.join(' ') + names;
}

/** `26-32`, or `35` for a single line. */
export function linesOf([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}
