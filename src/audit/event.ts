/**
 * What an audit event is: the names Kubernetes gives its stages and levels, and the flat fields every view,
 * filter and policy works on. Source: k8s.io/apiserver v0.37.2, pkg/apis/audit/v1/types.go.
 */

/** The four stages, in the order in which a request passes them (Panic replaces ResponseComplete). */
export const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type Stage = (typeof STAGES)[number];

/** The four levels, from least to most recorded. */
export const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type Level = (typeof LEVELS)[number];

/** How much a level records, 0 to 3. One that is none of the four counts as None (Level.ordLevel of k8s.io/apiserver). */
export function levelOrder(level: string): number {
  const levels: readonly string[] = LEVELS;
  return Math.max(0, levels.indexOf(level));
}

/** A time in microseconds since 1970-01-01T00:00:00Z; NaN where the event has none. */
export type Micros = number;

/**
 * One audit event without its bodies. A string the event does not have is `''`, a list it does not have is `[]`.
 * All strings are as recorded: they come from clients and must pass `safe()` before they reach a terminal.
 */
export interface EventFields {
  readonly level: string;
  readonly auditID: string;
  readonly stage: string;
  readonly requestURI: string;
  readonly verb: string;
  /** user.username: who authenticated. */
  readonly user: string;
  readonly groups: readonly string[];
  /** False where `user` is absent or `{}` (no username, uid, groups or extra): authentication failed. */
  readonly hasUser: boolean;
  /** impersonatedUser.username, `''` where nobody was impersonated. */
  readonly as: string;
  readonly sourceIPs: readonly string[];
  readonly userAgent: string;
  /** True where `objectRef` is present, even `{}`: a resource request. */
  readonly isResource: boolean;
  readonly resource: string;
  readonly subresource: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  /** responseStatus.code, 0 where there is none yet. */
  readonly code: number;
  /** responseStatus.reason (Forbidden, NotFound), else responseStatus.status. */
  readonly status: string;
  /** requestReceivedTimestamp; NaN where it stands in for the time. */
  readonly received: Micros;
  /**
   * stageTimestamp. An event of the legacy format has none (nor a level, by which it is known): there it is
   * requestReceivedTimestamp, and the latency is unknown.
   */
  readonly time: Micros;
  /** annotations["authorization.k8s.io/decision"]: allow or forbid. */
  readonly decision: string;
  /** annotations["authorization.k8s.io/reason"]. */
  readonly reason: string;
  /** annotations["audit.k8s.io/truncated"] is "true": it was too large, and its bodies were cut off. */
  readonly truncated: boolean;
}

/** `pods`, `pods/log`: the resource with its subresource, as the apiserver's policies write it. */
export function resourceName(resource: string, subresource: string): string {
  return subresource === '' ? resource : `${resource}/${subresource}`;
}

/** stageTimestamp less requestReceivedTimestamp in µs; NaN where either is missing. */
export function latencyOf(event: Pick<EventFields, 'time' | 'received'>): Micros {
  return event.time - event.received;
}
