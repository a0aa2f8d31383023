/** Where a request's object was when the policy was evaluated, as flags of its row. */
import type { Scanner } from '../audit/scan.ts';
import { SLOT, type Slot } from '../audit/shape.ts';
import { placeWhenEvaluated } from '../policy/attributes.ts';
import { FLAG, type Segment } from './segment.ts';
import type { Tables } from './tables.ts';

const SLASH = 0x2f;
/** Where the segments of a path begin, and after the last one where another would. */
const starts = new Int32Array(10);

/**
 * Flags what the policy did not see: on create and update, names and namespaces that came from the body. The row's
 * codes are there; the scanner holds the event, scanned from `bytes`.
 */
export function markPlace(s: Scanner, bytes: Buffer, segment: Segment, row: number, tables: Tables): void {
  const verb = tables.verb.texts[segment.codes.verb[row]!]!;
  if (verb !== 'create' && verb !== 'update') return;
  const flags = plainFlags(s, bytes);
  if (flags >= 0) {
    segment.flags[row]! |= flags;
    return;
  }
  const namespace = s.text(SLOT.namespace);
  const name = s.text(SLOT.name);
  const requestURI = s.text(SLOT.requestURI);
  const parts = tables.resourceParts[segment.codes.resource[row]!]!;
  const seen = placeWhenEvaluated({ verb, requestURI, ...parts, namespace, name });
  const nsOdd = seen.namespace !== namespace && seen.namespace !== '';
  const nameOdd = seen.name !== name && seen.name !== '';
  if (nsOdd || nameOdd) {
    segment.flags[row]! |= FLAG.odd;
    segment.odd.set(row, { ns: tables.ns.codeOf(seen.namespace), name: tables.name.codeOf(seen.name) });
    return;
  }
  if (seen.namespace !== namespace) segment.flags[row]! |= FLAG.nsFromBody;
  if (seen.name !== name) segment.flags[row]! |= FLAG.nameFromBody;
}

/**
 * The same without making strings, for nearly every event: its URI is /api/VERSION/... or /apis/GROUP/VERSION/...,
 * then /namespaces/NAMESPACE or not, the resource, name and subresource of its objectRef. -1 for any other.
 */
function plainFlags(s: Scanner, bytes: Buffer): number {
  const last = split(bytes, s.from[SLOT.requestURI]!, s.to[SLOT.requestURI]!);
  if (last < 3) return -1;
  const isCore = isText(bytes, 0, 'api');
  if (!isCore && !isText(bytes, 0, 'apis')) return -1;
  let at = isCore ? 2 : 3;
  if (!isCore && !isSlot(s, bytes, SLOT.apiGroup, 1, last)) return -1;
  if (isCore && !isSlot(s, bytes, SLOT.apiGroup, last, last)) return -1;
  const isWithin = isText(bytes, at, 'namespaces');
  if (isWithin) {
    at += 2;
    if (isText(bytes, at, 'status') || isText(bytes, at, 'finalize')) return -1;
  } else if (isText(bytes, at, 'watch') || isText(bytes, at, 'proxy')) return -1;
  if (at >= last) return -1;
  // More than a subresource may follow, as in services/x/proxy/some/path.
  if (!isSlot(s, bytes, SLOT.resource, at, last) || !isSlot(s, bytes, SLOT.subresource, at + 2, last)) return -1;
  const namespace = isWithin ? at - 1 : last;
  let flags = 0;
  if (!isSlot(s, bytes, SLOT.namespace, namespace, last)) {
    if (namespace < last) return -1;
    flags |= FLAG.nsFromBody;
  }
  if (!isSlot(s, bytes, SLOT.name, at + 1, last)) {
    if (at + 1 < last) return -1;
    flags |= FLAG.nameFromBody;
  }
  return flags;
}

/** Splits a path with nothing to decode, and gives the number of its segments; 0 for any other. */
function split(bytes: Buffer, from: number, to: number): number {
  if (from < 0 || bytes[from] !== SLASH) return 0;
  let count = 0;
  let at = from + 1;
  starts[count++] = at;
  for (; at < to; at++) {
    const c = bytes[at]!;
    if (c === 0x3f) break;
    if (c === 0x25 || c === 0x5c) return 0;
    if (c !== SLASH) continue;
    if (at === starts[count - 1] || count === starts.length - 1) return 0;
    starts[count++] = at + 1;
  }
  if (at === starts[count - 1]) return 0;
  starts[count] = at + 1;
  return count;
}

function isText(bytes: Buffer, part: number, text: string): boolean {
  const from = starts[part]!;
  if (starts[part + 1]! - 1 - from !== text.length) return false;
  for (let k = 0; k < text.length; k++) if (bytes[from + k] !== text.charCodeAt(k)) return false;
  return true;
}

/** Whether a slot holds what a segment does; one from `last` on is ''. */
function isSlot(s: Scanner, bytes: Buffer, slot: Slot, part: number, last: number): boolean {
  const from = s.from[slot]!;
  const length = from < 0 ? 0 : s.to[slot]! - from;
  if (part >= last) return length === 0;
  const start = starts[part]!;
  if (starts[part + 1]! - 1 - start !== length || s.escaped[slot] === 1) return false;
  for (let k = 0; k < length; k++) if (bytes[from + k] !== bytes[start + k]) return false;
  return true;
}
