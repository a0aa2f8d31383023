/**
 * What to write where so that a kube-apiserver audits: by the way it is started. Sources: kubernetes.io "Auditing" (flags,
 * volumes); the documentation of k3s and RKE2 (config files), k0s (spec.api.extraArgs), MicroK8s (args file).
 */
import type { Apiserver } from '../discovery/model.ts';

export interface Advice {
  /** The policy file to be written first; null where one is named already, or none is wanted. */
  readonly policy: string | null;
  /** What to change, and where: a sentence, or one that `lines` follow. */
  readonly how: string;
  /** Lines of YAML or of arguments to be added. */
  readonly lines: readonly string[];
  /** Sentences: what to mind. */
  readonly mind: readonly string[];
}

const POLICY = '/etc/kubernetes/audit-policy.yaml';
const LOG = '/var/log/kubernetes/audit/audit.log';
const K3S = '/var/lib/rancher/k3s/server';
const RKE2_POLICY = '/etc/rancher/rke2/audit-policy.yaml';
const SNAP = '/var/snap/microk8s/current';

/** The smallest policy that records something. */
export const SMALLEST_POLICY = ['apiVersion: audit.k8s.io/v1', 'kind: Policy', 'rules:', '- level: Metadata'] as const;

/** null where it audits to a file or to standard output. */
export function adviceFor(apiserver: Apiserver): Advice | null {
  if (apiserver.log.kind !== 'off') return null;
  const { distribution, flags } = apiserver;
  const needed = (path: string): string | null => ((flags['audit-policy-file'] ?? '') === '' ? path : null);
  const none = { policy: null, lines: [], mind: [] };
  switch (distribution) {
    case 'static-pod':
      return staticPod(apiserver, needed(POLICY));
    case 'k3s': {
      const lines = wanted(apiserver, `${K3S}/audit-policy.yaml`, `${K3S}/logs/audit.log`).map((each) => `- ${each}`);
      const how = 'add to /etc/rancher/k3s/config.yaml and restart k3s:';
      return { policy: needed(`${K3S}/audit-policy.yaml`), how, lines: ['kube-apiserver-arg:', ...lines], mind: [] };
    }
    case 'rke2':
      return {
        policy: needed(RKE2_POLICY),
        how: 'add to /etc/rancher/rke2/config.yaml and restart rke2-server:',
        lines: [`audit-policy-file: ${flags['audit-policy-file'] || RKE2_POLICY}`],
        mind: [
          'RKE2 adds the log itself: /var/lib/rancher/rke2/server/logs/audit.log, 10 files of 100 MB, for 30 days.',
          'A policy that is not there it writes itself, and that one records nothing.',
        ],
      };
    case 'microk8s': {
      const lines = wanted(apiserver, `${SNAP}/audit-policy.yaml`, LOG).map((each) => `--${each}`);
      return {
        policy: needed(`${SNAP}/audit-policy.yaml`),
        how: `add to ${SNAP}/args/kube-apiserver and restart it:`,
        lines,
        mind: [],
      };
    }
    case 'k0s':
      return {
        policy: needed(POLICY),
        how: 'add to spec.api.extraArgs of /etc/k0s/k0s.yaml and restart the controller:',
        lines: wanted(apiserver, POLICY, LOG).map((each) => each.replace(/=(.*)/, ': "$1"')),
        mind: ['The user that kube-apiserver runs as must be able to write to the folder of the log.'],
      };
    case 'talos':
      return { ...none, how: 'Talos audits by itself: see cluster.apiServer of the machine configuration.' };
    case 'openshift':
      return { ...none, how: 'OpenShift audits by itself: see spec.audit.profile of the APIServer resource.' };
    case 'service': {
      const lines = wanted(apiserver, POLICY, LOG).map((each) => `--${each}`);
      return {
        policy: needed(POLICY),
        how: 'add to the arguments it is started with, and restart it:',
        lines,
        mind: [],
      };
    }
  }
}

/** The flags that are missing, without dashes. */
function wanted({ flags }: Apiserver, policy: string, log: string): string[] {
  const all = [
    ['audit-policy-file', policy],
    ['audit-log-path', log],
    ['audit-log-maxsize', '100'],
    ['audit-log-maxbackup', '10'],
    ['audit-log-maxage', '30'],
  ] as const;
  return all.filter(([name]) => (flags[name] ?? '') === '').map(([name, value]) => `${name}=${value}`);
}

/** As in the Kubernetes documentation: flags, and for each path a mount and a volume. */
function staticPod(apiserver: Apiserver, needed: string | null): Advice {
  const manifest = apiserver.files.at(-1) ?? '/etc/kubernetes/manifests/kube-apiserver.yaml';
  const policy = apiserver.flags['audit-policy-file'] || POLICY;
  const folder = (apiserver.flags['audit-log-path'] || LOG).replace(/\/[^/]*$/, '') || '/';
  const lines = [
    'spec:',
    '  containers:',
    '  - command:',
    ...wanted(apiserver, POLICY, LOG).map((each) => `    - --${each}`),
    '    volumeMounts:',
    '    - name: audit-policy',
    `      mountPath: ${policy}`,
    '      readOnly: true',
    '    - name: audit-log',
    `      mountPath: ${folder}`,
    '  volumes:',
    '  - name: audit-policy',
    '    hostPath:',
    `      path: ${policy}`,
    '      type: File',
    '  - name: audit-log',
    '    hostPath:',
    `      path: ${folder}`,
    '      type: DirectoryOrCreate',
  ];
  const mind = [
    'Keep copies of the manifest in another folder: the kubelet runs every file in this one.',
    'With kubeadm, also in apiServer.extraArgs and extraVolumes of its ClusterConfiguration, or an upgrade drops it.',
  ];
  return { policy: needed, how: `add to ${manifest}, and the kubelet restarts it:`, lines, mind };
}
