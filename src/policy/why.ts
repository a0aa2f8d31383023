/** Why a policy decides on a request as it does: for each rule the first condition that failed, in words. */
import { resourceName } from '../audit/event.ts';
import { ruleMatches } from './match.ts';
import { ANY_RULE, type Attributes, type Policy, type PolicyRule } from './policy.ts';

export type Condition =
  | 'users'
  | 'userGroups'
  | 'verbs'
  | 'namespaces'
  | 'resources'
  | 'resourceNames'
  | 'nonResourceURLs';

/** What a rule says of a request. */
export interface RuleAnswer {
  /** From 0. */
  readonly ruleIndex: number;
  readonly matches: boolean;
  /** Whether an earlier rule matched: this one was then not looked at. */
  readonly reached: boolean;
  /** The condition that failed, in the order in which kube-apiserver looks; null where the rule matches. */
  readonly failed: Condition | null;
  /** `delete is not watch`; where it matches, what matched: `verb delete and resource pods`. */
  readonly words: string;
}

/** Each rule's answer, in their order. */
export function whyOf(policy: Policy, attributes: Attributes): readonly RuleAnswer[] {
  let reached = true;
  return policy.rules.map((rule, ruleIndex) => {
    const failure = failureOf(rule, attributes);
    const matches = failure === null;
    const answer = {
      ruleIndex,
      matches,
      reached,
      failed: failure?.failed ?? null,
      words: failure?.words ?? matchWords(rule, attributes),
    };
    if (matches) reached = false;
    return answer;
  });
}

type Failure = Pick<RuleAnswer, 'words'> & { readonly failed: Condition };

/** The conditions in the order of `ruleMatches`: each is tried alone. */
function failureOf(rule: PolicyRule, attributes: Attributes): Failure | null {
  if (ruleMatches(rule, attributes)) return null;
  const { user, verb, isResource } = attributes;
  if (rule.users.length > 0 && (user === null || !rule.users.includes(user.name))) {
    return failed(
      'users',
      user === null ? 'nobody was authenticated' : `${named(user.name)} is not ${either(rule.users)}`,
    );
  }
  if (rule.userGroups.length > 0 && (user === null || !user.groups.some((group) => rule.userGroups.includes(group)))) {
    const words =
      user === null ? 'nobody was authenticated' : `${named(user.name)} is not in ${either(rule.userGroups)}`;
    return failed('userGroups', words);
  }
  if (rule.verbs.length > 0 && !rule.verbs.includes(verb)) {
    return failed('verbs', `${named(verb)} is not ${either(rule.verbs)}`);
  }
  if (rule.namespaces.length > 0 || rule.resources.length > 0) return resourceFailure(rule, attributes);
  if (isResource) return failed('nonResourceURLs', 'this is a resource request');
  return failed('nonResourceURLs', `${named(attributes.path)} is not ${either(rule.nonResourceURLs)}`);
}

function resourceFailure(rule: PolicyRule, attributes: Attributes): Failure {
  const { namespace, apiGroup, name } = attributes;
  const combined = resourceName(attributes.resource, attributes.subresource);
  const asked = rule.resources.length > 0 ? 'resources' : 'namespaces';
  if (!attributes.isResource) return failed(asked, `${named(attributes.path)} is no resource`);
  if (rule.namespaces.length > 0 && !rule.namespaces.includes(namespace)) {
    const what = namespace === '' ? 'a request without a namespace' : `namespace ${namespace}`;
    return failed('namespaces', `${what} is not ${either(rule.namespaces)}`);
  }
  const groups = rule.resources.filter(({ group }) => group === apiGroup || group === '*');
  if (groups.length === 0) {
    const wanted = either([...new Set(rule.resources.map(({ group }) => group))], groupName);
    return failed('resources', `group ${groupName(apiGroup)} is not ${wanted}`);
  }
  const specs = groups.flatMap(({ resources }) => resources);
  const alone = (spec: string): boolean =>
    ruleMatches({ ...ANY_RULE, resources: [{ group: '*', resources: [spec], resourceNames: [] }] }, attributes);
  if (!specs.some(alone)) return failed('resources', `${combined} is not ${either(specs)}`);
  const names = groups.filter(({ resources }) => resources.some(alone)).flatMap(({ resourceNames }) => resourceNames);
  const words =
    name === '' ? `the request has no name, so it is not ${either(names)}` : `name ${name} is not ${either(names)}`;
  return failed('resourceNames', words);
}

function failed(condition: Condition, words: string): Failure {
  return { failed: condition, words };
}

/** What of the request the rule asked for, and found. */
function matchWords(rule: PolicyRule, attributes: Attributes): string {
  const { user, verb, namespace, name, path } = attributes;
  const found: string[] = [];
  if (rule.users.length > 0) found.push(`user ${named(user?.name ?? '')}`);
  if (rule.userGroups.length > 0) {
    found.push(`group ${named(user?.groups.find((group) => rule.userGroups.includes(group)) ?? '')}`);
  }
  if (rule.verbs.length > 0) found.push(`verb ${named(verb)}`);
  if (rule.namespaces.length > 0) found.push(namespace === '' ? 'no namespace' : `namespace ${namespace}`);
  if (rule.resources.length > 0) found.push(`resource ${resourceName(attributes.resource, attributes.subresource)}`);
  if (rule.resources.some(({ resources, resourceNames }) => resources.length > 0 && resourceNames.includes(name))) {
    found.push(name === '' ? 'no name' : `name ${name}`);
  }
  if (rule.resources.length + rule.namespaces.length === 0 && rule.nonResourceURLs.length > 0)
    found.push(`path ${path}`);
  if (found.length === 0) return 'everything';
  return found.length === 1 ? found.join() : `${found.slice(0, -1).join(', ')} and ${found.at(-1)}`;
}

function named(text: string): string {
  return text === '' ? '""' : text;
}

function groupName(group: string): string {
  return group === '' ? '"" (core)' : group;
}

/** `a`, `a or b`, `a, b or c`; of many only the first are told. */
function either(list: readonly string[], name: (text: string) => string = named): string {
  const MOST = 6;
  const shown = list.slice(0, MOST).map(name);
  if (list.length > MOST) return `${shown.join(', ')} or ${list.length - MOST} others`;
  return shown.length === 1 ? shown.join() : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
