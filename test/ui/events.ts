/** Audit events for tests of the screen: plain values, every part of which a test may set. */

export interface Some {
  readonly at?: number;
  readonly stage?: string;
  readonly level?: string;
  readonly verb?: string;
  readonly user?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly apiGroup?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly code?: number;
  readonly id?: string;
  readonly agent?: string;
  readonly body?: unknown;
  readonly uri?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const START = Date.parse('2026-11-23T21:30:00Z');
let made = 0;

/** An event `at` milliseconds after 21:30:00Z. */
export function event(some: Some = {}): Record<string, unknown> {
  const { at = made * 10, stage = 'ResponseComplete', verb = 'get', code = 200 } = some;
  const time = (ms: number): string => `${new Date(START + ms).toISOString().slice(0, -1)}000Z`;
  const received = stage === 'RequestReceived';
  const resource = some.resource ?? 'pods';
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: some.level ?? 'Metadata',
    auditID: some.id ?? `id-${made++}`,
    stage,
    requestURI: some.uri ?? `/api/v1/namespaces/${some.namespace ?? 'prod'}/${resource}/${some.name ?? 'web'}`,
    verb,
    user: { username: some.user ?? 'alice', groups: ['system:authenticated'] },
    sourceIPs: ['10.0.0.7'],
    userAgent: some.agent ?? 'kubectl/v1.37.2 (linux/amd64)',
    ...(resource === ''
      ? {}
      : {
          objectRef: {
            resource,
            namespace: some.namespace ?? 'prod',
            name: some.name ?? 'web',
            apiVersion: 'v1',
            ...(some.apiGroup === undefined ? {} : { apiGroup: some.apiGroup }),
            ...(some.subresource === undefined ? {} : { subresource: some.subresource }),
          },
        }),
    ...(received ? {} : { responseStatus: { metadata: {}, code } }),
    ...(some.body === undefined ? {} : { requestObject: some.body }),
    requestReceivedTimestamp: time(at),
    stageTimestamp: time(received ? at : at + 2),
    ...(received
      ? {}
      : {
          annotations: {
            'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
            'authorization.k8s.io/reason': '',
            ...some.annotations,
          },
        }),
  };
}

/** `count` events named `pod-0`, `pod-1`, ...: alice reads, every third is bob's delete, every tenth is refused. */
export function traffic(count: number, from = 0): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const deletes = at % 3 === 2;
    return event({
      at: at * 10,
      id: `req-${at}`,
      name: `pod-${at}`,
      user: deletes ? 'bob' : 'alice',
      verb: deletes ? 'delete' : 'get',
      code: at % 10 === 9 ? 403 : 200,
    });
  });
}
