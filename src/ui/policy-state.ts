/** The policy of the screen: the file that was named, what of it is in force, and what is wrong with it as it is now. */
import type { CheckedPolicy } from '../policy/check.ts';
import type { Diagnostic } from '../policy/diagnostic.ts';
import type { AcceptedPolicy } from '../policy/load.ts';

/** A policy as it was loaded, with what its pane shows of the file. */
export interface LoadedPolicy extends Omit<AcceptedPolicy, 'ok'> {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Why the file as it is now is not in force; the policy before it stays. */
export interface PolicyTrouble {
  /** One sentence. */
  readonly words: string;
  /** The line of the first error; null where it is not in the text. */
  readonly line: number | null;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PolicyState {
  /** As it stands in the header. */
  readonly name: string;
  /** The file as the user named it, for the command line of a view. */
  readonly path: string;
  /** Null until it has been loaded for the first time. */
  readonly loaded: LoadedPolicy | null;
  readonly trouble: PolicyTrouble | null;
}

/** What a check of the file's text makes of the state: a policy in force, or trouble beside the one before. */
export function checkedState(policy: PolicyState, text: string, { loaded, diagnostics }: CheckedPolicy): PolicyState {
  if (loaded.ok) {
    const { policy: rules, ruleLines, warning } = loaded;
    return { ...policy, loaded: { text, policy: rules, ruleLines, warning, diagnostics }, trouble: null };
  }
  const line = diagnostics.find(({ severity }) => severity === 'error')?.line ?? null;
  return { ...policy, trouble: { words: loaded.error, line, text, diagnostics } };
}

/** The file cannot be read. */
export function unreadableState(policy: PolicyState, why: string): PolicyState {
  return { ...policy, trouble: { words: why, line: null, text: '', diagnostics: [] } };
}
