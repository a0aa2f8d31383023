/**
 * An event told as a sentence: who did what to which object, from where, with what; the code and the time it took;
 * why it was allowed or refused.
 */
import { type EventFields, latencyOf } from '../audit/event.ts';
import { literal, safe } from '../audit/safe.ts';
import { verbKind } from '../audit/verbs.ts';
import { duration } from './format.ts';
import { type Line, type Span, span, word } from './line.ts';
import { shortUser } from './names.ts';
import type { Signs } from './signs.ts';

const PAST: Readonly<Record<string, string>> = {
  get: 'read',
  list: 'listed',
  watch: 'watched',
  create: 'created',
  update: 'updated',
  patch: 'patched',
  delete: 'deleted',
  deletecollection: 'deleted all',
  proxy: 'proxied to',
};
const INFINITIVE: Readonly<Record<string, string>> = {
  get: 'read',
  deletecollection: 'delete all',
  proxy: 'proxy to',
};
const MANY: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);

/** `pods` → `pod`, `policies` → `policy`, `ingresses` → `ingress`; `endpoints` has no singular of its own. */
export function singular(resource: string): string {
  if (resource === 'endpoints' || !resource.endsWith('s')) return resource;
  if (resource.endsWith('ies')) return `${resource.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(resource)) return resource.slice(0, -2);
  return resource.endsWith('ss') ? resource : resource.slice(0, -1);
}

/** The sentence as spans; wrap it to the room there is. */
export function sentence(event: EventFields, signs: Signs): Line {
  const dot = span(literal(` ${signs.dot} `), 'dim');
  const line: Span[] = [...who(event, signs), word(' '), ...did(event), word(' '), ...what(event)];
  const ip = event.sourceIPs.at(-1) ?? '';
  if (ip !== '') line.push(word(' from ', 'dim'), span(safe(ip)));
  const agent = event.userAgent.split(' ')[0] ?? '';
  if (agent !== '') line.push(word(' with ', 'dim'), span(safe(agent)));
  if (event.code !== 0) line.push(dot, ...codeOf(event), ...took(event));
  const why = whyOf(event);
  return why.length === 0 ? line : [...line, dot, ...why];
}

function who(event: EventFields, { arrow }: Signs): Line {
  const name = event.user === '' ? word('someone unknown', 'text', { bold: true }) : user(event.user);
  return event.as === '' ? [name] : [name, span(arrow, 'dim'), user(event.as)];
}

function user(name: string): Span {
  return span(shortUser(name).text, 'text', { bold: true });
}

function did({ verb, stage, isResource }: EventFields): Line {
  const kind = verbKind(verb);
  const role = kind === 'read' ? 'text' : 'write';
  const extra = { bold: true };
  const known = Object.hasOwn(PAST, verb) && (isResource || verb === 'get');
  if (stage === 'RequestReceived') {
    const asked = known ? (INFINITIVE[verb] ?? verb) : `send ${verb.toUpperCase()} to`;
    return [word('asks to ', 'text'), span(safe(asked), role, extra)];
  }
  const done = known ? (PAST[verb] ?? verb) : verb === '' ? 'called' : `sent ${verb.toUpperCase()} to`;
  return [span(safe(done), role, extra)];
}

/** `pod audit-full/app-1`, `log of pod a/b`, `pods in team-a`, `a pod in team-a`, `/healthz`. */
function what(event: EventFields): Line {
  if (!event.isResource) return [span(safe(event.requestURI.split('?')[0] ?? ''), 'text', { bold: true })];
  const of: Line = event.subresource === '' ? [] : [span(safe(event.subresource)), word(' of ', 'dim')];
  const many = MANY.has(event.verb) && event.name === '';
  const kind = many ? event.resource : singular(event.resource);
  if (event.name === '') {
    const place: Line =
      event.namespace === '' ? [] : [word(' in ', 'dim'), span(safe(event.namespace), 'text', { bold: true })];
    return [...of, span(safe(many ? kind : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`)), ...place];
  }
  const namespace: Line = event.namespace === '' ? [] : [span(safe(`${event.namespace}/`))];
  return [...of, span(safe(kind)), word(' '), ...namespace, span(safe(event.name), 'text', { bold: true })];
}

function codeOf({ code, stage }: EventFields): Line {
  const text = literal(String(code));
  if (code >= 500 || stage === 'Panic') return [span(text, 'err', { ground: 'alarm' })];
  return [span(text, code >= 400 ? 'err' : 'ok', { bold: true })];
}

function took(event: EventFields): Line {
  const latency = latencyOf(event);
  return Number.isNaN(latency) ? [] : [word(' in ', 'dim'), span(duration(latency))];
}

const RBAC = /^RBAC: allowed by (\w+) "([^"]*)"(?: of (\w+) "([^"]*)")? to (\w+) "([^"]*)"$/;

function whyOf(event: EventFields): Line {
  if (event.decision === 'forbid') {
    return [
      word('refused', 'err', { bold: true }),
      ...(event.reason === '' ? [] : [span(safe(`: ${event.reason}`), 'dim')]),
    ];
  }
  if (event.decision !== 'allow')
    return event.status === '' || event.code < 400 ? [] : [span(safe(event.status), 'err')];
  const allowed = word('allowed', 'ok');
  const rbac = RBAC.exec(event.reason);
  if (rbac !== null) {
    const [, binding = '', name = '', roleKind = '', role = '', subject = '', subjectName = ''] = rbac;
    const through = subject === 'Group' ? [word(' through ', 'dim'), span(safe(`group ${subjectName}`))] : [];
    const of = role === '' ? [] : [span(safe(` (${roleKind} ${role})`), 'dim')];
    return [allowed, word(' by ', 'dim'), span(safe(`${binding} ${name}`)), ...of, ...through];
  }
  if (event.reason !== '') return [allowed, span(safe(` (${event.reason})`), 'dim')];
  return event.groups.includes('system:masters') ? [allowed, word(' (system:masters)', 'dim')] : [allowed];
}
