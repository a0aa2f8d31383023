/**
 * Which rule of a policy decides on a request, and what is then recorded: pkg/audit/policy/checker.go of
 * k8s.io/apiserver v0.37.2, function by function. Every comparison is exact and case-sensitive; `*` is a wildcard
 * only where a function below says so.
 */
import { type Level, resourceName, STAGES, type Stage } from '../audit/event.ts';
import type { Attributes, GroupResources, Policy, PolicyRule, Verdict } from './policy.ts';

/** The level of a request that no rule matches (DefaultAuditLevel). */
const DEFAULT_LEVEL: Level = 'None';

/** The verdict of the first rule that matches. Total: a request that no rule matches gets level None and rule -1. */
export function evaluate(policy: Policy, attributes: Attributes): Verdict {
  return verdictOf(
    policy,
    policy.rules.findIndex((rule) => ruleMatches(rule, attributes)),
  );
}

/** What a policy says of a request on which this rule decides; -1 for no rule. */
export function verdictOf(policy: Policy, ruleIndex: number): Verdict {
  const rule = policy.rules[ruleIndex];
  return {
    ruleIndex,
    level: rule?.level ?? DEFAULT_LEVEL,
    omitStages: unionStages(policy.omitStages, rule?.omitStages ?? []),
    omitManagedFields: rule?.omitManagedFields ?? policy.omitManagedFields,
  };
}

/** True if an event of this stage is recorded; a stage that is none of the four is never omitted. */
export function recorded(verdict: Verdict, stage: string): boolean {
  return verdict.level !== 'None' && !verdict.omitStages.some((omitted) => omitted === stage);
}

/** In stage order, each once. */
function unionStages(some: readonly Stage[], others: readonly Stage[]): Stage[] {
  return STAGES.filter((stage) => some.includes(stage) || others.includes(stage));
}

/** An empty list restricts nothing; a failed authentication has no user, which no list of users or groups holds. */
export function ruleMatches(rule: PolicyRule, attributes: Attributes): boolean {
  const { user } = attributes;
  if (rule.users.length > 0) {
    if (user === null || !rule.users.includes(user.name)) return false;
  }
  if (rule.userGroups.length > 0) {
    if (user === null || !user.groups.some((group) => rule.userGroups.includes(group))) return false;
  }
  if (rule.verbs.length > 0) {
    if (!rule.verbs.includes(attributes.verb)) return false;
  }

  if (rule.namespaces.length > 0 || rule.resources.length > 0) return ruleMatchesResource(rule, attributes);
  if (rule.nonResourceURLs.length > 0) return ruleMatchesNonResource(rule, attributes);
  return true;
}

function ruleMatchesNonResource(rule: PolicyRule, attributes: Attributes): boolean {
  if (attributes.isResource) return false;
  return rule.nonResourceURLs.some((spec) => pathMatches(attributes.path, spec));
}

/** `*` is every path, `/x*` every path that begins with `/x`. */
function pathMatches(path: string, spec: string): boolean {
  if (spec === '*') return true;
  if (spec === path) return true;
  return spec.endsWith('*') && path.startsWith(spec.replace(/\*+$/, ''));
}

/** The namespace of a request without one is `''`: cluster-scoped objects, and lists across all namespaces. */
function ruleMatchesResource(rule: PolicyRule, attributes: Attributes): boolean {
  if (!attributes.isResource) return false;
  if (rule.namespaces.length > 0) {
    if (!rule.namespaces.includes(attributes.namespace)) return false;
  }
  if (rule.resources.length === 0) return true;
  return rule.resources.some((entry) => groupResourcesMatch(entry, attributes));
}

/** Group `*` is every group. An entry without resources is its whole group, whatever its resourceNames. */
function groupResourcesMatch(entry: GroupResources, attributes: Attributes): boolean {
  if (entry.group !== attributes.apiGroup && entry.group !== '*') return false;
  if (entry.resources.length === 0) return true;
  if (entry.resourceNames.length > 0 && !entry.resourceNames.includes(attributes.name)) return false;
  return entry.resources.some((spec) => resourceMatches(spec, attributes.resource, attributes.subresource));
}

/** `*` is everything, `*` + `/y` the subresource y of any resource, `x/*` the resource x and all its subresources. */
function resourceMatches(spec: string, resource: string, subresource: string): boolean {
  const combined = resourceName(resource, subresource);
  if (spec === combined || spec === '*') return true;
  if (subresource !== '' && spec === `*/${subresource}`) return true;
  return spec === `${resource}/*`;
}
