/** What is being typed at a place in a filter: a name, or a value of a field, to be completed. */

import { toggledValue } from './edit.ts';
import { formatValue } from './format.ts';
import type { Piece } from './make.ts';
import { parseQuery, readQuery } from './parse.ts';
import { TOP_KEYS } from './path.ts';
import { EVERYTHING, FIELDS, type Field, plain, type Query } from './query.ts';
import type { Target } from './target.ts';
import type { Clock } from './time-value.ts';

/** `[from, to)` of the text gives way to what is chosen; `typed` is what stands there, without quotes. */
export type Completing =
  | { readonly kind: 'name'; readonly from: number; readonly to: number; readonly typed: string }
  | {
      readonly kind: 'value';
      readonly of: Target;
      readonly from: number;
      readonly to: number;
      readonly typed: string;
      /** The filter without the term that is typed: under it values are counted. */
      readonly others: Query;
      /** It stands among others in parentheses. */
      readonly inList: boolean;
    };

/** What is typed before the cursor at `at`. */
export function completing(text: string, at: number, clock: Clock): Completing {
  const head = text.slice(0, at);
  const { parsed, pieces, expected } = readQuery(head, 'viewer', clock);
  const last = pieces.at(-1);
  const name = pieces.findLast((piece) => piece.kind === 'name');
  const place = parsed.ok ? at : parsed.at;
  if (last?.kind === 'value' && last.to === at) return valueAt(text, last.of, last.from, at, name, clock);
  // After a colon, a parenthesis, or a quote that is still open.
  const isOpen = !parsed.ok && expected === 'value' && (place === at || head[place] === '"');
  if (isOpen && name?.kind === 'name' && name.of !== null && (last?.to ?? 0) <= place) {
    return valueAt(text, name.of, place, at, name, clock);
  }
  if (last?.kind === 'word' && last.to === at)
    return { kind: 'name', from: last.from, to: at, typed: head.slice(last.from) };
  return { kind: 'name', from: at, to: at, typed: '' };
}

function valueAt(
  text: string,
  of: Target,
  from: number,
  to: number,
  name: Piece | undefined,
  clock: Clock,
): Completing {
  const termFrom = name?.from ?? from;
  const inList = /^[^:~]*[:]\s*\(/.test(text.slice(termFrom, to)) && !text.slice(termFrom, from).includes(')');
  const close = inList ? text.indexOf(')', to) : -1;
  const end = inList ? (close < 0 ? text.length : close + 1) : to;
  // The sign goes with its term.
  const before = text.slice(0, termFrom).replace(/(?:-|NOT\s+)+$/, '');
  const rest = parseQuery(`${before} ${text.slice(end)}`, 'viewer', clock);
  const typed = text.slice(from, to).replace(/^=/, '').replace(/^"|"$/g, '');
  return { kind: 'value', of, from, to, typed, others: rest.ok ? rest.query : EVERYTHING, inList };
}

/** The names that a typed one may become, those that begin with it first; with the colon that follows them. */
export function namesFor(typed: string): readonly string[] {
  const lower = typed.toLowerCase();
  const names = [...FIELDS, 'text', 'has', ...(lower === '' ? [] : BODIES)];
  const begins = names.filter((name) => name.toLowerCase().startsWith(lower));
  const holds =
    lower.length < 2 ? [] : names.filter((name) => !begins.includes(name) && name.toLowerCase().includes(lower));
  return [...begins, ...holds];
}

const BODIES = TOP_KEYS.filter((key) =>
  /^(?:request|response)Object|^annotations|^objectRef|^responseStatus|^impersonated/.test(key),
);

/** The text of a recorded value as a value of its field. */
export function valueText(field: Field, value: string): string {
  // A resource of its name alone is any group's, which is rather what is meant.
  return formatValue(field === 'resource' && /^[\w./-]+$/.test(value) ? plain(value) : toggledValue(field, value));
}

/** The text and the cursor once a completion was chosen. */
export function completed(
  text: string,
  what: Completing,
  chosen: string,
): { readonly text: string; readonly at: number } {
  const isName = chosen in FIELD_WORDS;
  const tail = what.kind === 'name' ? (isName ? ':' : '') : what.inList ? '' : ' ';
  const rest = text.slice(what.to);
  const inserted = `${chosen}${rest.startsWith(tail) ? '' : tail}`;
  // What follows already is stepped over.
  const at = what.from + chosen.length + tail.length;
  return { text: text.slice(0, what.from) + inserted + rest, at };
}

/** How values of a field can be asked for, in a few forms. */
export function formsOf(target: Target): readonly string[] {
  if (target.kind === 'text') return ['text:"a phrase"', 'text:=Exact', 'text~EXPR'];
  if (target.kind === 'has') return ['has:requestObject', 'has:as', '-has:code'];
  if (target.kind === 'fuzzy') return ['fuzzy:"half a name"'];
  if (target.kind === 'path') return [`${target.path}:>3`, `${target.path}:value*`, `has:${target.path}`];
  const { field, type } = target;
  switch (type) {
    case 'code':
      return ['code:>=400', 'code:[500 TO 599]', 'code:(403 OR 404)', '-code:200'];
    case 'span':
      return [`${field}:>500ms`, `${field}:[1s TO 1m]`];
    case 'size':
      return ['size:>100kB', 'size:[1kB TO 1MB]'];
    case 'time':
      return ['time:>-10m', 'time:[03:10 TO 03:20]', 'time:2026-11-24T03:10Z'];
    case 'yes-no':
      return [`${field}:true`, `${field}:false`];
    case 'ip':
      return ['ip:10.0.0.0/8', 'ip:10.0.*', '-ip: not'];
    default:
      return [`${field}:web*`, `${field}~EXPR`, `${field}:"" none`, `-${field}: not`];
  }
}

/** What a field holds, in a few words. */
export const FIELD_WORDS: Readonly<Record<Field | 'text' | 'has', string>> = {
  time: 'stageTimestamp',
  stage: 'of the request',
  level: 'how much was recorded',
  verb: 'what was asked for',
  user: 'who authenticated',
  as: 'the user impersonated',
  group: 'any group of the user',
  ns: 'namespace of the object',
  resource: 'pods, deployments.apps/scale',
  apigroup: 'group of the API',
  name: 'of the object',
  code: 'of the response',
  status: 'Forbidden, NotFound, ...',
  ip: 'any source address, or a network',
  agent: 'user agent',
  path: 'of the request, decoded',
  uri: 'path and query as recorded',
  decision: 'allow or forbid',
  reason: 'why it was allowed',
  latency: 'from received to this stage',
  rule: 'of the policy',
  drift: 'recorded otherwise than the policy says',
  audit: 'auditID',
  source: 'file or stream',
  size: 'bytes of the line',
  binding: 'that allowed it',
  role: 'that allowed it',
  error: 'code 400 or more',
  human: 'no system: account',
  mutating: 'create, update, patch, delete',
  requests: 'the latest stage of its request',
  truncated: 'bodies cut off',
  deprecated: 'a deprecated API',
  webhook: 'that changed it, or failed',
  psa: 'pod security',
  text: 'anywhere in the line, bodies included',
  has: 'a field or path is there',
};
