/** The order of the rules: the first that matches decides, so what stands before may leave a rule nothing. */
import { type Conditions, coveringRules, covers, EVERY_PATH, EVERY_RESOURCE, isCatchAll } from '../cover.ts';
import type { Finding } from '../diagnostic.ts';
import type { DecodedRule } from '../schema.ts';
import { type Lint, listed, ruleName } from './lint.ts';

/** Rules that no request reaches, and rules that repeat one before them. */
export const unreachable: Lint = ({ policy }) => {
  const first = new Map<string, number>();
  return policy.rules.flatMap((rule, index): Finding[] => {
    const earlier = policy.rules.slice(0, index);
    const key = conditionsKey(rule);
    const twin = first.get(key);
    const steps = ['rules', index];
    if (twin === undefined) first.set(key, index);
    else {
      const whole = sameAnswer(earlier[twin], rule);
      const message = whole
        ? `${ruleName(index)} is the same rule as ${ruleName(twin)}: it can be removed.`
        : `${ruleName(index)} matches the same requests as ${ruleName(twin)}, which decides: it can never match.`;
      return [{ severity: 'warning', check: 'duplicate-rule', steps, message }];
    }
    const takers = coveringRules(earlier, rule);
    if (takers === null) return [];
    const names = listed(takers.map(ruleName));
    const message = `${ruleName(index)} can never match: ${names} before it ${takers.length === 1 ? 'matches' : 'match'} everything that it would.`;
    return [{ severity: 'warning', check: 'unreachable-rule', steps, message }];
  });
};

const CONDITIONS = ['users', 'userGroups', 'verbs', 'namespaces', 'nonResourceURLs'] as const;

/** The same for two rules that match the same requests by the same lists, in whatever order. */
function conditionsKey(rule: Conditions): string {
  const set = (list: readonly string[]): string[] => [...new Set(list)].sort();
  const entries = rule.resources.map(({ group, resources, resourceNames }) =>
    JSON.stringify([group, set(resources), set(resourceNames)]),
  );
  return JSON.stringify([...CONDITIONS.map((name) => set(rule[name])), set(entries)]);
}

function sameAnswer(a: DecodedRule | undefined, b: DecodedRule): boolean {
  if (a === undefined || a.level !== b.level || a.omitManagedFields !== b.omitManagedFields) return false;
  return a.omitStages.toSorted().join() === b.omitStages.toSorted().join();
}

/** A rule that matches everything and is not the last one. */
export const earlyCatchAll: Lint = ({ policy }) => {
  const index = policy.rules.findIndex(isCatchAll);
  const after = policy.rules.length - 1 - index;
  if (index < 0 || after === 0) return [];
  const message = `${ruleName(index)} matches everything, so the ${after === 1 ? 'rule' : `${after} rules`} after it never ${after === 1 ? 'does' : 'do'}: a catch-all belongs at the end.`;
  return [{ severity: 'warning', check: 'early-catch-all', steps: ['rules', index], message }];
};

/** No rule, or rules, that match what is left at the end. */
export const noCatchAll: Lint = ({ policy }) => {
  const { rules } = policy;
  if (rules.length === 0) return [];
  const anyone = { user: null, userGroup: null, verb: null };
  const left = [EVERY_RESOURCE, EVERY_PATH].filter(
    (target) => !rules.some((rule) => covers(rule, { ...anyone, target })),
  );
  if (left.length === 0) return [];
  const what =
    left.length === 2
      ? 'what no rule matches'
      : left[0]?.kind === 'path'
        ? 'requests for paths that no rule matches'
        : 'requests about resources that no rule matches';
  const message = `There is no catch-all at the end: ${what} ${left.length === 2 ? 'is' : 'are'} not recorded (level None).`;
  return [{ severity: 'hint', check: 'no-catch-all', steps: ['rules', rules.length - 1], message }];
};
