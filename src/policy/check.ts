/** A policy file, checked: what kube-apiserver says of it, and what it will do that was hardly meant. */
import { type Diagnostic, diagnosticsOf, type Finding } from './diagnostic.ts';
import { lint } from './lint/checks.ts';
import { laterDocuments } from './lint/documents.ts';
import { mend } from './lint/mend.ts';
import { type LoadedPolicy, type Reading, readPolicy } from './load.ts';
import { type KubernetesMinor, NEWEST_MINOR } from './version.ts';

export interface CheckedPolicy {
  readonly loaded: LoadedPolicy;
  /** In the order of the file. Those of severity error are why it is refused: there are some if and only if it is. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks the text of a policy file, YAML or JSON, as Kubernetes 1.`minor` would read it. Never throws. */
export function checkPolicy(text: string, minor: KubernetesMinor = NEWEST_MINOR): CheckedPolicy {
  const reading = readPolicy(text, minor);
  const { content } = reading;
  const linted = content === null ? [] : lint({ policy: content.policy, reading, minor });
  const later = laterDocuments(text, reading.end);
  return {
    loaded: reading.loaded,
    diagnostics: diagnosticsOf(text, content?.tree ?? null, [...refusals(text, reading), ...linted, ...later]),
  };
}

function refusals(text: string, reading: Reading): readonly Finding[] {
  return reading.faults.map((fault) => ({
    severity: 'error',
    check: 'refused',
    steps: fault.steps,
    ...(fault.span === null ? {} : { span: fault.span }),
    message: fault.message,
    suggestion: mend(text, fault, reading),
  }));
}
