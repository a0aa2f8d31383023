/** Objects of the made-up cluster as they stand in request and response bodies. */

import type { Pod, Workload } from './cluster.ts';

export function podObject(work: Workload, pod: Pod, bound: boolean): object {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: pod.name,
      generateName: `${work.name}-${work.hash}-`,
      namespace: work.namespace,
      labels: { app: work.name, 'pod-template-hash': work.hash },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${work.name}-${work.hash}`, controller: true },
      ],
    },
    spec: { ...podSpec(work), ...(bound && { nodeName: pod.node }) },
    status: { phase: bound ? 'Running' : 'Pending', ...(bound && { podIP: pod.ip }), qosClass: 'Burstable' },
  };
}

function podSpec(work: Workload): object {
  return {
    containers: [
      {
        name: work.name,
        image: work.image,
        ports: [{ containerPort: 8080, protocol: 'TCP' }],
        env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: `${work.name}-db`, key: 'password' } } }],
        resources: { limits: { memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: work.name,
    schedulerName: 'default-scheduler',
  };
}

/** A Deployment, or the ReplicaSet of its current template. */
export function workloadObject(work: Workload, kind: 'Deployment' | 'ReplicaSet', ready: number): object {
  return {
    kind,
    apiVersion: 'apps/v1',
    metadata: {
      name: kind === 'Deployment' ? work.name : `${work.name}-${work.hash}`,
      namespace: work.namespace,
      generation: work.generation,
      labels: { app: work.name },
      annotations: { 'deployment.kubernetes.io/revision': String(work.generation) },
    },
    spec: {
      replicas: work.replicas,
      selector: { matchLabels: { app: work.name } },
      template: { metadata: { labels: { app: work.name } }, spec: podSpec(work) },
    },
    status: { observedGeneration: work.generation, replicas: work.replicas, readyReplicas: ready },
  };
}

export function deleteOptions(): object {
  return { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/__internal', propagationPolicy: 'Background' };
}

export function deleted(name: string, kind: string, group?: string): object {
  const details = { name, ...(group && { group }), kind };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** A kubelet's report, a strategic merge patch. */
export function podStatusPatch(pod: Pod, ready: boolean, at: string): object {
  const state = ready ? { running: { startedAt: at } } : { waiting: { reason: 'ContainerCreating' } };
  return {
    metadata: { uid: null },
    status: {
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at }],
      containerStatuses: [{ name: pod.name.split('-')[0], ready, restartCount: 0, state }],
      ...(ready && { podIP: pod.ip, podIPs: [{ ip: pod.ip }] }),
    },
  };
}

export function nodeStatusPatch(at: string): object {
  const condition = (type: string, status: string): object => ({ type, status, lastHeartbeatTime: at });
  return {
    status: {
      conditions: [
        condition('MemoryPressure', 'False'),
        condition('DiskPressure', 'False'),
        condition('PIDPressure', 'False'),
        condition('Ready', 'True'),
      ],
    },
  };
}
