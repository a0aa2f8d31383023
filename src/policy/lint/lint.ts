/** What a check of a policy is, and what all checks share. */
import type { Finding, Steps } from '../diagnostic.ts';
import type { Reading } from '../load.ts';
import type { DecodedPolicy, DecodedRule } from '../schema.ts';
import type { KubernetesMinor } from '../version.ts';

/** What a check may look at. Levels and stages need not be valid: a policy that is refused is checked as well. */
export interface LintInput {
  readonly policy: DecodedPolicy;
  readonly reading: Reading;
  readonly minor: KubernetesMinor;
}

/** One check, or a family of them. */
export type Lint = (input: LintInput) => readonly Finding[];

/** The lists of strings that a rule itself has, in the order in which kube-apiserver looks at them. */
export const RULE_LISTS = ['users', 'userGroups', 'verbs', 'namespaces', 'nonResourceURLs'] as const;

/** One string of a policy, where it stands, and what it is. */
export interface Value {
  readonly rule: DecodedRule;
  readonly ruleIndex: number;
  readonly field: (typeof RULE_LISTS)[number] | 'resources' | 'resourceNames';
  /** The entry of the rule's `resources` it stands in; null for the rule's own lists. */
  readonly entry: DecodedRule['resources'][number] | null;
  readonly text: string;
  readonly steps: Steps;
}

/** Every string in the lists of the rules, in order. */
export function valuesOf(policy: DecodedPolicy): readonly Value[] {
  return policy.rules.flatMap((rule, ruleIndex): Value[] => {
    const base = ['rules', ruleIndex];
    const own = RULE_LISTS.flatMap((field) =>
      rule[field].map((text, at) => ({ rule, ruleIndex, field, entry: null, text, steps: [...base, field, at] })),
    );
    const entries = rule.resources.flatMap((entry, index) =>
      (['resources', 'resourceNames'] as const).flatMap((field) =>
        entry[field].map((text, at) => {
          const steps = [...base, 'resources', index, field, at];
          return { rule, ruleIndex, field, entry, text, steps };
        }),
      ),
    );
    return [...own, ...entries];
  });
}

export const TYPOGRAPHIC_QUOTES = /[\u2018-\u201f\u00ab\u00bb]/g;

/** False for what has white space, a comma or the like in it, of which all is said by that. */
export function isWord(text: string): boolean {
  return !/[\s,|\u2018-\u201f\u00ab\u00bb]/.test(text.trim());
}

/** `R5`: how rules are named everywhere. */
export function ruleName(index: number): string {
  return `R${index}`;
}

/** `resources[2]`: how entries of a rule are named. */
export function entryName(index: number): string {
  return `resources[${index}]`;
}

/** `a, b and c`. */
export function listed(names: readonly string[], last = 'and'): string {
  if (names.length < 2) return names.join();
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}

/** A text in quotes, as it is written in a file. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
