import { describe, expect, test } from 'vitest';
import { STAGES } from '../../src/audit/event.ts';
import type { PolicyRule, Verdict } from '../../src/policy/policy.ts';
import { linesOf, ruleWords, verdictWords } from '../../src/policy/words.ts';
import { rule } from '../support/policies.ts';

const WORDING = { dot: '-', user: (name: string) => name };

describe('a rule in words', () => {
  test.each<[Partial<PolicyRule>, string]>([
    [{}, 'everything else'],
    [{ omitStages: ['Panic'] }, 'everything else - less Panic'],
    [{ verbs: ['create', 'update', 'patch', 'delete', 'deletecollection', 'get'] }, 'writes get'],
    [{ users: ['a'], userGroups: ['b', 'c'] }, 'user a - groups b c'],
    [{ namespaces: ['', 'prod'] }, 'namespaces (cluster) prod'],
    [{ nonResourceURLs: ['/healthz*'] }, 'nonResourceURLs /healthz*'],
    [{ resources: [{ group: '', resources: [], resourceNames: [] }] }, 'group core'],
    [{ resources: [{ group: '*', resources: [], resourceNames: [] }] }, 'every resource'],
    [{ resources: [{ group: 'apps', resources: [], resourceNames: [] }] }, 'group apps'],
    [{ resources: [{ group: '', resources: ['pods'], resourceNames: ['a '] }] }, 'pods named "a "'],
    [{ users: [''] }, 'user ""'],
  ])('%j', (over, words) => {
    expect(ruleWords(rule(over), WORDING)).toBe(words);
  });
});

describe('what is recorded', () => {
  test.each<[Omit<Verdict, 'ruleIndex'>, string]>([
    [{ level: 'None', omitStages: [], omitManagedFields: true }, 'nothing (level None)'],
    [{ level: 'Request', omitStages: STAGES, omitManagedFields: false }, 'nothing (every stage is omitted)'],
    [{ level: 'Metadata', omitStages: [], omitManagedFields: true }, 'level Metadata'],
    [
      { level: 'Request', omitStages: ['RequestReceived', 'Panic'], omitManagedFields: true },
      'level Request, not at RequestReceived, Panic, managedFields left out',
    ],
  ])('%j', (verdict, words) => {
    expect(verdictWords({ ruleIndex: 0, ...verdict })).toBe(words);
  });
});

test('the lines of a rule', () => {
  expect([linesOf([3, 3]), linesOf([3, 5])]).toEqual(['3', '3-5']);
});
