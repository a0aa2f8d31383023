/** What people do, and strangers: looking at things, going into containers, asking for what they may not have. */

import { anonymous, carol, dave, PEOPLE } from './actors.ts';
import { anyPod, type Cluster, deployment, forbidden, notFound } from './cluster.ts';
import type { Target } from './request.ts';

export function lookAround(cluster: Cluster): void {
  const { random } = cluster;
  const { work, pod } = anyPod(cluster);
  const { namespace } = work;
  const pods: Target = { resource: 'pods', namespace };
  const [verb, target] = random.pick<readonly [string, Target]>([
    ['list', pods],
    ['list', { resource: 'deployments', namespace, apiGroup: 'apps' }],
    ['list', { resource: 'events', namespace }],
    ['get', deployment(work)],
    ['get', pod === undefined ? pods : { ...pods, name: pod.name }],
    ['get', { resource: 'configmaps', namespace, name: `${work.name}-config` }],
    ['get', { resource: 'secrets', namespace, name: `${work.name}-db` }],
    ['list', { resource: 'namespaces' }],
  ]);
  cluster.send(random.pick(PEOPLE), verb, target, verb === 'list' ? { search: 'limit=500' } : {});
}

export function logs(cluster: Cluster): void {
  const { work, pod } = anyPod(cluster);
  if (pod === undefined) return;
  const target: Target = { resource: 'pods', namespace: work.namespace, name: pod.name, subresource: 'log' };
  const latency = Math.round(cluster.random.spread(2_000_000));
  cluster.send(cluster.random.pick(PEOPLE), 'get', target, { search: `container=${work.name}&follow=true`, latency });
}

export function enter(cluster: Cluster): void {
  const { work, pod } = anyPod(cluster);
  if (pod === undefined) return;
  const target: Target = { resource: 'pods', namespace: work.namespace, name: pod.name, subresource: 'exec' };
  const command = cluster.random.pick([
    'command=sh',
    'command=curl&command=-s&command=localhost%3A8080%2Fhealthz',
    'command=env',
  ]);
  const search = `${command}&container=${work.name}&stdin=true&stdout=true&tty=true`;
  const latency = Math.round(cluster.random.spread(20_000_000));
  cluster.send(cluster.random.pick(PEOPLE), 'get', target, { search, code: 101, latency });
}

export function absent(cluster: Cluster): void {
  const { work } = anyPod(cluster);
  const target: Target = {
    resource: 'pods',
    namespace: work.namespace,
    name: `${work.name}-${cluster.random.suffix(10)}-${cluster.random.suffix(5)}`,
  };
  cluster.send(cluster.random.pick(PEOPLE), 'get', target, { failure: notFound(target) });
}

export function refused(cluster: Cluster): void {
  const target: Target = { resource: 'secrets', namespace: cluster.random.pick(['data', 'kube-system', 'ingress']) };
  cluster.send(dave, 'list', target, { failure: forbidden('dave@example.com', 'list', target), search: 'limit=500' });
}

export function stranger(cluster: Cluster): void {
  if (cluster.random.chance(0.4)) {
    cluster.ask(anonymous, 'get', '/', 403);
    return;
  }
  const target: Target = { resource: 'namespaces' };
  const failure = { code: 401, reason: 'Unauthorized', message: 'Unauthorized' };
  cluster.send(anonymous, 'list', target, { failure, search: 'limit=500', latency: 240 });
}

export function onBehalf(cluster: Cluster): void {
  const { work } = anyPod(cluster);
  const as = { username: 'dave@example.com', groups: ['oidc:shop', 'system:authenticated'] };
  cluster.send(carol, 'list', { resource: 'pods', namespace: work.namespace }, { as });
}

export function broken(cluster: Cluster): void {
  const { work, pod } = anyPod(cluster);
  if (pod === undefined) return;
  const target: Target = { resource: 'pods', namespace: work.namespace, name: pod.name, subresource: 'exec' };
  const message = `error dialing backend: dial tcp 10.0.1.1${pod.node.slice(-1)}:10250: connect: connection refused`;
  const failure = { code: 500, reason: 'InternalError', message };
  cluster.send(cluster.random.pick(PEOPLE), 'get', target, {
    failure,
    search: 'command=sh&stdin=true',
    latency: 1_204_311,
  });
}
