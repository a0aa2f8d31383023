/** Where audit logs are written when nobody says where: looked at last. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../sources/file-errors.ts';

/** Paths on the host, each with who writes there. */
export const USUAL_PLACES = [
  '/var/log/kubernetes/audit/audit.log', // the Kubernetes documentation, "Auditing", log backend
  '/var/log/kubernetes/audit/kube-apiserver-audit.log', // kubespray: roles/kubernetes/control-plane, hostPath of its log
  '/var/log/kubernetes/kube-apiserver-audit.log', // kind's user guide, "Auditing"; many kubeadm set-ups
  '/var/log/kubernetes/audit.log', // as common in set-up guides as the one above
  '/var/log/audit/kube/kube-apiserver.log', // Talos: KubernetesAuditLogDir of pkg/machinery/constants
  '/var/log/audit/kube-apiserver-audit.log', // kubespray's path in the container
  '/var/log/kube-apiserver/audit.log', // OpenShift: cluster-kube-apiserver-operator, defaultconfig.yaml
  '/var/log/kube-apiserver-audit.log', // kube-up's configure-helper.sh; set-ups after it
  '/var/log/kube-audit/audit-log.json', // RKE 1: its documentation, "Audit Log"
  '/var/log/apiserver/audit.log', // the example of the CIS Kubernetes Benchmark, 1.2.16
  '/var/lib/rancher/rke2/server/logs/audit.log', // RKE2: pkg/executor/staticpod
  '/var/lib/rancher/k3s/server/logs/audit.log', // k3s: its hardening guide
  '/var/log/mke4/audit/audit.log', // MKE 4k: its documentation, "Audit logging"
  '/var/vcap/sys/log/kube-apiserver/audit/log/audit.log', // TKGI: its knowledge base, 399921
] as const;

/** Those of them that are there, the last written first, and those that we may not even look for. */
export function usualLogs(root: string): { readonly found: readonly string[]; readonly denied: readonly string[] } {
  const found: { readonly path: string; readonly modified: number }[] = [];
  const denied: string[] = [];
  for (const place of USUAL_PLACES) {
    const path = join(root, place);
    try {
      const stat = statSync(path);
      if (stat.isFile()) found.push({ path, modified: stat.mtimeMs });
    } catch (error) {
      const code = codeOf(error);
      if (code === '') throw error;
      if (code === 'EACCES' || code === 'EPERM') denied.push(path);
    }
  }
  return { found: found.sort((a, b) => b.modified - a.modified).map(({ path }) => path), denied };
}
