import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LoadedPolicy, loadPolicy } from '../../src/policy/load.ts';
import { goldenSets, readJsonl } from '../support/shared.ts';
import { goldenPolicies, goldenText, policyOf } from './golden-set.ts';

interface GoldenScalar {
  readonly scalar: string;
  readonly ok: boolean;
  readonly users: readonly string[] | null;
  readonly error: string | null;
}

const FILE = ': from file <path>';
/** What does not decode is told with its place, which kube-apiserver leaves out. */
const PLACE = / \((?:[\w.[\]]+, )?line \d+\)$/;

/** kube-apiserver's error, and the load's own, which may say more. */
function expectRefusal(loaded: LoadedPolicy, error: string | null | undefined): void {
  expect(loaded).toMatchObject({ ok: false });
  if (loaded.ok) return;
  const wanted = (error ?? '').replace(FILE, '');
  expect(loaded.error.replace(PLACE, '')).toBe(wanted);
  if (loaded.error.startsWith('failed decoding: json: ')) expect(loaded.error).toMatch(PLACE);
}

describe.each(goldenSets())('$title: what the apiserver says of a policy file', (set) => {
  test.each(goldenPolicies(set))('$file', ({ file, ok, error, warnings, rules, loaded }) => {
    const found = loadPolicy(goldenText(set, file));
    expect(found.warning).toBe(warnings?.join('\n') ?? null);
    if (!ok) {
      expectRefusal(found, error);
      return;
    }
    expect(found).toMatchObject({ ok: true });
    if (!found.ok) return;
    expect(found.policy).toEqual(policyOf(loaded ?? { rules: [] }));
    expect(found.policy.rules).toHaveLength(rules ?? -1);
    expect(found.ruleLines).toHaveLength(rules ?? -1);
  });

  test.each(readJsonl<GoldenScalar>(join(set.dir, 'yaml-scalars.jsonl')))(
    'users: $scalar',
    ({ scalar, ok, users, error }) => {
      const text = `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  users:\n  - ${scalar}\n`;
      const found = loadPolicy(text);
      if (!ok) expectRefusal(found, error);
      else expect(found).toMatchObject({ ok: true, warning: null, policy: { rules: [{ users }] } });
    },
  );
});
