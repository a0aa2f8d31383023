/**
 * A log for queries, the same in every run: a thousand events over two days, with all that a filter may be asked about and
 * what is odd in real logs.
 */
import { seeded } from '../support/events.ts';
import { type Body, bodyOf } from './corpus-bodies.ts';

/** An event as JSON.parse gives it. What is null there is not there. */
export interface Recorded {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly level?: string;
  readonly auditID: string;
  readonly stage?: string;
  readonly requestURI?: string;
  readonly verb?: string;
  readonly user?: { readonly username?: string; readonly groups?: readonly string[]; readonly uid?: string } | null;
  readonly impersonatedUser?: { readonly username?: string };
  readonly sourceIPs?: readonly string[] | null;
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly apiGroup?: string;
    readonly apiVersion?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number; readonly status?: string; readonly reason?: string };
  readonly requestObject?: Body | null;
  readonly responseObject?: Body;
  readonly requestReceivedTimestamp?: string;
  readonly stageTimestamp?: string;
  readonly annotations?: Readonly<Record<string, string>> | null;
}

const USERS = [
  'alice', 'Alice', 'alice', 'bob', 'jürgen', 'Ärztin', 'system:kube-scheduler', 'system:serviceaccount:ci:bot', 'system:admin',
  'system:serviceaccount:kube-system:job-controller', 'mary jane', 'quo"te', 'back\\slash', 'star*user', '日本', '-dash', '>5',
  '(paren)', 'tab\there', 'oidc:carol@example.com', 'a/b/', 'OR', 'evil\u001b[31m', '',
]; // biome-ignore format: a table
const GROUPS: readonly (readonly string[])[] = [
  ['system:authenticated'],
  ['system:masters', 'system:authenticated'],
  ['Devs', 'system:authenticated', 'ops team'],
  ['system:serviceaccounts', 'system:serviceaccounts:ci', 'system:authenticated'],
  [],
];
const VERBS = ['get', 'get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'post'];
/** Resource, group, subresource. */
const RESOURCES = [
  ['pods', '', ''], ['pods', '', ''], ['pods', '', 'log'], ['pods', '', 'exec'], ['deployments', 'apps', ''], ['deployments', 'apps', 'scale'],
  ['deployments', 'extensions', ''], ['secrets', '', ''], ['nodes', '', ''], ['widgets', 'example.com', 'status'], ['events', 'events.k8s.io', ''],
  ['replicasets', 'apps', 'scale'], ['Pods', '', ''],
] as const; // biome-ignore format: a table
const NAMESPACES = ['prod', 'dev', 'kube-system', 'team-a', ''];
const NAMES = [
  'web-1', 'web-2', 'web-10', 'Web-1', 'payment-worker-0', 'payment-worker-1', 'kube-root-ca.crt', 'web', 'a?b', 'größe', '',
]; // biome-ignore format: a table
const STATUSES = [
  [200, '', ''], [200, 'Success', ''], [201, '', ''], [204, '', ''], [300, '', ''], [400, 'Failure', 'BadRequest'], [403, 'Failure', 'Forbidden'],
  [404, 'Failure', 'NotFound'], [409, 'Failure', 'Conflict'], [500, 'Failure', ''], [503, 'Failure', 'ServiceUnavailable'], [0, '', ''], [0, 'Failure', 'Timeout'],
] as const; // biome-ignore format: a table
const ADDRESSES: readonly (readonly string[] | null)[] = [
  ['10.0.0.5'], ['10.1.2.3', '192.168.0.9'], ['172.16.5.4'], ['fd00::1'], ['2001:db8::5', '10.0.0.5'], ['::1'], ['::ffff:10.9.9.9'],
  ['fe80::1%eth0'], ['not-an-ip'], ['2001:DB8:0:0::6'], [], null,
]; // biome-ignore format: a table
const AGENTS = [
  'kubectl/v1.37.2 (linux/amd64) kubernetes/4f2a', 'kube-scheduler/v1.37.2', 'Mozilla/5.0 (X11; Linux)', 'curl/8.5.0', 'Go-http-client/2.0',
  'kubectl/v1.36.0', '',
]; // biome-ignore format: a table
const URIS = [
  '/healthz', '/livez/etcd?verbose', '/metrics', '/nope/%7euser?a=b&c=%7e', '/a%20b/c', '/bad%zz', '/%e6%97%a5/x', '/openapi/v2?timeout=32s',
]; // biome-ignore format: a table
const REASONS = [
  '',
  'RBAC: allowed by ClusterRoleBinding "cluster-admins" of ClusterRole "cluster-admin" to Group "system:masters"',
  'RBAC: allowed by RoleBinding "ci/prod" of ClusterRole "edit" to ServiceAccount "ci-bot/prod"',
  'RBAC: allowed by RoleBinding "ci/dev" of Role "Edit-Pods" to ServiceAccount "ci-bot/dev"',
  'RBAC: allowed by ClusterRoleBinding "with \\"quotes\\"" of ClusterRole "view" to User "alice"',
  'no RBAC policy matched',
];
/** µs from arrival to the stage. */
const LATENCIES = [0, 50, 499, 500, 1000, 20_000, 500_000, 1_000_000, 1_500_000, 61_000_000, 90_000_000, 3_601_000_000];
const LEVELS = ['Metadata', 'Request', 'RequestResponse'];
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'ResponseComplete', 'Panic'];

const START = Date.UTC(2026, 10, 23) * 1000;
const STEP = 172_800_000;

function eventAt(at: number, random: () => number): Recorded {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // lists are not empty
  // Some events stand on full minutes and hours, and a midnight, to try the ends of ranges.
  const time =
    START + (at % 50 === 0 ? at * STEP - ((at * STEP) % 60_000_000) : at * STEP + Math.floor(random() * STEP));
  const isResource = random() < 0.85;
  const [resource, apiGroup, subresource] = pick(RESOURCES);
  const namespace = resource === 'nodes' ? '' : pick(NAMESPACES);
  const name = pick(NAMES);
  const user = pick(USERS);
  const [code, status, reason] = pick(STATUSES);
  const userAgent = pick(AGENTS);
  const latency = pick(LATENCIES);
  const as = random();
  const root = apiGroup === '' ? '/api/v1' : `/apis/${apiGroup}/v1`;
  const uri = `${root}${namespace === '' ? '' : `/namespaces/${namespace}`}/${resource}/${encodeURIComponent(name)}${subresource === '' ? '' : `/${subresource}`}${pick(['', '?timeout=30s&x=a%20b', '?labelSelector=app%3Dweb'])}`;
  return {
    kind: 'Event',
    apiVersion: at % 41 === 0 ? 'audit.k8s.io/v1beta1' : 'audit.k8s.io/v1',
    level: pick(LEVELS),
    auditID: `id-${at.toString(16).padStart(4, '0')}-${at % 7 === 0 ? 'AB' : 'ab'}`,
    stage: pick(STAGES),
    requestURI: isResource ? uri : pick(URIS),
    verb: pick(VERBS),
    ...(user === '' ? pick([{}, { user: {} }, { user: null }]) : { user: { username: user, groups: pick(GROUPS) } }),
    ...(as < 0.05
      ? { impersonatedUser: { username: 'carol' } }
      : as < 0.07
        ? { impersonatedUser: { username: 'bob' } }
        : {}),
    ...addressesOf(pick(ADDRESSES), at),
    ...(userAgent === '' ? {} : { userAgent }),
    ...(isResource ? { objectRef: objectOf({ resource, namespace, name, apiGroup, subresource }) } : {}),
    ...(code === 0 && status === '' ? {} : { responseStatus: objectOf({ code, status, reason }) }),
    ...bodyOf(at, random),
    ...timesOf(at, time, latency),
    ...annotationsOf(at, random, code === 403 ? 'forbid' : pick(['allow', 'allow', '']), pick(REASONS)),
  };
}

/** Without what is empty. */
function objectOf<T extends Readonly<Record<string, string | number>>>(from: T): Partial<T> {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== '' && value !== 0)) as Partial<T>; // fewer keys
}

function addressesOf(sourceIPs: readonly string[] | null, at: number): Pick<Recorded, 'sourceIPs'> {
  return sourceIPs === null && at % 2 === 0 ? {} : { sourceIPs };
}

/** Some have one time only, or none: so had those of the first format, which had no level either. */
function timesOf(at: number, time: number, latency: number): Partial<Recorded> {
  const received = { requestReceivedTimestamp: rfc3339(time - latency) };
  const staged = { stageTimestamp: rfc3339(time) };
  if (at % 61 === 3) return { ...received, level: '' };
  if (at % 61 === 4) return staged;
  if (at % 61 === 5) return received;
  return at % 61 === 6
    ? { ...received, stageTimestamp: rfc3339(time).replace(/\.(\d{6})Z/, '.$1789+00:00') }
    : { ...received, ...staged };
}

function rfc3339(micros: number): string {
  return `${new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1)}${String(micros % 1000).padStart(3, '0')}Z`;
}

function annotationsOf(at: number, random: () => number, decision: string, reason: string): Partial<Recorded> {
  if (at % 29 === 1) return { annotations: null };
  const has = (share: number): boolean => random() < share;
  const webhook = JSON.stringify({ configuration: 'inject', webhook: 'inject.example.com', mutated: true });
  const all: Record<string, string> = {
    ...(decision === '' ? {} : { 'authorization.k8s.io/decision': decision }),
    ...(reason === '' ? {} : { 'authorization.k8s.io/reason': reason }),
    ...(has(0.06) ? { 'k8s.io/deprecated': 'true', 'k8s.io/removed-release': '1.38' } : {}),
    ...(has(0.01) ? { 'k8s.io/deprecated': 'false' } : {}),
    ...(has(0.06) ? { 'mutation.webhook.admission.k8s.io/round_0_index_1': webhook } : {}),
    ...(has(0.04)
      ? { 'patch.webhook.admission.k8s.io/round_0_index_0': '{"webhook":"Other.example.com","patch":[]}' }
      : {}),
    ...(has(0.02) ? { 'mutation.webhook.admission.k8s.io/round_0_index_2': '{"webhook":"cut.exam' } : {}),
    ...(has(0.04) ? { 'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': 'check.example.com' } : {}),
    ...(has(0.08)
      ? { 'pod-security.kubernetes.io/enforce-policy': has(0.5) ? 'baseline:latest' : 'restricted:v1.30' }
      : {}),
    ...(has(0.04)
      ? { 'pod-security.kubernetes.io/audit-violations': 'would violate PodSecurity "restricted:latest"' }
      : {}),
    ...(has(0.03) ? { 'pod-security.kubernetes.io/exempt': 'namespace' } : {}),
    ...(has(0.02) ? { 'pod-security.kubernetes.io/error': 'failed' } : {}),
    ...(has(0.05) ? { 'audit.k8s.io/truncated': 'true' } : {}),
    ...(has(0.03) ? { 'example.com/note': 'text with <b>, "quotes" & \\slashes\\' } : {}),
  };
  return Object.keys(all).length === 0 ? {} : { annotations: all };
}

/** As Go's encoder has it, as jq has it, and as hardly any encoder has it but JSON may be. */
function lineOf(event: Recorded, at: number): string {
  const plain = JSON.stringify(event).replace('"/healthz"', at % 2 === 0 ? '"/healthz"' : '"/%68ealthz"');
  if (at % 37 === 2) return plain.replaceAll('/', '\\/');
  if (at % 43 === 2) return plain.replaceAll('"bob"', '"\\u0062ob"').replaceAll('"spec"', '"\\u0073pec"');
  if (at % 47 === 2) return ` ${plain.replace(/^\{/, '{ "verb" : "old" , ').replace(/\}$/, ' } ')}`;
  return at % 3 === 0 ? plain : plain.replace(/[<>&]/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
}

function made(): { readonly lines: readonly string[]; readonly events: readonly Recorded[] } {
  const random = seeded(20261123);
  const lines = Array.from({ length: 1000 }, (_, at) => lineOf(eventAt(at, random), at));
  return { lines, events: lines.map((line) => JSON.parse(line) as Recorded) }; // what was written just now
}

export const { lines: LINES, events: EVENTS } = made();
