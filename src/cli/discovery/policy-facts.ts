/** What can be told of the policy file that an apiserver names. */
import { readFileSync, statSync } from 'node:fs';
import { checkPolicy } from '../../policy/check.ts';
import type { Severity } from '../../policy/diagnostic.ts';
import { policyText } from '../../policy/policy-text.ts';
import { type KubernetesMinor, NEWEST_MINOR } from '../../policy/version.ts';
import { codeOf, isMissing } from '../../sources/file-errors.ts';

export interface PolicyFacts {
  /** As the apiserver says it. */
  readonly said: string;
  /** Where we read it. */
  readonly path: string;
  readonly state: 'loads' | 'refused' | 'missing' | 'denied';
  /** kube-apiserver's words where it is refused, else null. */
  readonly error: string | null;
  readonly rules: number;
  /** Diagnostics by severity. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** Changed after the apiserver started: it reads its policy at its start only, so it runs with another one. */
  readonly changedSince: boolean;
}

/** The start of a process is told to the second of the boot: it may be off by that much. */
const START_ERROR_MS = 2000;

/** Reads and checks the policy as Kubernetes 1.`minor` would (the newest where it is not known). `started` as Apiserver.started. */
export function policyFacts(
  { said, path }: { readonly said: string; readonly path: string },
  minor: KubernetesMinor | null,
  started: number | null,
): PolicyFacts {
  const none = { said, path, error: null, rules: 0, counts: { error: 0, warning: 0, hint: 0 }, changedSince: false };
  try {
    const text = policyText(readFileSync(path));
    const { loaded, diagnostics } = checkPolicy(text, minor ?? NEWEST_MINOR);
    const count = (severity: Severity): number => diagnostics.filter((each) => each.severity === severity).length;
    return {
      said,
      path,
      state: loaded.ok ? 'loads' : 'refused',
      error: loaded.ok ? null : loaded.error,
      rules: loaded.ok ? loaded.policy.rules.length : 0,
      counts: { error: count('error'), warning: count('warning'), hint: count('hint') },
      changedSince: started !== null && statSync(path).mtimeMs > started + START_ERROR_MS,
    };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return { ...none, state: isMissing(error) ? 'missing' : 'denied' };
  }
}
