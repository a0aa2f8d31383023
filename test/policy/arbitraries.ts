/** Policies and requests for property tests, from few values so that they often meet. */

import fc from 'fast-check';
import { LEVELS, STAGES } from '../../src/audit/event.ts';
import type { Attributes, GroupResources, Policy, PolicyRule } from '../../src/policy/policy.ts';
import { rule } from '../support/policies.ts';

const names = fc.constantFrom('', 'alice', 'bob', '*');
const groups = fc.constantFrom('', 'dev', 'ops');
const verbs = fc.constantFrom('', 'get', 'list', 'create');
const apiGroups = fc.constantFrom('', 'apps');
const resources = fc.constantFrom('', 'pods', 'deployments');
const subresources = fc.constantFrom('', 'log', 'scale');
const namespaces = fc.constantFrom('', 'team-a', 'team-b');
const paths = fc.constantFrom('/', '/healthz', '/healthz/etcd', '/api', '*');

const few = <Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.array(of, { maxLength: 2 });

const groupResources: fc.Arbitrary<GroupResources> = fc.record({
  group: fc.constantFrom('', 'apps', '*'),
  resources: few(fc.constantFrom('*', '*/*', 'pods', 'pods/*', 'pods/log', '*/log', 'deployments', '*/scale')),
  resourceNames: few(names),
});

export const rules: fc.Arbitrary<PolicyRule> = fc.record({
  level: fc.constantFrom(...LEVELS),
  users: few(names),
  userGroups: few(groups),
  verbs: few(verbs),
  resources: few(groupResources),
  namespaces: few(namespaces),
  nonResourceURLs: few(fc.constantFrom('*', '/healthz', '/healthz*', '/api*')),
  omitStages: few(fc.constantFrom(...STAGES)),
  omitManagedFields: fc.constantFrom(undefined, true, false),
});

export const policies: fc.Arbitrary<Policy> = fc.record({
  rules: fc.array(rules, { maxLength: 5 }),
  omitStages: few(fc.constantFrom(...STAGES)),
  omitManagedFields: fc.boolean(),
});

export const requests: fc.Arbitrary<Attributes> = fc.record({
  user: fc.option(fc.record({ name: names, groups: few(groups) }), { nil: null }),
  verb: verbs,
  isResource: fc.boolean(),
  apiGroup: apiGroups,
  resource: resources,
  subresource: subresources,
  namespace: namespaces,
  name: names,
  path: paths,
});

/** A rule that restricts nothing. */
export const CATCH_ALL: PolicyRule = rule();
