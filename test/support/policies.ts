import type { PolicyRule } from '../../src/policy/policy.ts';

/** A rule that restricts nothing, at level Metadata, but for what is given. */
export function rule(over: Partial<PolicyRule> = {}): PolicyRule {
  return {
    level: 'Metadata',
    users: [],
    userGroups: [],
    verbs: [],
    resources: [],
    namespaces: [],
    nonResourceURLs: [],
    omitStages: [],
    omitManagedFields: undefined,
    ...over,
  };
}
