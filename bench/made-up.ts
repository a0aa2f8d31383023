/** A made-up log and made-up policies, the same at every run: what `bench/policy.ts` evaluates. */

import { createRandom, type Random } from '../src/demo/random.ts';
import type { GroupResources, Policy, PolicyRule } from '../src/policy/policy.ts';
import { rule } from '../test/support/policies.ts';

const list = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'monitoring', ...list(146, (at) => `team-${at}`)];
const NODES = list(100, (at) => `node-${at}`);
const PEOPLE = list(60, (at) => `person-${at}@example.com`);
const ACCOUNTS = list(240, (at) => [NAMESPACES[(at * 7) % NAMESPACES.length] ?? '', `controller-${at}`] as const);
/** Group, resource, subresources. */
const RESOURCES: readonly (readonly [group: string, resource: string, subresources: readonly string[]])[] = [
  ['', 'pods', ['log', 'exec', 'status', 'eviction', 'binding']],
  ['', 'events', []],
  ['coordination.k8s.io', 'leases', []],
  ['', 'configmaps', []],
  ['', 'secrets', []],
  ['', 'nodes', ['status', 'proxy']],
  ['', 'services', ['status', 'proxy']],
  ['', 'endpoints', []],
  ['', 'serviceaccounts', ['token']],
  ['', 'namespaces', ['status', 'finalize']],
  ['', 'persistentvolumeclaims', ['status']],
  ['discovery.k8s.io', 'endpointslices', []],
  ['apps', 'deployments', ['scale', 'status']],
  ['apps', 'replicasets', ['scale', 'status']],
  ['apps', 'statefulsets', ['scale', 'status']],
  ['apps', 'daemonsets', ['status']],
  ['batch', 'jobs', ['status']],
  ['batch', 'cronjobs', ['status']],
  ['rbac.authorization.k8s.io', 'roles', []],
  ['rbac.authorization.k8s.io', 'rolebindings', []],
  ['rbac.authorization.k8s.io', 'clusterrolebindings', []],
  ['networking.k8s.io', 'ingresses', ['status']],
  ['networking.k8s.io', 'networkpolicies', []],
  ['authentication.k8s.io', 'tokenreviews', []],
  ['authorization.k8s.io', 'subjectaccessreviews', []],
  ...list(60, (at) => [`things${at % 12}.example.com`, `things${at}`, ['status']] as const),
];
const PATHS = [
  '/healthz', '/readyz', '/livez', '/version', '/metrics', '/openapi/v2', '/openapi/v3', '/api', '/apis',
  ...list(40, (at) => `/apis/things${at}.example.com/v1`), ...list(60, (at) => `/openapi/v3/apis/things${at}`),
  ...list(40, (at) => `/healthz/check-${at}`), ...list(300, (at) => `/scan/${at}.php`),
]; // biome-ignore format: a table
const READS = ['get', 'list', 'watch'] as const;
const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;
const LEVELS = ['Metadata', 'Metadata', 'Request', 'RequestResponse'] as const;

/** One of a list, the first ones far more often: as in life, few do most. */
function skewed<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(from.length * random.next() ** 3)] as T; // the lists are not empty
}

/** Whole lines of events, about 1 MB a block. */
export function* blocks(events: number): Generator<Buffer> {
  const random = createRandom(1);
  /** Names are drawn from so many that most of 100,000 occur. */
  const names = list(
    100_000,
    (at) => `${['web', 'db', 'job', 'cache'][at % 4]}-${random.suffix(9)}-${random.suffix(5)}`,
  );
  let lines: string[] = [];
  let size = 0;
  for (let made = 0; made < events; made++) {
    const line = JSON.stringify(event(random, names, made));
    lines.push(line);
    size += line.length + 1;
    if (size < 1 << 20 && made + 1 < events) continue;
    yield Buffer.from(`${lines.join('\n')}\n`);
    lines = [];
    size = 0;
  }
}

function event(random: Random, names: readonly string[], at: number): Record<string, unknown> {
  const received = at % 2 === 0;
  const time = `2026-11-23T21:${String(Math.floor(at / 60_000) % 60).padStart(2, '0')}:00.${String(at % 1_000_000).padStart(6, '0')}Z`;
  const common = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: skewed(random, LEVELS),
    auditID: `${at >> 1}`,
    stage: received ? 'RequestReceived' : random.chance(0.05) ? 'ResponseStarted' : 'ResponseComplete',
  };
  const rest = {
    user: random.chance(0.01) ? {} : user(random),
    sourceIPs: [`10.0.0.${random.int(1, 250)}`],
    ...(received ? {} : { responseStatus: { metadata: {}, code: random.chance(0.05) ? 403 : 200 } }),
    requestReceivedTimestamp: time,
    stageTimestamp: time,
  };
  if (random.chance(0.06))
    return { ...common, requestURI: `${skewed(random, PATHS)}?timeout=3s`, verb: 'get', ...rest };
  const [apiGroup, resource, subresources] = skewed(random, RESOURCES);
  const verb = random.pick(random.chance(0.6) ? READS : WRITES);
  const nameless =
    verb === 'list' || verb === 'watch' || verb === 'deletecollection' || (verb === 'create' && received);
  const subresource = subresources.length > 0 && random.chance(0.2) ? random.pick(['status', ...subresources]) : '';
  const isNamespace = resource === 'namespaces';
  const name = nameless ? '' : skewed(random, isNamespace ? NAMESPACES : names);
  // A namespace is its own, but when it is created.
  const own = verb === 'create' ? '' : name;
  const namespace = isNamespace ? own : random.chance(0.15) ? '' : skewed(random, NAMESPACES);
  const base = apiGroup === '' ? '/api/v1' : `/apis/${apiGroup}/v1`;
  // As a create has it, the name stands in the body alone.
  const within = namespace === '' ? '' : `/namespaces/${namespace}`;
  const of = name === '' || verb === 'create' ? '' : `/${name}`;
  const uri = isNamespace ? `${base}/namespaces${of}` : `${base}${within}/${resource}${of}`;
  const objectRef = {
    resource,
    ...(namespace === '' ? {} : { namespace }),
    ...(name === '' ? {} : { name }),
    ...(apiGroup === '' ? {} : { apiGroup }),
    apiVersion: 'v1',
    ...(subresource === '' ? {} : { subresource }),
  };
  return { ...common, requestURI: uri, verb, objectRef, ...rest };
}

function user(random: Random): Record<string, unknown> {
  const kind = random.next();
  if (kind < 0.3) {
    const node = skewed(random, NODES);
    return { username: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] };
  }
  if (kind < 0.85) {
    const [namespace, name] = skewed(random, ACCOUNTS);
    return {
      username: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    };
  }
  const at = Math.floor(PEOPLE.length * random.next() ** 2);
  const groups = [`dept-${at % 9}`, ...(at % 7 === 0 ? ['admins'] : []), 'system:authenticated'];
  return { username: PEOPLE[at], groups };
}

/** 100 rules with every kind of condition, the narrow ones first as in life; the last takes what is left. */
export function madeUpPolicy(seed: number): Policy {
  const random = createRandom(seed);
  const some = <T>(from: readonly T[], most: number): T[] =>
    list(random.int(1, most), () => skewed(random, from)) as T[];
  const account = (): string => {
    const [namespace, name] = skewed(random, ACCOUNTS);
    return `system:serviceaccount:${namespace}:${name}`;
  };
  const resources = (names: readonly string[] = []): GroupResources => {
    const [group, resource, subresources] = skewed(random, RESOURCES);
    const forms = [
      resource,
      `${resource}/*`,
      `*/${subresources[0] ?? 'status'}`,
      `${resource}/${subresources[0] ?? 'status'}`,
    ];
    if (names.length === 0 && random.chance(0.1)) return { group, resources: [], resourceNames: [] };
    return { group: random.chance(0.1) ? '*' : group, resources: some(forms, 3), resourceNames: names };
  };
  const verbs = (): string[] => [...new Set(some([...READS, ...WRITES], 4))];
  const level = (): PolicyRule['level'] => random.pick(['None', 'Metadata', 'Request', 'RequestResponse']);
  const many = (count: number, make: (at: number) => Partial<PolicyRule>): PolicyRule[] =>
    list(count, (at) => rule({ level: level(), ...make(at) })) as PolicyRule[];
  return {
    omitStages: ['RequestReceived'],
    omitManagedFields: true,
    rules: [
      ...many(10, (at) => ({
        nonResourceURLs: at % 2 === 0 ? ['/healthz*', `/openapi/v3/apis/things${at}`] : some(PATHS, 4),
      })),
      ...many(20, () => ({ users: [account(), account()], verbs: verbs(), resources: [resources(), resources()] })),
      ...many(10, () => ({ users: some(PEOPLE, 5), namespaces: some(NAMESPACES, 6) })),
      ...many(15, (at) => ({
        verbs: ['get', 'update', 'delete'],
        resources: [resources([`lock-${at}`, 'web-config', 'kube-root-ca.crt'])],
      })),
      ...many(15, (at) => ({ userGroups: [`dept-${at % 9}`, 'admins'], verbs: verbs(), resources: [resources()] })),
      ...many(9, () => ({
        userGroups: ['system:nodes'],
        verbs: verbs(),
        resources: [resources(), resources()],
        omitStages: ['ResponseStarted'],
      })),
      ...many(10, () => ({ namespaces: [...some(NAMESPACES, 4), ''], resources: [resources()], verbs: verbs() })),
      ...many(10, () => ({ resources: [resources(), resources(), resources()] })),
      rule({ level: 'Metadata' }),
    ],
  };
}
