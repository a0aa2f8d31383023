/** Rules in the words of the screen: users by their short names, signs as the terminal has them. */
import { type SafeText, safe } from '../audit/safe.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { ruleWords } from '../policy/words.ts';
import { shortUser } from './names.ts';
import type { Signs } from './signs.ts';

/** `writes · pods configmaps · user :kube-proxy · namespace prod`. */
export function ruleText(rule: PolicyRule, signs: Signs): SafeText {
  return safe(ruleWords(rule, { dot: signs.dot, user: (name) => shortUser(name).text }));
}
