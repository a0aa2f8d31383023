/** How each field of the query language is read from an event: one table for filters, counts and columns. */
import { type EventFields, latencyOf } from '../audit/event.ts';
import { decodedPath } from '../audit/request-path.ts';
import { formatMicros } from '../audit/time.ts';
import { isDeprecated, podSecurityOf, webhooksOf } from './annotations.ts';
import { bindingIn, isError, isHuman, isMutating, roleIn } from './derived.ts';
import { FIELDS, type Field } from './query.ts';
import type { RawText } from './raw.ts';

/** What an event is not itself: where it came from, and what a loaded policy says of it. */
export interface Context {
  /** The source's name. */
  readonly source: string;
  /** `R5`, or `--` where no rule matched; '' without a policy. */
  readonly rule: string;
  /** How it was recorded otherwise than the policy says: one of DRIFTS; '' where it was not, and without a policy. */
  readonly drift: string;
  /** A later stage of the same request is known; false where nobody looked. */
  readonly superseded?: boolean;
  /** Bytes of the line that the event came in, without its end; absent: those of its own JSON. */
  readonly size?: number;
}

/** `R0`, `R1`, ...; `--` where no rule matches. */
export function ruleTag(index: number): string {
  return index < 0 ? '--' : `R${index}`;
}

/** `pods`, `pods/log`, `deployments.apps/scale`: resource, group and subresource in one word; '' for none. */
export function qualifiedResource(resource: string, apiGroup: string, subresource: string): string {
  return `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${subresource === '' ? '' : `/${subresource}`}`;
}

const READ: Record<Field, (event: EventFields, context: Context, raw?: RawText) => readonly string[]> = {
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
  size: (_, context, raw) => one(String(sizeOfEvent(context, raw) ?? '')),
  binding: (e) => one(bindingIn(e.reason)),
  role: (e) => one(roleIn(e.reason)),
  error: (e) => yesNo(isError(e.code)),
  human: (e) => yesNo(isHuman(e.user)),
  mutating: (e) => yesNo(isMutating(e.verb)),
  requests: (_, context) => yesNo(context.superseded !== true),
  truncated: (e) => yesNo(e.truncated),
  deprecated: (_, __, raw) => (raw === undefined ? [] : yesNo(isDeprecated(raw))),
  webhook: (_, __, raw) => (raw === undefined ? [] : webhooksOf(raw)),
  psa: (_, __, raw) => (raw === undefined ? [] : podSecurityOf(raw)),
};

function yesNo(value: boolean): readonly string[] {
  return [String(value)];
}

/** Bytes of the event's line; null where they are not known. */
export function sizeOfEvent(context: Context, raw: RawText | undefined): number | null {
  return context.size ?? (raw === undefined ? null : raw.to - raw.from);
}

function one(value: string): readonly string[] {
  return value === '' ? [] : [value];
}

/**
 * The values of a field: none where the event lacks it, several for `group`, `ip`, `webhook` and `psa`. `raw`: the event's own
 * JSON, of which `deprecated`, `webhook`, `psa` and `size` are read.
 */
export function valuesOf(field: Field, event: EventFields, context: Context, raw?: RawText): readonly string[] {
  return READ[field](event, context, raw);
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
  took: 'latency',
};

/** The field of that name or of one of its other names; null where there is none. */
export function fieldNamed(name: string): Field | null {
  const lower = name.toLowerCase();
  return FIELDS.find((field) => field === lower) ?? (Object.hasOwn(ALIASES, lower) ? (ALIASES[lower] ?? null) : null);
}
