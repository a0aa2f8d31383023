/** How each field of the query language is read from an event: one table for filters, counts and columns. */
import { type EventFields, latencyOf } from '../audit/event.ts';
import { decodedPath } from '../audit/request-path.ts';
import { formatMicros } from '../audit/time.ts';
import { FIELDS, type Field } from './query.ts';

/** What an event is not itself: where it came from, and what a loaded policy says of it. */
export interface Context {
  /** The source's name. */
  readonly source: string;
  /** `R5`, or `--` where no rule matched; '' without a policy. */
  readonly rule: string;
  /** How it was recorded otherwise than the policy says: one of DRIFTS; '' where it was not, and without a policy. */
  readonly drift: string;
}

/** `R0`, `R1`, ...; `--` where no rule matches. */
export function ruleTag(index: number): string {
  return index < 0 ? '--' : `R${index}`;
}

/** `pods`, `pods/log`, `deployments.apps/scale`: resource, group and subresource in one word; '' for none. */
export function qualifiedResource(resource: string, apiGroup: string, subresource: string): string {
  return `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${subresource === '' ? '' : `/${subresource}`}`;
}

const READ: Record<Field, (event: EventFields, context: Context) => readonly string[]> = {
  time: (e) => one(formatMicros(e.time)),
  stage: (e) => one(e.stage),
  level: (e) => one(e.level),
  verb: (e) => one(e.verb),
  user: (e) => one(e.user),
  as: (e) => one(e.as),
  group: (e) => e.groups,
  ns: (e) => one(e.namespace),
  resource: (e) => one(qualifiedResource(e.resource, e.apiGroup, e.subresource)),
  apigroup: (e) => one(e.apiGroup),
  name: (e) => one(e.name),
  code: (e) => one(e.code === 0 ? '' : String(e.code)),
  status: (e) => one(e.status),
  ip: (e) => e.sourceIPs,
  agent: (e) => one(e.userAgent),
  path: (e) => one(decodedPath(e.requestURI)),
  uri: (e) => one(e.requestURI),
  decision: (e) => one(e.decision),
  reason: (e) => one(e.reason),
  latency: (e) => one(Number.isNaN(latencyOf(e)) ? '' : String(latencyOf(e))),
  rule: (_, context) => one(context.rule),
  drift: (_, context) => one(context.drift),
  audit: (e) => one(e.auditID),
  source: (_, context) => one(context.source),
};

function one(value: string): readonly string[] {
  return value === '' ? [] : [value];
}

/** The values of a field: none where the event lacks it, several for `group` and `ip`. */
export function valuesOf(field: Field, event: EventFields, context: Context): readonly string[] {
  return READ[field](event, context);
}

/** Kubernetes' own names of the fields, and what people type for them. */
const ALIASES: Readonly<Record<string, Field>> = {
  namespace: 'ns',
  groups: 'group',
  username: 'user',
  auditid: 'audit',
  requesturi: 'uri',
  useragent: 'agent',
  sourceips: 'ip',
  sourceip: 'ip',
  impersonateduser: 'as',
};

/** The field of that name or of one of its other names; null where there is none. */
export function fieldNamed(name: string): Field | null {
  const lower = name.toLowerCase();
  return FIELDS.find((field) => field === lower) ?? (Object.hasOwn(ALIASES, lower) ? (ALIASES[lower] ?? null) : null);
}
