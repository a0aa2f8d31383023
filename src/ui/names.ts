/** How users, objects, codes and stages are called on the screen. reference/look/README.md, "Signs". */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { join } from './cells.ts';
import type { Signs } from './signs.ts';

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]*):(.+)$/s;
const SYSTEM = 'system:';

/** A name in its short form, and how far its letters moved to the left of the recorded ones. */
export interface Short {
  readonly text: SafeText;
  /** UTF-16 units of the recorded text that the short form begins without. */
  readonly shift: number;
  /** Kubernetes' own account, not a person's: told quietly. */
  readonly system: boolean;
  /** A still shorter form: a service account without its namespace. */
  readonly shorter: { readonly text: SafeText; readonly shift: number } | null;
}

/** `@ns/name` for service accounts, `:name` for system:name; a name that itself starts with @ or : is quoted. */
export function shortUser(user: string): Short {
  const account = SERVICE_ACCOUNT.exec(user);
  if (account !== null) {
    const [, namespace = '', name = ''] = account;
    const shift = 'system:serviceaccount:'.length - 1;
    return {
      text: safe(`@${namespace}/${name}`),
      shift,
      system: true,
      shorter: { text: safe(`@${name}`), shift: shift + namespace.length + 1 },
    };
  }
  if (user.startsWith(SYSTEM) && user.length > SYSTEM.length) {
    return { text: safe(user.slice(SYSTEM.length - 1)), shift: SYSTEM.length - 1, system: true, shorter: null };
  }
  if (/^[@:]/.test(user)) return { text: safe(`"${user}"`), shift: -1, system: false, shorter: null };
  return { text: safe(user), shift: 0, system: false, shorter: null };
}

/** `○ ◐ ● ✖`; anything else as it is recorded, cut to one letter. */
export function stageSign(stage: string, signs: Signs): SafeText {
  switch (stage) {
    case 'RequestReceived':
      return signs.received;
    case 'ResponseStarted':
      return signs.started;
    case 'ResponseComplete':
      return signs.complete;
    case 'Panic':
      return signs.panic;
    default:
      return literal('?');
  }
}

/** `M`, `Rq`, `RR`; `N` for None, which is never written. */
export function levelSign(level: string): SafeText {
  switch (level) {
    case 'Metadata':
      return literal('M');
    case 'Request':
      return literal('Rq');
    case 'RequestResponse':
      return literal('RR');
    case 'None':
      return literal('N');
    default:
      return literal('?');
  }
}

/** `delete*` is deletecollection; an absent verb is told as none. */
export function verbName(verb: string): SafeText {
  return verb === 'deletecollection' ? literal('delete*') : verb === '' ? literal('-') : safe(verb);
}

/** metav1.StatusReason and net/http texts of the codes an apiserver answers with. */
const CODES: Readonly<Record<string, string>> = {
  '101': 'Upgraded',
  '200': 'OK',
  '201': 'Created',
  '202': 'Accepted',
  '204': 'NoContent',
  '301': 'Moved',
  '302': 'Found',
  '304': 'NotModified',
  '307': 'Redirect',
  '400': 'BadRequest',
  '401': 'Unauthorized',
  '403': 'Forbidden',
  '404': 'NotFound',
  '405': 'NotAllowed',
  '406': 'NotAcceptable',
  '409': 'Conflict',
  '410': 'Gone',
  '413': 'TooLarge',
  '415': 'MediaType',
  '422': 'Invalid',
  '429': 'TooMany',
  '499': 'Cancelled',
  '500': 'InternalError',
  '502': 'BadGateway',
  '503': 'Unavailable',
  '504': 'Timeout',
};

/** `403 Forbidden`. */
export function codeName(code: string): SafeText {
  if (code === '' || code === '0') return literal('(none yet)');
  const name = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  return name === undefined ? safe(code) : join(safe(code), literal(` ${name}`));
}
