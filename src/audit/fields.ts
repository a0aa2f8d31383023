/**
 * The reference reading of an event: a parsed JSON value to flat fields. It is plain and slow; the scan of raw
 * bytes (`scan.ts`) must agree with it cell by cell. What is accepted follows Go's decoding of audit.k8s.io/v1
 * (k8s.io/apiserver v0.37.2), kinder only in the precision of times, in v1beta1, and in events without kind.
 */
import type { EventFields, Micros } from './event.ts';
import { parseMicros } from './time.ts';

/** Why a line is no audit event, in plain words. */
export interface Bad {
  readonly bad: string;
}

const DECISION = 'authorization.k8s.io/decision';
const REASON = 'authorization.k8s.io/reason';
const TRUNCATED = 'audit.k8s.io/truncated';

class WrongType extends Error {}

/** The fields of one event; Bad for anything else, and for fields of a wrong type, as Go refuses them. */
export function fieldsOf(value: unknown): EventFields | Bad {
  try {
    const event = objectOrNull(value, 'the line');
    if (event === null) return { bad: 'not a JSON object' };
    const refusal = refuseKind(string(event, 'kind'), string(event, 'apiVersion'));
    const fields = readFields(event);
    if (refusal !== null) return { bad: refusal };
    if (string(event, 'kind') === '' && (fields.level === '' || fields.auditID === '' || fields.stage === '')) {
      return { bad: 'not an audit event: no kind, and no level, auditID and stage either' };
    }
    return fields;
  } catch (error) {
    if (error instanceof WrongType) return { bad: error.message };
    throw error;
  }
}

/** Null where kind and apiVersion name an audit event, or are both absent (items of a list); else what they name. */
export function refuseKind(kind: string, apiVersion: string): string | null {
  if (kind === '' && apiVersion === '') return null;
  if (kind === 'Event' && (apiVersion === 'audit.k8s.io/v1' || apiVersion === 'audit.k8s.io/v1beta1')) return null;
  if (kind === 'Event' && apiVersion === 'v1') return 'a core v1 Event, not an audit event';
  return `not an audit event: kind ${JSON.stringify(kind)}, apiVersion ${JSON.stringify(apiVersion)}`;
}

function readFields(event: Record<string, unknown>): EventFields {
  const user = object(event, 'user');
  const impersonated = object(event, 'impersonatedUser');
  const ref = object(event, 'objectRef');
  const status = object(event, 'responseStatus');
  const annotations = stringMap(event, 'annotations');
  const groups = strings(user, 'groups');
  const username = string(user, 'username');
  const uid = string(user, 'uid');
  const extra = object(user, 'extra');
  strings(impersonated, 'groups');
  string(impersonated, 'uid');
  object(impersonated, 'extra');
  const reason = string(status, 'reason');
  const statusWord = string(status, 'status');
  string(status, 'message');
  string(ref, 'uid');
  string(ref, 'resourceVersion');
  return {
    level: string(event, 'level'),
    auditID: string(event, 'auditID'),
    stage: string(event, 'stage'),
    requestURI: string(event, 'requestURI'),
    verb: string(event, 'verb'),
    user: username,
    groups,
    hasUser: username !== '' || uid !== '' || groups.length > 0 || (extra !== null && Object.keys(extra).length > 0),
    as: string(impersonated, 'username'),
    sourceIPs: strings(event, 'sourceIPs'),
    userAgent: string(event, 'userAgent'),
    isResource: ref !== null,
    resource: string(ref, 'resource'),
    subresource: string(ref, 'subresource'),
    apiGroup: string(ref, 'apiGroup'),
    apiVersion: string(ref, 'apiVersion'),
    namespace: string(ref, 'namespace'),
    name: string(ref, 'name'),
    code: integer(status, 'code'),
    status: reason === '' ? statusWord : reason,
    ...times(event),
    decision: annotations.get(DECISION) ?? '',
    reason: annotations.get(REASON) ?? '',
    truncated: annotations.get(TRUNCATED) === 'true',
  };
}

/** The legacy format has one time only, which then has to be the event's. */
function times(event: Record<string, unknown>): Pick<EventFields, 'received' | 'time'> {
  const received = time(event, 'requestReceivedTimestamp');
  const staged = time(event, 'stageTimestamp');
  const isLegacy = Number.isNaN(staged) && string(event, 'level') === '';
  return isLegacy ? { received: Number.NaN, time: received } : { received, time: staged };
}

/** An own property; null is absent, as in Go. */
function own(from: Record<string, unknown> | null, key: string): unknown {
  return from !== null && Object.hasOwn(from, key) ? (from[key] ?? undefined) : undefined;
}

function string(from: Record<string, unknown> | null, key: string): string {
  const value = own(from, key);
  if (value === undefined) return '';
  if (typeof value !== 'string') throw new WrongType(`${key} is not a string`);
  return value;
}

function objectOrNull(value: unknown, key: string): Record<string, unknown> | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw new WrongType(`${key} is not a JSON object`);
  return value as Record<string, unknown>; // checked above: an object that is no array
}

function object(from: Record<string, unknown> | null, key: string): Record<string, unknown> | null {
  return objectOrNull(own(from, key), key);
}

function strings(from: Record<string, unknown> | null, key: string): string[] {
  const value = own(from, key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new WrongType(`${key} is not a list`);
  return value.map((item: unknown) => {
    if (item === null) return '';
    if (typeof item !== 'string') throw new WrongType(`${key} holds something that is not a string`);
    return item;
  });
}

function stringMap(from: Record<string, unknown> | null, key: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(object(from, key) ?? {})) {
    if (value !== null && typeof value !== 'string') throw new WrongType(`${key} holds something that is not a string`);
    map.set(name, value ?? '');
  }
  return map;
}

function integer(from: Record<string, unknown> | null, key: string): number {
  const value = own(from, key);
  if (value === undefined) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new WrongType(`${key} is not a whole number`);
  return value;
}

function time(from: Record<string, unknown>, key: string): Micros {
  const value = own(from, key);
  if (value === undefined) return Number.NaN;
  const micros = typeof value === 'string' ? parseMicros(value) : Number.NaN;
  if (Number.isNaN(micros)) throw new WrongType(`${key} is not a time`);
  return micros;
}
