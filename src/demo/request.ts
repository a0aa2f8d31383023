/** A request of the made-up cluster, and the lines the audit log backend would write for it. */

import type { Stage } from '../audit/event.ts';
import { ruleOf } from './policy.ts';

export interface User {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Who asks, from where, with what, and why they may. */
export interface Actor {
  readonly user: User;
  readonly ip: string;
  readonly agent: string;
  /** authorization.k8s.io/reason where a request of theirs is allowed. */
  readonly reason: string;
}

/** What is asked for. A key that is absent or '' is not in the event, as in a real one. */
export interface Target {
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly apiGroup?: string;
  readonly apiVersion?: string;
  readonly subresource?: string;
}

export interface Failure {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

export interface Request {
  readonly auditID: string;
  readonly actor: Actor;
  readonly verb: string;
  /** Null for a non-resource request, whose path `uri` then is. */
  readonly target: Target | null;
  /** Escaped path and query, as the client sent it. */
  readonly uri: string;
  readonly as?: User;
  readonly code: number;
  readonly failure?: Failure;
  /** Why this one was allowed, where that is not the actor's usual reason. */
  readonly allowedBy?: string;
  readonly body?: unknown;
  readonly response?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
  /** µs from receipt to the last stage. */
  readonly latency: number;
}

/** The stage of a request at a time, in µs since 1970. */
export interface Recorded {
  readonly time: number;
  readonly line: string;
}

const LONG_SUBRESOURCES = ['attach', 'exec', 'log', 'portforward', 'proxy'];

/** Everything the policy has recorded of a request received at `time` (µs), stage by stage. */
export function record(request: Request, time: number): Recorded[] {
  const { level, omitStages } = ruleOf(request);
  if (level === 'None') return [];
  const last = time + request.latency;
  const stages: [Stage, number][] = [];
  const long = request.verb === 'watch' || LONG_SUBRESOURCES.includes(request.target?.subresource ?? '');
  // A failed authentication has one stage only, whatever was asked for.
  if (request.failure?.code === 401) stages.push(['ResponseStarted', last]);
  else {
    stages.push(['RequestReceived', time]);
    if (long) stages.push(['ResponseStarted', Math.min(last, time + 3000 + (time % 9000))]);
    stages.push(['ResponseComplete', last]);
  }
  return stages
    .filter(([stage]) => !omitStages.includes(stage))
    .map(([stage, at]) => ({ time: at, line: lineOf(request, level, stage, time, at) }));
}

/** One line without its LF, in the key order of k8s.io/apiserver's audit/v1 types. */
function lineOf(request: Request, level: string, stage: Stage, received: number, at: number): string {
  const answered = stage !== 'RequestReceived';
  const bodies = answered && request.target !== null;
  return goJson({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: request.auditID,
    stage,
    requestURI: request.uri,
    verb: request.verb,
    user: request.failure?.code === 401 ? {} : request.actor.user,
    impersonatedUser: answered ? request.as : undefined,
    sourceIPs: [request.actor.ip],
    userAgent: request.actor.agent,
    objectRef: request.target === null ? undefined : refOf(request, request.target, answered),
    responseStatus: answered ? statusOf(request) : undefined,
    requestObject: bodies && level !== 'Metadata' ? request.body : undefined,
    responseObject:
      bodies && level === 'RequestResponse' && stage !== 'ResponseStarted' ? responseOf(request) : undefined,
    requestReceivedTimestamp: microTime(received),
    stageTimestamp: microTime(at),
    annotations: answered ? annotationsOf(request) : undefined,
  });
}

function refOf(request: Request, target: Target, answered: boolean): Target {
  // The name of what is created is in the body, which is read after RequestReceived.
  const named = answered || request.verb !== 'create' || target.subresource !== undefined;
  return {
    resource: target.resource,
    ...(target.namespace && { namespace: target.namespace }),
    ...(target.name && named && { name: target.name }),
    ...(target.apiGroup && { apiGroup: target.apiGroup }),
    apiVersion: target.apiVersion ?? 'v1',
    ...(target.subresource && { subresource: target.subresource }),
  };
}

function statusOf(request: Request): object {
  const { failure } = request;
  if (failure === undefined) return { metadata: {}, code: request.code };
  return {
    metadata: {},
    status: 'Failure',
    message: failure.message,
    reason: failure.reason,
    ...detailsOf(request),
    code: failure.code,
  };
}

function detailsOf({ target, failure }: Request): { details?: object } {
  if (target === null || failure?.code === 401) return {};
  const { name, apiGroup, resource } = target;
  return { details: { ...(name && { name }), ...(apiGroup && { group: apiGroup }), kind: resource } };
}

function responseOf(request: Request): unknown {
  return request.failure === undefined ? request.response : { kind: 'Status', apiVersion: 'v1', ...statusOf(request) };
}

function annotationsOf(request: Request): Record<string, string> | undefined {
  const { failure } = request;
  if (failure?.code === 401) return undefined;
  const slow = request.latency > 500_000 && request.verb !== 'watch' && !request.target?.subresource;
  const all: Record<string, string> = {
    ...(slow && {
      'apiserver.latency.k8s.io/etcd': goDuration(Math.round(request.latency * 0.9)),
      'apiserver.latency.k8s.io/total': goDuration(request.latency),
    }),
    'authorization.k8s.io/decision': failure?.code === 403 ? 'forbid' : 'allow',
    'authorization.k8s.io/reason': failure?.code === 403 ? '' : (request.allowedBy ?? request.actor.reason),
    ...request.annotations,
  };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** time.Duration's text of so many µs, from a millisecond on. */
function goDuration(micros: number): string {
  return micros >= 1_000_000 ? `${micros / 1_000_000}s` : `${micros / 1000}ms`;
}

/** JSON as Go's encoding/json writes it: HTML and line separators escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[&<>\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** metav1.MicroTime: UTC, always six digits. */
export function microTime(micros: number): string {
  const seconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
}
