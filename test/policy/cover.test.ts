import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coveringRules,
  covers,
  isCatchAll,
  isDeadSpec,
  pathCovers,
  reaches,
  specCovers,
} from '../../src/policy/cover.ts';
import { evaluate, ruleMatches } from '../../src/policy/match.ts';
import { rule } from '../support/policies.ts';
import { requests, rules } from './arbitraries.ts';

/** Requests as they come: an empty resource or path is nobody's. */
const realRequests = requests.filter(
  (request) => (request.isResource ? request.resource !== '' : request.path.startsWith('/')) && request.name !== '*',
);

describe('what a rule leaves to those after it', () => {
  test('a rule that is said to be covered is never the first to match', () => {
    let covered = 0;
    fc.assert(
      fc.property(
        fc.array(rules, { maxLength: 4 }),
        rules,
        fc.array(realRequests, { maxLength: 40 }),
        (earlier, last, asked) => {
          if (coveringRules(earlier, last) === null) return;
          covered++;
          const policy = { rules: [...earlier, last], omitStages: [], omitManagedFields: false };
          for (const request of asked) expect(evaluate(policy, request).ruleIndex).not.toBe(earlier.length);
        },
      ),
      { numRuns: 3000 },
    );
    expect(covered).toBeGreaterThan(20);
  });

  test('the rules that are named are enough for it, and a single one is named where one is enough', () => {
    fc.assert(
      fc.property(fc.array(rules, { maxLength: 4 }), rules, (earlier, last) => {
        const takers = coveringRules(earlier, last);
        if (takers === null) return;
        const named = takers.flatMap((taker) => earlier[taker] ?? []);
        expect(coveringRules(named, last)).not.toBeNull();
        if (takers.length < 2) return;
        for (const each of earlier) expect(coveringRules([each], last)).toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  test('a rule that a request of the kind comes to is said to be reached', () => {
    const target = { kind: 'resource', namespace: null, apiGroup: '', spec: 'pods', name: null } as const;
    const pods = { isResource: true, apiGroup: '', resource: 'pods', subresource: '', verb: 'get' };
    let reached = 0;
    fc.assert(
      fc.property(fc.array(rules, { minLength: 1, maxLength: 4 }), realRequests, (all, request) => {
        const policy = { rules: all, omitStages: [], omitManagedFields: false };
        const { ruleIndex } = evaluate(policy, { ...request, ...pods });
        const decides = all[ruleIndex];
        if (decides === undefined) return;
        reached++;
        expect(reaches(all.slice(0, ruleIndex), decides, target, ['get', 'list'])).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(reached).toBeGreaterThan(100);
  });

  test.each([
    ['by one', [rule({ verbs: ['get', 'list'] })], rule({ verbs: ['get'], users: ['a'] }), [0]],
    [
      'by two together',
      [rule({ verbs: ['get'] }), rule({ verbs: ['list'] })],
      rule({ verbs: ['list', 'get'] }),
      [0, 1],
    ],
    [
      'by resources and paths together',
      [rule({ nonResourceURLs: ['*'] }), rule({ resources: [{ group: '*', resources: [], resourceNames: [] }] })],
      rule({ users: ['a'] }),
      [0, 1],
    ],
    ['not where a value is left', [rule({ verbs: ['get'] })], rule({ verbs: ['get', 'list'] }), null],
    ['not by paths for resources', [rule({ nonResourceURLs: ['*'] })], rule({ namespaces: ['a'] }), null],
    ['not by names for all names', [named('pods', 'a')], named('pods'), null],
    ['a name by all names', [named('pods')], named('pods', 'a'), [0]],
    ['not a rule that matches nothing anyway', [rule({ verbs: ['get'] })], named('po*'), null],
  ])('covered %s', (_what, earlier, last, takers) => {
    expect(coveringRules(earlier, last)).toEqual(takers);
  });

  test('a rule of very many pieces is taken for one that is reached', () => {
    const many = Array.from({ length: 200 }, (_, at) => `v${at}`);
    const wide = rule({ users: many, verbs: many });
    expect(coveringRules([rule({ users: many, verbs: many })], wide)).toBeNull();
  });
});

function named(resource: string, ...resourceNames: string[]) {
  return rule({ resources: [{ group: '', resources: [resource], resourceNames }] });
}

describe('strings', () => {
  const words = fc.constantFrom('pods', 'po', 'log', '*', '', 'pods*', '/');
  const specs = fc.array(words, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const asked = fc.record({
    resource: fc.constantFrom('pods', 'po', 'log'),
    subresource: fc.constantFrom('', 'log', 'pods', 'po'),
  });
  const matches = (spec: string, request: { resource: string; subresource: string }): boolean =>
    ruleMatches(named(spec), {
      user: null, verb: 'get', isResource: true, apiGroup: '', namespace: '', name: '', path: '', ...request,
    }); // biome-ignore format: one line

  test('a resource string that is called dead matches nothing, and one that is not matches something', () => {
    fc.assert(
      fc.property(specs, asked, (spec, request) => {
        if (isDeadSpec(spec)) expect(matches(spec, request)).toBe(false);
        else {
          const [resource = '', subresource = ''] = spec.replaceAll('*', 'pods').split('/');
          expect(matches(spec, { resource, subresource })).toBe(true);
        }
      }),
    );
  });

  test('a resource string covers another only where it matches all that the other does', () => {
    fc.assert(
      fc.property(specs, specs, asked, (spec, other, request) => {
        if (isDeadSpec(spec) || isDeadSpec(other) || !specCovers(spec, other)) return;
        if (matches(other, request)) expect(matches(spec, request)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('a URL covers another only where it matches all that the other does', () => {
    const urls = fc.constantFrom('*', '/', '/*', '/a', '/a*', '/a/b', '/a/b*', '/ab');
    fc.assert(
      fc.property(urls, urls, fc.constantFrom('/', '/a', '/ab', '/a/b', '/a/bc', '/b', '*'), (spec, other, path) => {
        const paths = (url: string): boolean =>
          ruleMatches(rule({ nonResourceURLs: [url] }), {
            user: null, verb: 'get', isResource: false, apiGroup: '', resource: '', subresource: '', namespace: '', name: '', path,
          }); // biome-ignore format: one line
        if (pathCovers(spec, other) && paths(other)) expect(paths(spec)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('a catch-all is a rule without any condition', () => {
    expect(isCatchAll(rule())).toBe(true);
    expect(isCatchAll(rule({ users: ['a'] }))).toBe(false);
    expect(covers(rule(), { user: null, userGroup: null, verb: null, target: { kind: 'path', spec: '*' } })).toBe(true);
  });
});
