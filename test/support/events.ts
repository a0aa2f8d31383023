/** Made-up audit events for tests: a seeded mix of requests with their stages, in the log backend's form. */

/** A small generator of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const USERS = ['alice', 'bob', 'system:kube-scheduler', 'system:serviceaccount:kube-system:job-controller', 'jürgen'];
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const RESOURCES: readonly (readonly [string, string, string])[] = [
  ['pods', '', ''], ['pods', 'log', ''], ['deployments', '', 'apps'], ['deployments', 'scale', 'apps'], ['secrets', '', ''], ['leases', '', 'coordination.k8s.io'],
]; // biome-ignore format: a table
const NAMESPACES = ['prod', 'kube-system', 'team-a', ''];
const CODES = [200, 200, 200, 201, 403, 404, 409, 500];

/** `count` lines (no LF), each an event; requests have one to three stages, other requests' between them. */
export function eventLines(count: number, seed = 1): string[] {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // lists are not empty
  const open: { stage: number; event: Record<string, unknown>; received: number }[] = [];
  const lines: string[] = [];
  let now = Date.UTC(2026, 10, 23, 21, 0, 0) * 1000;
  while (lines.length < count) {
    now += Math.floor(random() * 5000);
    if (open.length > 0 && random() < 0.6) {
      const at = Math.floor(random() * open.length);
      const request = open[at];
      if (request === undefined) continue;
      request.stage += 1;
      const last = request.stage === 2 || random() < 0.7;
      lines.push(
        line(
          request.event,
          last ? (random() < 0.01 ? 'Panic' : 'ResponseComplete') : 'ResponseStarted',
          request.received,
          now,
          pick(CODES),
        ),
      );
      if (last) open.splice(at, 1);
      continue;
    }
    const [resource, subresource, apiGroup] = pick(RESOURCES);
    const namespace = pick(NAMESPACES);
    const user = pick(USERS);
    const nonResource = random() < 0.1;
    const event = {
      level: pick(['Metadata', 'Request', 'RequestResponse']),
      auditID: `id-${Math.floor(random() * 1e9).toString(36)}-${lines.length}`,
      requestURI: nonResource
        ? pick(['/healthz', '/version?timeout=3s', '/openapi/v2'])
        : `/api/v1/namespaces/${namespace}/${resource}`,
      verb: pick(VERBS),
      user:
        random() < 0.02
          ? {}
          : { username: user, groups: ['system:authenticated', ...(user === 'alice' ? ['admins'] : [])] },
      ...(random() < 0.05 ? { impersonatedUser: { username: 'carol' } } : {}),
      sourceIPs: random() < 0.2 ? ['10.0.0.7', '127.0.0.1'] : ['127.0.0.1'],
      userAgent: pick(['kubectl/v1.37.2', 'kube-scheduler/v1.37.2', 'Mozilla/5.0']),
      ...(nonResource
        ? {}
        : {
            objectRef: {
              resource,
              ...(namespace === '' ? {} : { namespace }),
              name: `obj-${Math.floor(random() * 50)}`,
              ...(apiGroup === '' ? {} : { apiGroup }),
              ...(subresource === '' ? {} : { subresource }),
              apiVersion: 'v1',
            },
          }),
    };
    if (random() < 0.9) lines.push(line(event, 'RequestReceived', now, now, 0));
    open.push({ stage: 0, event, received: now });
  }
  return lines;
}

function line(event: Record<string, unknown>, stage: string, received: number, time: number, code: number): string {
  const { level, auditID, ...rest } = event;
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID,
    stage,
    ...rest,
    ...(code === 0
      ? {}
      : {
          responseStatus: {
            metadata: {},
            code,
            ...(code >= 400 ? { status: 'Failure', reason: `Reason${code}` } : {}),
          },
        }),
    requestReceivedTimestamp: micro(received),
    stageTimestamp: micro(time),
    ...(code === 0
      ? {}
      : {
          annotations: {
            'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
            'authorization.k8s.io/reason': 'RBAC: allowed by test',
          },
        }),
  });
}

function micro(time: number): string {
  return `${new Date(Math.floor(time / 1000)).toISOString().slice(0, -1)}${String(time % 1000).padStart(3, '0')}Z`;
}
