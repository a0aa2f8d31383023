import { describe, expect, test } from 'vitest';
import type { EventFields } from '../../src/audit/event.ts';
import { fieldsOf } from '../../src/audit/fields.ts';
import { attributesOf } from '../../src/policy/attributes.ts';
import { type Drift, driftOf } from '../../src/policy/drift.ts';
import { driftReason } from '../../src/policy/drift-reason.ts';
import { evaluate } from '../../src/policy/match.ts';
import type { Policy, PolicyRule } from '../../src/policy/policy.ts';
import { rule } from '../support/policies.ts';

const verdict = (level: 'None' | 'Metadata' | 'Request', ...omitStages: ('Panic' | 'RequestReceived')[]) => ({
  level,
  omitStages,
});

test.each<[ReturnType<typeof verdict>, string, string, Drift | '']>([
  [verdict('Metadata'), 'Metadata', 'Panic', ''],
  [verdict('Metadata'), 'Request', 'Panic', 'higher'],
  [verdict('Request'), 'Metadata', 'Panic', 'lower'],
  [verdict('None'), 'Metadata', 'Panic', 'unrecorded'],
  [verdict('Metadata', 'Panic'), 'Metadata', 'Panic', 'stage'],
  [verdict('Metadata', 'RequestReceived'), 'Metadata', 'Panic', ''],
  // What records nothing also omits nothing; a stage that is omitted says more than a level.
  [verdict('None', 'Panic'), 'None', 'Panic', 'unrecorded'],
  [verdict('Request', 'Panic'), 'Metadata', 'Panic', 'stage'],
  // A level that is none of the four counts as None; a stage that is none of the four is never omitted.
  [verdict('Metadata'), 'Everything', 'Panic', 'lower'],
  [verdict('Metadata', 'Panic'), 'Metadata', 'Finished', ''],
])('%j, recorded at %s and %s: %s', (said, level, stage, drift) => {
  expect(driftOf(said, level, stage)).toBe(drift);
});

function event(over: Record<string, unknown>): EventFields {
  const fields = fieldsOf({
    kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: 'a', stage: 'ResponseComplete', verb: 'create',
    requestURI: '/api/v1/namespaces/prod/pods', user: { username: 'alice' },
    objectRef: { resource: 'pods', namespace: 'prod', name: 'web' }, ...over,
  }); // biome-ignore format: a table
  if ('bad' in fields) throw new Error(fields.bad);
  return fields;
}

const policyOf = (...rules: PolicyRule[]): Policy => ({ rules, omitStages: [], omitManagedFields: false });
const WEB = policyOf(
  rule({ level: 'Request', resources: [{ group: '', resources: ['pods'], resourceNames: ['web'] }] }),
  rule({ level: 'Metadata' }),
);

describe('the likeliest reason of a drift', () => {
  const reasonOf = (policy: Policy, fields: EventFields, truncated = false): string => {
    const drift = driftOf(evaluate(policy, attributesOf(fields)), fields.level, fields.stage);
    return drift === '' ? '' : driftReason(policy, fields, drift, truncated);
  };

  test('a name from the body that is not taken for one the policy saw is no drift', () => {
    expect(reasonOf(WEB, event({}))).toBe('');
  });

  test('a name that may have come from the body, where the URI does not tell', () => {
    expect(reasonOf(WEB, event({ requestURI: '/x' }))).toBe('body');
  });

  test('a level that fits the name of the body alone', () => {
    expect(reasonOf(WEB, event({ level: 'Request' }))).toBe('body');
  });

  test('only create and update take names from bodies', () => {
    expect(reasonOf(WEB, event({ requestURI: '/x', verb: 'patch' }))).toBe('policy');
  });

  test('bodies that were cut off, where less was recorded', () => {
    const request = policyOf(rule({ level: 'Request' }));
    expect(reasonOf(request, event({}), true)).toBe('truncated');
    expect(reasonOf(request, event({ level: 'RequestResponse' }), true)).toBe('policy');
  });

  test('else another policy', () => {
    expect(reasonOf(policyOf(rule({ level: 'None' })), event({}))).toBe('policy');
    expect(reasonOf(policyOf(), event({}))).toBe('policy');
  });
});
