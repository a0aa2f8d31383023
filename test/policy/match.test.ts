import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGES } from '../../src/audit/event.ts';
import { evaluate, recorded, ruleMatches } from '../../src/policy/match.ts';
import type { Attributes, GroupResources, Policy, PolicyRule } from '../../src/policy/policy.ts';
import { CATCH_ALL, policies, requests, rules } from './arbitraries.ts';

const POD: Attributes = {
  user: { name: 'alice', groups: ['dev', 'ops'] },
  verb: 'get',
  isResource: true,
  apiGroup: '',
  resource: 'pods',
  subresource: '',
  namespace: 'team-a',
  name: 'web',
  path: '/api/v1/namespaces/team-a/pods/web',
};
const LOG: Attributes = { ...POD, subresource: 'log' };
const SCALE: Attributes = { ...POD, apiGroup: 'apps', resource: 'deployments', subresource: 'scale' };
const HEALTH: Attributes = { ...POD, isResource: false, resource: '', namespace: '', name: '', path: '/healthz' };
const NOBODY: Attributes = { ...HEALTH, user: null };

const entry = (given: Partial<GroupResources>): Partial<PolicyRule> => ({
  resources: [{ group: '', resources: [], resourceNames: [], ...given }],
});

describe('a rule matches', () => {
  test.each<[string, Partial<PolicyRule>, Attributes, boolean]>([
    ['no restriction: a resource request', {}, POD, true],
    ['no restriction: a non-resource request', {}, HEALTH, true],
    ['users are exact', { users: ['Alice', '*', 'ali'] }, POD, false],
    ['one of the users', { users: ['bob', 'alice'] }, POD, true],
    ['no user is not the empty user', { users: [''] }, NOBODY, false],
    ['any of the groups', { userGroups: ['ops', 'x'] }, POD, true],
    ['no user has no group', { userGroups: ['', 'ops'] }, NOBODY, false],
    ['no user, no restriction on it', { verbs: ['get'] }, NOBODY, true],
    ['verbs are exact', { verbs: ['GET', '*'] }, POD, false],
    ['a namespace', { namespaces: ['team-a'] }, POD, true],
    ['namespaces know no wildcard', { namespaces: ['*', 'team-*'] }, POD, false],
    ['namespace "" is no non-resource request', { namespaces: [''] }, HEALTH, false],
    ['namespace "" is a request without namespace', { namespaces: [''] }, { ...POD, namespace: '' }, true],
    ['a whole group', entry({}), LOG, true],
    ['another group', entry({ group: 'apps' }), POD, false],
    ['every group', entry({ group: '*' }), SCALE, true],
    ['a resource', entry({ resources: ['pods'] }), POD, true],
    ['a resource is not its subresources', entry({ resources: ['pods'] }), LOG, false],
    ['a subresource', entry({ resources: ['pods/log'] }), LOG, true],
    ['a subresource is not its resource', entry({ resources: ['pods/log'] }), POD, false],
    ['x/* is x too', entry({ resources: ['pods/*'] }), POD, true],
    ['x/* is each subresource', entry({ resources: ['pods/*'] }), LOG, true],
    ['*/y is any resource’s y', entry({ group: 'apps', resources: ['*/scale'] }), SCALE, true],
    ['*/y is not another subresource', entry({ resources: ['*/scale'] }), LOG, false],
    ['*/ is not a bare resource', entry({ resources: ['*/'] }), POD, false],
    ['* is everything', entry({ resources: ['*'] }), LOG, true],
    ['*/* is nothing', entry({ resources: ['*/*'] }), LOG, false],
    ['resources know no other wildcard', entry({ resources: ['po*', 'pods/', 'pods/l*'] }), LOG, false],
    ['a name', entry({ resources: ['pods'], resourceNames: ['db', 'web'] }), POD, true],
    ['another name', entry({ resources: ['*'], resourceNames: ['web ', '*'] }), POD, false],
    ['names without resources are not looked at', entry({ resourceNames: ['db'] }), POD, true],
    ['resources and no resource request', entry({ group: '*' }), HEALTH, false],
    ['a path', { nonResourceURLs: ['/healthz'] }, HEALTH, true],
    ['a path is no prefix', { nonResourceURLs: ['/health', '/healthz/'] }, HEALTH, false],
    ['a prefix', { nonResourceURLs: ['/health*'] }, HEALTH, true],
    ['every path', { nonResourceURLs: ['*'] }, HEALTH, true],
    ['paths and a resource request', { nonResourceURLs: ['*', '/api*'] }, POD, false],
    ['resources go before paths', { nonResourceURLs: ['*'], namespaces: ['team-a'] }, HEALTH, false],
    ['all of the lists', { users: ['alice'], userGroups: ['nope'], verbs: ['get'] }, POD, false],
  ])('%s', (_what, rule, attributes, matches) => {
    expect(ruleMatches({ ...CATCH_ALL, ...rule }, attributes)).toBe(matches);
  });
});

describe('a verdict', () => {
  const policy: Policy = {
    rules: [
      { ...CATCH_ALL, level: 'Request', users: ['alice'], omitStages: ['Panic', 'RequestReceived'] },
      { ...CATCH_ALL, level: 'None', users: ['bob'], omitManagedFields: false },
    ],
    omitStages: ['ResponseStarted', 'RequestReceived'],
    omitManagedFields: true,
  };
  const by = (name: string): Attributes => ({ ...POD, user: { name, groups: [] } });

  test('joins the stages of the policy and of the rule, in stage order', () => {
    expect(evaluate(policy, by('alice'))).toEqual({
      ruleIndex: 0,
      level: 'Request',
      omitStages: ['RequestReceived', 'ResponseStarted', 'Panic'],
      omitManagedFields: true,
    });
  });

  test('takes omitManagedFields from the rule that says it', () => {
    expect(evaluate(policy, by('bob')).omitManagedFields).toBe(false);
  });

  test('of a request that no rule matches is None, with what the policy says', () => {
    expect(evaluate(policy, by('carol'))).toEqual({
      ruleIndex: -1,
      level: 'None',
      omitStages: ['RequestReceived', 'ResponseStarted'],
      omitManagedFields: true,
    });
  });

  test('records the stages it does not omit, and nothing at level None', () => {
    const stages = [...STAGES, 'Odd'];
    expect(stages.filter((stage) => recorded(evaluate(policy, by('alice')), stage))).toEqual([
      'ResponseComplete',
      'Odd',
    ]);
    expect(stages.filter((stage) => recorded(evaluate(policy, by('bob')), stage))).toEqual([]);
  });
});

describe('whatever the policy and the request', () => {
  test('the first rule that matches decides', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const { ruleIndex, level } = evaluate(policy, request);
        const before = ruleIndex < 0 ? policy.rules : policy.rules.slice(0, ruleIndex);
        expect(before.some((rule) => ruleMatches(rule, request))).toBe(false);
        const rule = policy.rules[ruleIndex];
        if (rule !== undefined) expect(ruleMatches(rule, request)).toBe(true);
        expect(level).toBe(rule?.level ?? 'None');
      }),
    );
  });

  test('with a catch-all at the end some rule matches', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const whole = { ...policy, rules: [...policy.rules, CATCH_ALL] };
        expect(evaluate(whole, request).ruleIndex).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('an empty list restricts nothing that a list restricted', () => {
    const lists = ['users', 'userGroups', 'verbs'] as const;
    fc.assert(
      fc.property(rules, requests, fc.constantFrom(...lists), (rule, request, list) => {
        if (ruleMatches(rule, request)) expect(ruleMatches({ ...rule, [list]: [] }, request)).toBe(true);
      }),
    );
  });

  test('stages are omitted at most once, and never in another order', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const { omitStages } = evaluate(policy, request);
        expect(omitStages).toEqual(STAGES.filter((stage) => omitStages.includes(stage)));
      }),
    );
  });

  test('a rule for non-resource requests never decides on a resource request', () => {
    fc.assert(
      fc.property(rules, requests, (rule, request) => {
        const paths = { ...rule, resources: [], namespaces: [], nonResourceURLs: ['*'] };
        if (request.isResource) expect(ruleMatches(paths, request)).toBe(false);
      }),
    );
  });
});
