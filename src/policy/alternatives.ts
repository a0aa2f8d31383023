/** Rules taken apart, so that each of their conditions hangs on one value of a request. */
import { ANY_RULE, type Attributes, type GroupResources, type PolicyRule } from './policy.ts';

/** A request of no value: each class fills in the one that it is about. */
export const NO_REQUEST: Attributes = {
  user: null,
  verb: '',
  isResource: true,
  apiGroup: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
  path: '',
};

/**
 * A rule by its conditions, each alone in a rule of its own that `ruleMatches` can be asked about; it matches where all
 * of them do. An entry with resourceNames looks at the resource and the name together, so that a rule with such
 * entries is an alternative for each of them, and one for all its other entries.
 */
export interface Alternative {
  /** Its index in the policy. */
  readonly rule: number;
  readonly users: PolicyRule;
  readonly groups: PolicyRule;
  readonly verbs: PolicyRule;
  readonly namespaces: PolicyRule;
  /** Resources but for names, or nonResourceURLs. */
  readonly object: PolicyRule;
  /** ANY_RULE where it does not look at names. */
  readonly names: PolicyRule;
}

/** Whether an entry looks at names: one without resources is its whole group, whatever its resourceNames. */
function looksAtName({ resources, resourceNames }: GroupResources): boolean {
  return resources.length > 0 && resourceNames.length > 0;
}

/** The alternatives of a rule of a policy; any of them will do. */
export function alternativesOf(rule: PolicyRule, index: number): Alternative[] {
  const named = rule.resources.filter(looksAtName);
  const others = rule.resources.filter((entry) => !looksAtName(entry));
  const alternative = (resources: readonly GroupResources[], names: PolicyRule): Alternative => ({
    rule: index,
    users: { ...ANY_RULE, users: rule.users },
    groups: { ...ANY_RULE, userGroups: rule.userGroups },
    verbs: { ...ANY_RULE, verbs: rule.verbs },
    namespaces: { ...ANY_RULE, namespaces: rule.namespaces },
    object: {
      ...ANY_RULE,
      resources,
      nonResourceURLs: rule.nonResourceURLs,
      // Namespaces keep a rule to resource requests; which of them, the condition on namespaces tells.
      namespaces: rule.namespaces.length === 0 ? [] : [NO_REQUEST.namespace],
    },
    names,
  });
  return [
    ...(named.length === 0 || others.length > 0 ? [alternative(others, ANY_RULE)] : []),
    ...named.map((entry) =>
      alternative([{ ...entry, resourceNames: [] }], {
        ...ANY_RULE,
        resources: [{ group: '*', resources: ['*'], resourceNames: entry.resourceNames }],
      }),
    ),
  ];
}
