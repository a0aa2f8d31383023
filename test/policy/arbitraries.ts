/** Policies, requests and events for property tests, from few values so that they often meet. */

import fc from 'fast-check';
import { LEVELS, STAGES } from '../../src/audit/event.ts';
import type { Attributes, GroupResources, Policy, PolicyRule } from '../../src/policy/policy.ts';
import { rule } from '../support/policies.ts';

const names = fc.constantFrom('', 'alice', 'bob', 'Bob', '*');
const groups = fc.constantFrom('', 'dev', 'ops', 'admins', '*');
const verbs = fc.constantFrom('', 'get', 'list', 'create', 'update', '*');
const apiGroups = fc.constantFrom('', 'apps', 'x.example.com', '*');
const resources = fc.constantFrom('', 'pods', 'deployments', '*');
const subresources = fc.constantFrom('', 'log', 'scale', '*');
const namespaces = fc.constantFrom('', 'team-a', 'team-b', '*');
const paths = fc.constantFrom(
  '', '/', '/healthz', '//healthz', '/healthzzz', '/healthz/etcd', '/api', '/api*', '/apis/apps/v1', '*',
); // biome-ignore format: a list
const resourceSpecs = fc.constantFrom(
  '', '*', '*/*', '/', '/log', 'pods', 'pods/', 'po*', 'pods/*', 'pods/log', '*/log', 'deployments', '*/scale', '*/', '/*',
); // biome-ignore format: a list
const pathSpecs = fc.constantFrom('*', '**', '/*', '/healthz', '/healthz*', '/healthz/*', '/healthz/etcd', '/api', '/api*', '/apis/*'); // biome-ignore format: a list

const few = <Value>(of: fc.Arbitrary<Value>, least = 0): fc.Arbitrary<Value[]> =>
  fc.array(of, { minLength: least, maxLength: 2 });

const groupResources: fc.Arbitrary<GroupResources> = fc.record({
  group: apiGroups,
  resources: few(resourceSpecs),
  resourceNames: few(names),
});

const rulesOf = (least: number): fc.Arbitrary<PolicyRule> =>
  fc.record({
    level: fc.constantFrom(...LEVELS),
    users: few(names, least),
    userGroups: few(groups),
    verbs: few(verbs, least),
    resources: fc.array(groupResources, { maxLength: 3 }),
    namespaces: few(namespaces, least),
    nonResourceURLs: few(pathSpecs),
    omitStages: few(fc.constantFrom(...STAGES)),
    omitManagedFields: fc.constantFrom(undefined, true, false),
  });

export const rules = rulesOf(0);

const policiesOf = (of: fc.Arbitrary<PolicyRule>, most: number): fc.Arbitrary<Policy> =>
  fc.record({
    rules: fc.array(of, { maxLength: most, size: 'max' }),
    omitStages: few(fc.constantFrom(...STAGES)),
    omitManagedFields: fc.boolean(),
  });

export const policies = policiesOf(rules, 5);

/** Of many narrow rules, so that late ones decide too. */
export const longPolicies = policiesOf(fc.oneof({ arbitrary: rulesOf(1), weight: 15 }, rules), 150);

export const requests: fc.Arbitrary<Attributes> = fc.record({
  user: fc.option(fc.record({ name: names, groups: fc.array(groups, { maxLength: 4 }) }), { nil: null }),
  verb: verbs,
  isResource: fc.boolean(),
  apiGroup: apiGroups,
  resource: resources,
  subresource: subresources,
  namespace: namespaces,
  name: names,
  path: paths,
});

/**
 * Events as the log has them, as JSON values: of a request, with what is recorded beside it. A create or update may
 * have a URI that names its object otherwise than objectRef, or not at all: the rest then came from the body.
 */
export const events: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    request: requests,
    level: fc.constantFrom(...LEVELS, '', 'Everything'),
    stage: fc.constantFrom(...STAGES, '', 'Afterwards'),
    /** Empty strings and lists are written, or left out. */
    written: fc.boolean(),
    asked: fc.option(fc.record({ namespace: namespaces, name: names }), { nil: null }),
  })
  .map(({ request, level, stage, written, asked }) => {
    const { user, verb, isResource, apiGroup, resource, subresource, namespace, name, path } = request;
    const kept = (value: string | readonly string[]): boolean => written || value.length > 0;
    const some = (object: Record<string, string | readonly string[]>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(object).filter(([, value]) => kept(value)));
    const at = asked ?? { namespace, name };
    const segments = [
      ...(apiGroup === '' ? ['/api/v1'] : [`/apis/${apiGroup}/v1`]),
      ...(at.namespace === '' ? [] : ['namespaces', at.namespace]),
      resource,
      ...(at.name === '' ? [] : [at.name]),
      ...(subresource === '' ? [] : [subresource]),
    ];
    return {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level,
      auditID: 'an-id',
      stage,
      requestURI: isResource ? segments.join('/') : path,
      verb,
      // Without a uid a user of empty strings alone would be a failed authentication.
      user: user === null ? {} : { ...some({ username: user.name, groups: user.groups }), uid: '1' },
      ...(isResource ? { objectRef: some({ resource, subresource, apiGroup, namespace, name }) } : {}),
    };
  });

/** A rule that restricts nothing. */
export const CATCH_ALL: PolicyRule = rule();
