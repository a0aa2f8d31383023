/**
 * The text format of `--audit-log-format=legacy`, one request stage a line:
 *
 *     2026-11-23T21:33:46.461580639Z AUDIT: id="..." stage="..." ip="..." method="get" user="..." groups="\"a\",\"b\""
 *     as="<self>" asgroups="<lookup>" user-agent="..." namespace="<none>" uri="/version" response="200"
 *
 * on one line, values as Go's `%q` writes them. Source: EventString of k8s.io/apiserver v0.37.2, pkg/audit/format.go.
 */
import type { Bad } from './fields.ts';
import { readGoString, readGoStrings } from './go-string.ts';
import { requestInfo } from './request-info.ts';
import { formatMicros, parseMicros } from './time.ts';

const HEAD = /^(\S{1,40}) AUDIT: /;
/** In this order, all of them, one space between. */
const KEYS = [
  'id', 'stage', 'ip', 'method', 'user', 'groups', 'as', 'asgroups', 'user-agent', 'namespace', 'uri', 'response',
] as const; // biome-ignore format: a table
type Key = (typeof KEYS)[number];

const NONE = '<none>';

/** Whether a line means to be one of the legacy format: some word, then `AUDIT:`. */
export function looksLegacy(line: string): boolean {
  return HEAD.test(line);
}

/**
 * A line of the legacy format as the JSON of an audit.k8s.io/v1 event, on one line, or why it is none, with the byte.
 *
 * Recorded: auditID, stage, requestURI, verb, user and its groups, the impersonated user and its groups, the first
 * source IP, user agent, namespace, response code, requestReceivedTimestamp (in UTC, cut to µs: what v1 can say).
 * Derived from the URI by RequestInfo: whether it is a resource request, and objectRef's resource, subresource, name,
 * apiGroup and apiVersion. So a name or resource that a handler took from the body is not known.
 * Absent, as the format has no word of them: level, stageTimestamp (so the latency), bodies, annotations, other
 * addresses, uid and extra, and the name of an object that is created.
 * Not to be told apart from absent ones: a user named `<none>`, an impersonated `<self>`, an address `<unknown>`.
 */
export function legacyEvent(line: string): string | Bad {
  const head = HEAD.exec(line);
  if (head === null) return { bad: 'not a line of the legacy format' };
  const received = parseMicros(head[1] ?? '');
  if (Number.isNaN(received)) return { bad: 'legacy format: it does not begin with a time' };
  const read = readValues(line, head[0].length);
  if (!(read instanceof Map)) return read;
  const value = (key: Key): string => read.get(key) ?? '';

  const groups = listOf(value('groups'), NONE);
  const asGroups = listOf(value('asgroups'), '<lookup>');
  if (groups === null || asGroups === null) return { bad: 'legacy format: its groups are no list of quoted strings' };
  const response = value('response');
  if (!/^(?:<deferred>|-?\d{1,10})$/.test(response)) return { bad: 'legacy format: its response is no number' };

  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: value('id'),
    stage: value('stage'),
    requestURI: value('uri'),
    verb: value('method'),
    user: value('user') === NONE ? {} : { username: value('user'), ...groups },
    ...(value('as') === '<self>' ? {} : { impersonatedUser: { username: value('as'), ...asGroups } }),
    ...(value('ip') === '<unknown>' ? {} : { sourceIPs: [value('ip')] }),
    ...ifAny('userAgent', value('user-agent')),
    ...objectRef(value('method'), value('uri'), value('namespace')),
    ...(response === '<deferred>' ? {} : { responseStatus: { metadata: {}, code: Number(response) } }),
    requestReceivedTimestamp: formatMicros(received),
  });
}

function readValues(line: string, start: number): Map<Key, string> | Bad {
  const values = new Map<Key, string>();
  let at = start;
  for (const key of KEYS) {
    const name = `${key === 'id' ? '' : ' '}${key}=`;
    const value = line.startsWith(name, at) ? readGoString(line, at + name.length) : null;
    if (value === null)
      return { bad: `legacy format: no ${key}="..." at byte ${Buffer.byteLength(line.slice(0, at)) + 1}` };
    values.set(key, value.value);
    at = value.end;
  }
  if (line.slice(at).trim() !== '') return { bad: 'legacy format: more text after the response' };
  return values;
}

function listOf(text: string, absent: string): { groups?: readonly string[] } | null {
  if (text === absent) return {};
  const groups = readGoStrings(text);
  return groups === null ? null : { groups };
}

const METHODS: ReadonlyMap<string, string> = new Map([
  ['create', 'POST'],
  ['list', 'GET'],
  ['watch', 'GET'],
  ['update', 'PUT'],
  ['deletecollection', 'DELETE'],
]);

/** What the URI says of the object; what is recorded of its namespace wins, and proves that there was an object. */
function objectRef(verb: string, requestURI: string, recorded: string): { objectRef?: Record<string, string> } {
  const info = requestInfo(METHODS.get(verb) ?? verb.toUpperCase(), requestURI);
  const namespace = recorded === NONE && info.namespace !== NONE ? '' : recorded;
  if (!info.isResource && namespace === '') return {};
  return {
    objectRef: {
      ...ifAny('resource', info.resource),
      ...ifAny('namespace', namespace),
      ...ifAny('name', info.name),
      ...ifAny('apiGroup', info.apiGroup),
      ...ifAny('apiVersion', info.apiVersion),
      ...ifAny('subresource', info.subresource),
    },
  };
}

function ifAny(key: string, value: string): Record<string, string> {
  return value === '' ? {} : { [key]: value };
}
