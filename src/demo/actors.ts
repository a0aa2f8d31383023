/** Who lives in the made-up cluster. All names and addresses are of the ranges kept for examples. */

import type { Actor } from './request.ts';

export const NODES = ['worker-1', 'worker-2', 'worker-3', 'worker-4', 'worker-5'] as const;
const IN = 'system:authenticated';
const KUBE = 'v1.37.2 (linux/amd64) kubernetes/8e1b2c4';

export function kubelet(node: string): Actor {
  return {
    user: { username: `system:node:${node}`, groups: ['system:nodes', IN] },
    ip: `10.0.1.${10 + Number(node.slice(-1))}`,
    agent: `kubelet/${KUBE}`,
    reason: '',
  };
}

/** A controller that runs in kube-controller-manager under its own service account. */
export function controller(name: string): Actor {
  const binding = `system:controller:${name}`;
  return {
    ...serviceAccount(
      'kube-system',
      name,
      '10.0.0.10',
      `kube-controller-manager/${KUBE}/system:serviceaccount:kube-system:${name}`,
    ),
    reason: `RBAC: allowed by ClusterRoleBinding "${binding}" of ClusterRole "${binding}" to ServiceAccount "${name}/kube-system"`,
  };
}

function serviceAccount(namespace: string, name: string, ip: string, agent: string): Actor {
  return {
    user: {
      username: `system:serviceaccount:${namespace}:${name}`,
      uid: uidOf(`${namespace}/${name}`),
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, IN],
    },
    ip,
    agent,
    reason: `RBAC: allowed by ClusterRoleBinding "${name}" of ClusterRole "${name}" to ServiceAccount "${name}/${namespace}"`,
  };
}

function human(name: string, group: string, ip: string, agent: string): Actor {
  const role = group === 'platform' ? 'cluster-admin' : 'edit';
  return {
    user: { username: `${name}@example.com`, uid: uidOf(name), groups: [`oidc:${group}`, IN] },
    ip,
    agent,
    reason: `RBAC: allowed by ClusterRoleBinding "${group}" of ClusterRole "${role}" to Group "oidc:${group}"`,
  };
}

/** A stable uid out of a name. */
function uidOf(name: string): string {
  let hash = 7;
  for (const char of name) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  const hex = hash.toString(16).padStart(8, '0');
  return `${hex}-5c1e-4f0a-9b7d-${hex}a3d1`;
}

export const scheduler: Actor = {
  user: { username: 'system:kube-scheduler', groups: [IN] },
  ip: '10.0.0.10',
  agent: `kube-scheduler/${KUBE}/scheduler`,
  reason:
    'RBAC: allowed by ClusterRoleBinding "system:kube-scheduler" of ClusterRole "system:kube-scheduler" to User "system:kube-scheduler"',
};
export const apiserver: Actor = {
  user: { username: 'system:apiserver', uid: uidOf('apiserver'), groups: [IN, 'system:masters'] },
  ip: '127.0.0.1',
  agent: `kube-apiserver/${KUBE}`,
  reason: '',
};
export const anonymous: Actor = {
  user: { username: 'system:anonymous', groups: ['system:unauthenticated'] },
  ip: '203.0.113.66',
  agent: 'Mozilla/5.0 zgrab/0.x',
  reason:
    'RBAC: allowed by ClusterRoleBinding "system:public-info-viewer" of ClusterRole "system:public-info-viewer" to Group "system:unauthenticated"',
};

export const coredns = serviceAccount('kube-system', 'coredns', '10.244.1.4', 'CoreDNS/v1.12.1 (linux; amd64)');
export const metricsServer = serviceAccount(
  'kube-system',
  'metrics-server',
  '10.244.2.9',
  'metrics-server/v0.8.0 (linux/amd64)',
);
export const prometheus = serviceAccount('monitoring', 'prometheus', '10.244.3.17', 'Prometheus/3.5.0');
export const certManager = serviceAccount(
  'cert-manager',
  'cert-manager',
  '10.244.2.31',
  'cert-manager-controller/v1.18.2 (linux/amd64)',
);
export const deployer = serviceAccount('ci', 'deployer', '10.0.7.20', 'Helm/3.18.4');
export const oldRunner = serviceAccount('ci', 'runner-legacy', '198.51.100.23', 'python-requests/2.32.3');

export const alice = human('alice', 'platform', '192.0.2.14', 'kubectl/v1.37.1 (darwin/arm64) kubernetes/5f2a9c1');
export const bob = human('bob', 'shop', '192.0.2.27', 'kubectl/v1.36.4 (linux/amd64) kubernetes/9d3e0b2');
export const carol = human('carol', 'platform', '192.0.2.31', 'Lens/6.5.2');
export const dave = human('dave', 'shop', '192.0.2.45', 'k9s/v0.50.6 (linux/amd64)');
export const zoe = human('zoë', 'data', '192.0.2.52', 'kubectl/v1.37.2 (linux/amd64) kubernetes/8e1b2c4');
export const PEOPLE: readonly [Actor, ...Actor[]] = [alice, bob, carol, dave, zoe];
