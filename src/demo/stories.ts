/** What happens now and then, one thing following from another: roll-outs, scaling, and incidents worth finding. */

import { alice, bob, controller, deployer, kubelet, oldRunner, scheduler } from './actors.ts';
import { deleted, deleteOptions, podObject, podStatusPatch, workloadObject } from './bodies.ts';
import { type Cluster, deployment, forbidden, newPod, notFound, type Pod, type Workload } from './cluster.ts';
import type { Actor, Target } from './request.ts';

type Story = (cluster: Cluster, now: string) => void;

const NAMESPACES = [
  'shop',
  'shop-staging',
  'data',
  'monitoring',
  'ingress',
  'kube-system',
  'cert-manager',
  'default',
] as const;
const gc = controller('generic-garbage-collector');

/** A new image goes out: Deployment, ReplicaSet, pods, binding, status, and the old pods go. */
export const rollOut: Story = (cluster, now) => {
  const { random } = cluster;
  const work = random.pick(cluster.workloads);
  if (work.pods.length === 0) return;
  work.generation++;
  work.image = work.image.replace(/[^.]*$/, String(random.int(0, 30)));
  const old = work.pods;
  const oldHash = work.hash;
  work.hash = random.suffix(10);
  work.pods = Array.from({ length: work.replicas }, () => newPod(work, random));
  const body = { spec: { template: { spec: { containers: [{ name: work.name, image: work.image }] } } } };
  const search = 'fieldManager=helm';
  cluster.send(deployer, 'get', deployment(work));
  cluster.send(deployer, 'patch', deployment(work), {
    body,
    response: workloadObject(work, 'Deployment', old.length),
    search,
  });
  const set = workloadObject(work, 'ReplicaSet', 0);
  const replicaSet: Target = { ...deployment(work), resource: 'replicasets', name: `${work.name}-${work.hash}` };
  cluster.after(40, () =>
    cluster.send(controller('deployment-controller'), 'create', replicaSet, { body: set, response: set }),
  );
  work.pods.forEach((pod, n) => {
    cluster.after(90 + 1800 * n, () => startPod(cluster, work, pod, now));
    const gone = old[n];
    if (gone === undefined) return;
    const actor = controller('replicaset-controller');
    cluster.after(1700 + 1800 * n, () => deletePod(cluster, actor, { ...work, hash: oldHash }, gone));
  });
};

/** The autoscaler adds a pod or takes one away. */
export const scale: Story = (cluster, now) => {
  const { random } = cluster;
  const work = random.pick(cluster.workloads);
  if (work.pods.length === 0) return;
  const grow = work.replicas < 3 || (work.replicas < 6 && random.chance(0.5));
  work.replicas += grow ? 1 : -1;
  const target: Target = { ...deployment(work), subresource: 'scale' };
  const body = {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name: work.name, namespace: work.namespace },
    spec: { replicas: work.replicas },
  };
  cluster.send(controller('horizontal-pod-autoscaler'), 'update', target, {
    body,
    response: { ...body, status: { replicas: work.pods.length } },
  });
  if (grow) {
    const pod = newPod(work, random);
    work.pods.push(pod);
    cluster.after(60, () => startPod(cluster, work, pod, now));
  } else {
    const pod = work.pods.pop();
    if (pod !== undefined) cluster.after(60, () => deletePod(cluster, controller('replicaset-controller'), work, pod));
  }
};

/** Someone deletes what they should not have, looks for it, and someone else puts it back. */
const wrongDelete: Story = (cluster, now) => {
  const work = cluster.workloads[0];
  if (work.pods.length === 0) return;
  const lost = work.pods;
  const pods: Target = { resource: 'pods', namespace: work.namespace };
  cluster.send(bob, 'list', { ...deployment(work), name: '' }, { search: 'limit=500' });
  cluster.after(4200, () => {
    work.pods = [];
    const response = deleted(work.name, 'deployments', 'apps');
    cluster.send(bob, 'delete', deployment(work), { body: deleteOptions(), response });
  });
  const replicaSet: Target = { ...deployment(work), resource: 'replicasets', name: `${work.name}-${work.hash}` };
  const gone = deleted(`${work.name}-${work.hash}`, 'replicasets', 'apps');
  cluster.after(4500, () => cluster.send(gc, 'delete', replicaSet, { body: deleteOptions(), response: gone }));
  for (const [n, pod] of lost.entries()) cluster.after(4700 + 130 * n, () => deletePod(cluster, gc, work, pod));
  cluster.after(9000, () => cluster.send(bob, 'list', pods, { search: 'limit=500' }));
  for (const [ms, who] of [
    [15_000, bob],
    [22_000, alice],
    [31_000, alice],
  ] as const) {
    cluster.after(ms, () => cluster.send(who, 'get', deployment(work), { failure: notFound(deployment(work)) }));
  }
  cluster.after(48_000, () => {
    work.hash = cluster.random.suffix(10);
    work.pods = Array.from({ length: work.replicas }, () => newPod(work, cluster.random));
    const body = workloadObject(work, 'Deployment', 0);
    cluster.send(alice, 'create', deployment(work), { body, response: body, search: 'fieldManager=kubectl-create' });
    for (const [n, pod] of work.pods.entries()) cluster.after(300 + 200 * n, () => startPod(cluster, work, pod, now));
  });
};

/** A token that should be long revoked tries every namespace for secrets, and finds one that lets it. */
const secretsHunt: Story = (cluster) => {
  const name = oldRunner.user.username ?? '';
  NAMESPACES.forEach((namespace, n) => {
    for (const [k, resource] of ['secrets', 'configmaps', 'pods'].entries()) {
      const target: Target = { resource, namespace };
      const open = namespace === 'shop-staging' && resource === 'secrets';
      cluster.after(420 * n + 110 * k, () =>
        cluster.send(oldRunner, 'list', target, open ? {} : { failure: forbidden(name, 'list', target) }),
      );
    }
  });
  const found: Target = { resource: 'secrets', namespace: 'shop-staging', name: 'checkout-db' };
  const allowedBy =
    'RBAC: allowed by RoleBinding "runner-legacy/shop-staging" of Role "read-secrets" to ServiceAccount "runner-legacy/ci"';
  cluster.after(5200, () => cluster.send(oldRunner, 'get', found, { allowedBy }));
};

/** Somebody gives the old runner everything, uses a shell in a payments pod, and takes the binding away again. */
const escalation: Story = (cluster) => {
  const binding: Target = { resource: 'clusterrolebindings', name: 'tmp-debug', apiGroup: 'rbac.authorization.k8s.io' };
  const body = {
    kind: 'ClusterRoleBinding',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name: 'tmp-debug' },
    subjects: [{ kind: 'ServiceAccount', name: 'runner-legacy', namespace: 'ci' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  };
  const allowedBy =
    'RBAC: allowed by ClusterRoleBinding "tmp-debug" of ClusterRole "cluster-admin" to ServiceAccount "runner-legacy/ci"';
  const work = cluster.workloads[0];
  cluster.send(bob, 'create', binding, { body, response: body, search: 'fieldManager=kubectl-create' });
  cluster.after(6000, () => cluster.send(oldRunner, 'list', { resource: 'secrets' }, { allowedBy, latency: 61_204 }));
  cluster.after(9500, () => {
    const pod = work.pods[0];
    if (pod === undefined) return;
    const target: Target = { resource: 'pods', namespace: work.namespace, name: pod.name, subresource: 'exec' };
    const search = `command=sh&command=-c&command=cat%20%2Fvar%2Frun%2Fsecrets%2Fkubernetes.io%2Fserviceaccount%2Ftoken&container=${work.name}&stdout=true`;
    cluster.send(oldRunner, 'create', target, { search, code: 101, latency: 1_882_040, allowedBy });
  });
  const response = deleted('tmp-debug', 'clusterrolebindings', 'rbac.authorization.k8s.io');
  cluster.after(40_000, () => cluster.send(bob, 'delete', binding, { body: deleteOptions(), response }));
};

export const INCIDENTS: readonly [Story, ...Story[]] = [wrongDelete, secretsHunt, escalation];

function startPod(cluster: Cluster, work: Workload, pod: Pod, now: string): void {
  const target: Target = { resource: 'pods', namespace: work.namespace, name: pod.name };
  const body = podObject(work, pod, false);
  cluster.send(controller('replicaset-controller'), 'create', target, { body, response: body });
  const binding = {
    kind: 'Binding',
    apiVersion: 'v1',
    metadata: { name: pod.name, namespace: work.namespace },
    target: { kind: 'Node', name: pod.node },
  };
  cluster.after(25, () => cluster.send(scheduler, 'create', { ...target, subresource: 'binding' }, { body: binding }));
  for (const [ms, ready] of [
    [120, false],
    [1400, true],
  ] as const) {
    cluster.after(ms, () =>
      cluster.send(
        kubelet(pod.node),
        'patch',
        { ...target, subresource: 'status' },
        { body: podStatusPatch(pod, ready, now) },
      ),
    );
  }
}

function deletePod(cluster: Cluster, actor: Actor, work: Workload, pod: Pod): void {
  const target: Target = { resource: 'pods', namespace: work.namespace, name: pod.name };
  cluster.send(actor, 'delete', target, { body: deleteOptions(), response: podObject(work, pod, true) });
}
