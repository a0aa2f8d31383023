/** What an apiserver's arguments mean: where its log goes, and by whom it is started. */
import type { AuditFlags, Distribution, LogTarget, Reached } from './model.ts';

/** What the flags mean for the log, the policy and the webhook. `at` finds a file that the apiserver names. */
export function targets(flags: AuditFlags, at: (said: string) => Reached) {
  const log = flags['audit-log-path'] ?? '';
  const policy = flags['audit-policy-file'] ?? '';
  const webhook = flags['audit-webhook-config-file'] ?? '';
  return {
    log: logTarget(log, policy, at),
    policy: policy === '' ? null : at(policy),
    webhook: webhook === '' ? null : at(webhook),
  };
}

/** Without a policy no backend gets an event (AuditOptions.ApplyTo of k8s.io/apiserver). */
function logTarget(log: string, policy: string, at: (said: string) => Reached): LogTarget {
  if (log === '') return { kind: 'off', why: 'no-path', file: null };
  if (policy === '') return { kind: 'off', why: 'no-policy', file: log === '-' ? null : at(log) };
  return log === '-' ? { kind: 'stdout' } : { kind: 'file', file: at(log) };
}

/** How a kube-apiserver that is a program of its own is started, by the paths in its arguments. */
export function distributionOf(args: readonly string[], source: string): Distribution {
  const holds = (text: string): boolean => args.some((arg) => arg.includes(text));
  if (args.some((arg) => arg.startsWith('--openshift-config'))) return 'openshift';
  if (source.includes('/rancher/rke2/') || holds('/var/lib/rancher/rke2/')) return 'rke2';
  // k0s stages its programs in /var/lib/k0s/bin (pkg/constant), and starts them itself.
  if (source.endsWith('/k0s/bin/kube-apiserver')) return 'k0s';
  // Talos: KubernetesAPIServerSecretsDir and ...ConfigDir of pkg/machinery/constants.
  if (holds('/system/secrets/kubernetes/') || holds('/system/config/kubernetes/')) return 'talos';
  return source.includes('/manifests/') || source.includes('/pod-manifests/') ? 'static-pod' : 'service';
}
