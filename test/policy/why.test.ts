import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, ruleMatches } from '../../src/policy/match.ts';
import type { Attributes, PolicyRule } from '../../src/policy/policy.ts';
import { whyOf } from '../../src/policy/why.ts';
import { rule } from '../support/policies.ts';
import { policies, requests } from './arbitraries.ts';

const REQUEST: Attributes = {
  user: { name: 'ci-bot', groups: ['dev', 'system:authenticated'] },
  verb: 'delete',
  isResource: true,
  apiGroup: '',
  resource: 'pods',
  subresource: '',
  namespace: 'prod',
  name: 'web-1',
  path: '/api/v1/namespaces/prod/pods/web-1',
};
const PATH: Attributes = {
  ...REQUEST,
  isResource: false,
  verb: 'get',
  resource: '',
  namespace: '',
  name: '',
  path: '/x',
};

const named = (group: string, resources: string[], ...resourceNames: string[]): Partial<PolicyRule> => ({
  resources: [{ group, resources, resourceNames }],
});

describe('why a rule does not match: its first condition that fails', () => {
  test.each<[string, Partial<PolicyRule>, Attributes, string]>([
    ['users', { users: ['bob', 'eve'], verbs: ['get'] }, REQUEST, 'ci-bot is not bob or eve'],
    ['users', { users: ['bob'] }, { ...REQUEST, user: null }, 'nobody was authenticated'],
    ['userGroups', { userGroups: ['ops'] }, REQUEST, 'ci-bot is not in ops'],
    ['verbs', { verbs: ['get', 'list', 'watch'] }, REQUEST, 'delete is not get, list or watch'],
    ['verbs', { verbs: ['get'] }, { ...REQUEST, verb: '' }, '"" is not get'],
    ['namespaces', { namespaces: ['dev'], ...named('apps', []) }, REQUEST, 'namespace prod is not dev'],
    ['namespaces', { namespaces: ['dev'] }, { ...REQUEST, namespace: '' }, 'a request without a namespace is not dev'],
    ['namespaces', { namespaces: ['dev'] }, PATH, '/x is no resource'],
    ['resources', named('apps', ['pods']), REQUEST, 'group "" (core) is not apps'],
    ['resources', named('', ['secrets', 'pods/log']), REQUEST, 'pods is not secrets or pods/log'],
    ['resources', named('', ['secrets']), PATH, '/x is no resource'],
    ['resourceNames', named('', ['pods'], 'web-2'), REQUEST, 'name web-1 is not web-2'],
    ['resourceNames', named('', ['pods'], 'a'), { ...REQUEST, name: '' }, 'the request has no name, so it is not a'],
    ['nonResourceURLs', { nonResourceURLs: ['*'] }, REQUEST, 'this is a resource request'],
    ['nonResourceURLs', { nonResourceURLs: ['/healthz*'] }, PATH, '/x is not /healthz*'],
    [
      'verbs',
      { verbs: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] },
      REQUEST,
      'delete is not a, b, c, d, e, f or 2 others',
    ],
  ])('%s', (failed, over, request, words) => {
    const [answer] = whyOf({ rules: [rule(over)], omitStages: [], omitManagedFields: false }, request);
    expect(answer).toEqual({ ruleIndex: 0, matches: false, reached: true, failed, words });
  });

  test.each<[Partial<PolicyRule>, Attributes, string]>([
    [{}, REQUEST, 'everything'],
    [{ verbs: ['delete'], ...named('', ['pods'], 'web-1') }, REQUEST, 'verb delete, resource pods and name web-1'],
    [{ users: ['ci-bot'], userGroups: ['dev'] }, REQUEST, 'user ci-bot and group dev'],
    [{ namespaces: [''] }, { ...REQUEST, namespace: '' }, 'no namespace'],
    [{ nonResourceURLs: ['*'] }, PATH, 'path /x'],
  ])('what matched: %j', (over, request, words) => {
    const [answer] = whyOf({ rules: [rule(over)], omitStages: [], omitManagedFields: false }, request);
    expect(answer).toEqual({ ruleIndex: 0, matches: true, reached: true, failed: null, words });
  });
});

test('the rule that decides is the first that matches and is reached', () => {
  fc.assert(
    fc.property(policies, requests, (policy, request) => {
      const answers = whyOf(policy, request);
      expect(answers.map(({ matches }) => matches)).toEqual(policy.rules.map((each) => ruleMatches(each, request)));
      expect(answers.findIndex(({ matches, reached }) => matches && reached)).toBe(evaluate(policy, request).ruleIndex);
      const decides = answers.findIndex(({ matches }) => matches);
      expect(answers.map(({ reached }) => reached)).toEqual(answers.map((_, at) => decides < 0 || at <= decides));
      expect(answers.every(({ matches, failed }) => matches === (failed === null))).toBe(true);
    }),
  );
});

const OWN = ['users', 'userGroups', 'verbs'] as const;
const ORDER: readonly string[] = OWN;

test('a rule without the condition that failed, and without those after it, matches', () => {
  fc.assert(
    fc.property(policies, requests, (policy, request) => {
      for (const { ruleIndex, failed } of whyOf(policy, request)) {
        const at = failed === null ? -1 : ORDER.indexOf(failed);
        const before = policy.rules[ruleIndex];
        if (before === undefined || failed === null) continue;
        const kept = at < 0 ? OWN : OWN.slice(0, at);
        const only = Object.fromEntries(kept.map((name) => [name, before[name]]));
        expect(ruleMatches(rule(only), request)).toBe(true);
      }
    }),
  );
});
