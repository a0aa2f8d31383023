import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PolicyClasses } from '../../src/policy/classes.ts';
import { evaluate } from '../../src/policy/match.ts';
import type { Attributes, Policy } from '../../src/policy/policy.ts';
import { rule } from '../support/policies.ts';
import { longPolicies, policies, requests } from './arbitraries.ts';

function ruleIndexes(policy: Policy, list: readonly Attributes[]) {
  return list.map((request) => evaluate(policy, request).ruleIndex);
}

describe('the rule by classes is the rule of evaluate', () => {
  test('whatever the policy and the requests', () => {
    let late = 0;
    let none = 0;
    fc.assert(
      fc.property(
        fc.oneof(policies, longPolicies),
        fc.array(requests, { maxLength: 60, size: 'max' }),
        (policy, list) => {
          const classes = new PolicyClasses(policy);
          const expected = ruleIndexes(policy, list);
          expect(list.map((request) => classes.ruleFor(request))).toEqual(expected);
          late += expected.filter((index) => index >= 32).length;
          none += expected.filter((index) => index < 0).length;
        },
      ),
      { numRuns: 1000 },
    );
    // Rules past the first word of bits decided as well, and requests went without a rule.
    expect(late).toBeGreaterThan(200);
    expect(none).toBeGreaterThan(200);
  });

  test('with thousands of rules, users and names, and values that come to no end', () => {
    const policy: Policy = {
      omitStages: [],
      omitManagedFields: false,
      rules: Array.from({ length: 3000 }, (_, at) =>
        at % 3 === 0
          ? rule({ users: [`user-${at}`, `user-${at + 1}`] })
          : at % 3 === 1
            ? rule({ resources: [{ group: `g${at % 50}`, resources: ['*'], resourceNames: [`name-${at}`] }] })
            : rule({ nonResourceURLs: [`/a/${at}`, `/b/${at}*`], userGroups: [`group-${at}`, 'ops'] }),
      ),
    };
    const list = Array.from(
      { length: 4000 },
      (_, at): Attributes => ({
        user:
          at % 7 === 0
            ? null
            : { name: `user-${at % 11 === 0 ? at : at + 5000}`, groups: [`group-${at}`, `more-${at}`] },
        verb: `verb-${at}`,
        isResource: at % 2 === 0,
        apiGroup: `g${at % 60}`,
        resource: `resource-${at}`,
        subresource: at % 3 === 0 ? `sub-${at}` : '',
        namespace: `namespace-${at}`,
        name: `name-${at}`,
        path: at % 5 === 0 ? `/a/${at}` : `/b/${at}/more`,
      }),
    );
    const classes = new PolicyClasses(policy);
    const expected = ruleIndexes(policy, list);
    expect(list.map((request) => classes.ruleFor(request))).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(400);
  });

  test('where an entry looks at names, its resource and its name must both be meant', () => {
    const policy: Policy = {
      omitStages: [],
      omitManagedFields: false,
      rules: [
        rule({
          resources: [
            { group: '', resources: ['pods'], resourceNames: ['a'] },
            { group: '', resources: ['secrets'], resourceNames: ['b'] },
            { group: 'apps', resources: [], resourceNames: ['never looked at'] },
          ],
        }),
      ],
    };
    const classes = new PolicyClasses(policy);
    const of = (apiGroup: string, resource: string, name: string): number =>
      classes.ruleFor({
        user: null, verb: 'get', isResource: true, apiGroup, resource, subresource: '', namespace: '', name, path: '',
      }); // biome-ignore format: a table
    expect([of('', 'pods', 'a'), of('', 'secrets', 'b'), of('apps', 'deployments', 'c')]).toEqual([0, 0, 0]);
    expect([of('', 'pods', 'b'), of('', 'secrets', 'a'), of('', 'pods', 'c')]).toEqual([-1, -1, -1]);
  });
});
