/** The made-up cluster: its workloads, and how requests to it are made. */

import { NODES } from './actors.ts';
import type { Random } from './random.ts';
import type { Actor, Failure, Request, Target } from './request.ts';

export interface Pod {
  readonly name: string;
  readonly node: string;
  readonly ip: string;
}

export interface Workload {
  readonly namespace: string;
  readonly name: string;
  image: string;
  replicas: number;
  /** pod-template-hash of the current ReplicaSet. */
  hash: string;
  generation: number;
  pods: Pod[];
}

/** What may differ from the usual in a request. */
export type Details = Partial<
  Pick<Request, 'as' | 'code' | 'body' | 'response' | 'latency' | 'annotations' | 'allowedBy'>
> & {
  readonly failure?: Failure;
  /** Query of the URI, escaped, without `?`. */
  readonly search?: string;
};

export interface Cluster {
  readonly random: Random;
  readonly workloads: readonly [Workload, ...Workload[]];
  /** A request at this moment. */
  send(actor: Actor, verb: string, target: Target, details?: Details): void;
  /** A non-resource request. */
  ask(actor: Actor, verb: string, uri: string, code?: number): void;
  /** Does `then` in so many milliseconds. */
  after(ms: number, then: () => void): void;
}

export function createWorkloads(random: Random): [Workload, ...Workload[]] {
  const make = (namespace: string, name: string, replicas: number, tag: string): Workload => {
    const work: Workload = {
      namespace,
      name,
      image: `registry.example.com/${name}:${tag}`,
      replicas,
      hash: random.suffix(10),
      generation: random.int(1, 40),
      pods: [],
    };
    for (let n = 0; n < replicas; n++) work.pods.push(newPod(work, random));
    return work;
  };
  return [
    make('shop', 'payments', 3, '4.2.0'),
    make('shop', 'checkout', 3, '1.18.3'),
    make('shop', 'catalog', 4, '2.9.1'),
    make('shop-staging', 'checkout', 1, '1.19.0-rc.2'),
    make('data', 'ingest', 2, '0.44.0'),
    make('data', 'reports', 1, '3.0.5'),
    make('monitoring', 'grafana', 1, '12.1.0'),
    make('ingress', 'gateway', 2, '1.14.0'),
  ];
}

export function newPod(work: Workload, random: Random): Pod {
  return {
    name: `${work.name}-${work.hash}-${random.suffix(5)}`,
    node: random.pick(NODES),
    ip: `10.244.${random.int(1, 5)}.${random.int(2, 254)}`,
  };
}

export function deployment(work: Workload): Target {
  return { resource: 'deployments', namespace: work.namespace, name: work.name, apiGroup: 'apps' };
}

/** A pod of any workload, where that has one. */
export function anyPod({ random, workloads }: Cluster): { work: Workload; pod: Pod | undefined } {
  const work = random.pick(workloads);
  return { work, pod: work.pods[random.int(0, Math.max(0, work.pods.length - 1))] };
}

/** The escaped path of a request. */
export function pathOf(verb: string, target: Target, search = ''): string {
  const { apiGroup, apiVersion = 'v1', namespace, resource, name, subresource } = target;
  const whole = verb === 'list' || verb === 'watch' || verb === 'deletecollection';
  const named = name !== undefined && !whole && (verb !== 'create' || subresource !== undefined);
  const parts = [
    apiGroup ? `/apis/${apiGroup}/${apiVersion}` : `/api/${apiVersion}`,
    // A namespace itself is asked for by its name.
    namespace !== undefined && resource !== 'namespaces' ? `/namespaces/${namespace}` : '',
    `/${resource}`,
    named ? `/${encodeURIComponent(name)}` : '',
    subresource ? `/${subresource}` : '',
    search === '' ? '' : `?${search}`,
  ];
  return parts.join('');
}

/** `deployments.apps "payments"`, as API errors name things. */
function spoken({ resource, apiGroup, name = '' }: Target): string {
  return `${resource}${apiGroup ? `.${apiGroup}` : ''} "${name}"`;
}

export function notFound(target: Target): Failure {
  return { code: 404, reason: 'NotFound', message: `${spoken(target)} not found` };
}

export function conflict(target: Target): Failure {
  const message = `Operation cannot be fulfilled on ${spoken(target)}: the object has been modified; please apply your changes to the latest version and try again`;
  return { code: 409, reason: 'Conflict', message };
}

export function forbidden(user: string, verb: string, target: Target): Failure {
  const { resource, apiGroup = '', namespace, subresource } = target;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const named = target.name ? spoken(target) : `${resource}${apiGroup ? `.${apiGroup}` : ''}`;
  const message = `${named} is forbidden: User "${user}" cannot ${verb} resource "${what}" in API group "${apiGroup}" ${where}`;
  return { code: 403, reason: 'Forbidden', message };
}
