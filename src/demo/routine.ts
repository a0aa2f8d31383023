/** What goes on all the time: heartbeats, controllers, probes, and what people do between them. */

import {
  alice,
  anonymous,
  apiserver,
  carol,
  certManager,
  controller,
  coredns,
  kubelet,
  metricsServer,
  NODES,
  prometheus,
} from './actors.ts';
import { nodeStatusPatch, podStatusPatch } from './bodies.ts';
import { anyPod, type Cluster, conflict, deployment } from './cluster.ts';
import { absent, broken, enter, logs, lookAround, onBehalf, refused, stranger } from './people.ts';
import type { Actor, Target } from './request.ts';

/** How many events one call of `routine` makes on average; measured. */
export const EVENTS_PER_CALL = 1.9;

const WATCH = 'allowWatchBookmarks=true&resourceVersion=482117&timeoutSeconds=431&watch=true';

type Kind = readonly [weight: number, act: (cluster: Cluster, now: string) => void];
const KINDS: readonly Kind[] = [
  [24, lease],
  [11, podStatus],
  [5, nodeStatus],
  [7, kubeletReads],
  [4, token],
  [7, serviceReads],
  [7, endpoints],
  [5, recordEvent],
  [4, autoscaler],
  [5, paths],
  [4, reviews],
  [9, lookAround],
  [2, logs],
  [1.6, enter],
  [1.2, absent],
  [0.9, refused],
  [0.7, stranger],
  [0.5, onBehalf],
  [0.3, broken],
];
const TOTAL = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/** One thing that happens, drawn by its weight. `now`: the time in RFC 3339, seconds. */
export function routine(cluster: Cluster, now: string): void {
  let left = cluster.random.next() * TOTAL;
  const kind = KINDS.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  kind?.[1](cluster, now);
}

function lease(cluster: Cluster): void {
  const node = cluster.random.pick(NODES);
  const target: Target = {
    resource: 'leases',
    namespace: 'kube-node-lease',
    name: node,
    apiGroup: 'coordination.k8s.io',
  };
  cluster.send(kubelet(node), 'update', target, cluster.random.chance(0.01) ? { failure: conflict(target) } : {});
}

function podStatus(cluster: Cluster, now: string): void {
  const { work, pod } = anyPod(cluster);
  if (pod === undefined) return;
  const target: Target = { resource: 'pods', namespace: work.namespace, name: pod.name, subresource: 'status' };
  cluster.send(kubelet(pod.node), 'patch', target, { body: podStatusPatch(pod, true, now) });
}

function nodeStatus(cluster: Cluster, now: string): void {
  const node = cluster.random.pick(NODES);
  const target: Target = { resource: 'nodes', name: node, subresource: 'status' };
  cluster.send(kubelet(node), 'patch', target, { body: nodeStatusPatch(now), search: 'timeout=10s' });
}

function kubeletReads(cluster: Cluster): void {
  const { random } = cluster;
  const { work, pod } = anyPod(cluster);
  const actor = kubelet(pod?.node ?? 'worker-1');
  const config: Target = {
    resource: random.pick(['configmaps', 'secrets']),
    namespace: work.namespace,
    name: `${work.name}-db`,
  };
  if (random.chance(0.4))
    cluster.send(actor, 'watch', config, watch(cluster, `fieldSelector=metadata.name%3D${config.name}&${WATCH}`));
  else cluster.send(actor, 'get', random.chance(0.5) ? config : { resource: 'nodes', name: pod?.node ?? 'worker-1' });
}

function token(cluster: Cluster): void {
  const { work, pod } = anyPod(cluster);
  const target: Target = {
    resource: 'serviceaccounts',
    namespace: work.namespace,
    name: work.name,
    subresource: 'token',
  };
  const annotations = { 'authentication.kubernetes.io/issued-credential-id': `JTI=${cluster.random.uuid()}` };
  cluster.send(kubelet(pod?.node ?? 'worker-1'), 'create', target, { annotations });
}

function serviceReads(cluster: Cluster): void {
  const { random } = cluster;
  const actor = random.pick([coredns, prometheus, certManager, metricsServer]);
  const target = random.pick<Target>([
    { resource: 'endpointslices', apiGroup: 'discovery.k8s.io' },
    { resource: 'services' },
    { resource: 'pods' },
    { resource: 'certificates', apiGroup: 'cert-manager.io' },
    { resource: 'nodes' },
  ]);
  if (random.chance(0.6)) cluster.send(actor, 'watch', target, watch(cluster, WATCH));
  else
    cluster.send(actor, 'list', target, {
      search: 'limit=500&resourceVersion=0',
      latency: Math.round(random.spread(14_000)),
    });
}

function endpoints(cluster: Cluster): void {
  const { work } = anyPod(cluster);
  const name = `${work.name}-${work.hash.slice(0, 5)}`;
  const target: Target = { resource: 'endpointslices', namespace: work.namespace, name, apiGroup: 'discovery.k8s.io' };
  const details = cluster.random.chance(0.08) ? { failure: conflict(target) } : {};
  cluster.send(controller('endpointslice-controller'), 'update', target, details);
}

function recordEvent(cluster: Cluster): void {
  const { work, pod } = anyPod(cluster);
  if (pod === undefined) return;
  const target: Target = {
    resource: 'events',
    namespace: work.namespace,
    name: `${pod.name}.18${cluster.random.suffix(14)}`,
  };
  cluster.send(kubelet(pod.node), 'create', target);
}

function autoscaler(cluster: Cluster): void {
  const { work } = anyPod(cluster);
  const actor = controller('horizontal-pod-autoscaler');
  const metrics: Target = {
    resource: 'pods',
    namespace: work.namespace,
    apiGroup: 'metrics.k8s.io',
    apiVersion: 'v1beta1',
  };
  cluster.send(actor, 'list', metrics, { search: `labelSelector=app%3D${work.name}` });
  cluster.send(actor, 'get', { ...deployment(work), subresource: 'scale' });
}

function paths(cluster: Cluster): void {
  const { random } = cluster;
  const [actor, path] = random.pick<readonly [Actor, string]>([
    [prometheus, '/metrics'],
    [prometheus, '/metrics'],
    [apiserver, '/healthz'],
    [alice, '/openapi/v3'],
    [carol, '/api'],
    [carol, '/version'],
    [anonymous, '/livez'],
  ]);
  cluster.ask(actor, 'get', path);
}

function reviews(cluster: Cluster): void {
  const tokens = cluster.random.chance(0.5);
  const target: Target = tokens
    ? { resource: 'tokenreviews', apiGroup: 'authentication.k8s.io' }
    : { resource: 'subjectaccessreviews', apiGroup: 'authorization.k8s.io' };
  cluster.send(cluster.random.chance(0.5) ? metricsServer : kubelet(cluster.random.pick(NODES)), 'create', target);
}

/** A watch lasts five to ten minutes, some far shorter. */
function watch({ random }: Cluster, search: string): { latency: number; search: string } {
  return { search, latency: random.chance(0.3) ? random.int(2e6, 40e6) : random.int(300e6, 600e6) };
}
