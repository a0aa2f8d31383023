import type { PolicyText } from '../../src/engine/engine.ts';
import { ANY_RULE, type Policy, type PolicyRule } from '../../src/policy/policy.ts';
import { NEWEST_MINOR } from '../../src/policy/version.ts';

/** A rule that restricts nothing, at level Metadata, but for what is given. */
export function rule(over: Partial<PolicyRule> = {}): PolicyRule {
  return { ...ANY_RULE, level: 'Metadata', ...over };
}

/** A policy as the text of a file. */
export function policyText(policy: Policy): PolicyText {
  const text = JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...policy });
  return { text, minor: NEWEST_MINOR };
}
