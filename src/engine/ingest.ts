/** Lines to rows: what one scanned line becomes in the columns. */

import { hash53 } from '../audit/hash.ts';
import type { Place } from '../audit/line-walk.ts';
import { decodedPath } from '../audit/request-path.ts';
import type { Scanner } from '../audit/scan.ts';
import { hasUser, isTruncated } from '../audit/scanned.ts';
import { SLOT } from '../audit/shape.ts';
import { markPlace } from './place.ts';
import { FLAG, type Segment } from './segment.ts';
import type { IndexCodes } from './slot-codes.ts';
import type { Tables } from './tables.ts';

/** Writes the event the scanner holds (scanned from `bytes`) as a new row of the segment, and gives its index. */
export function addRow(
  s: Scanner,
  bytes: Buffer,
  segment: Segment,
  tables: Tables,
  slots: IndexCodes,
  place: Place,
): number {
  const row = segment.push();
  const of = slots.of(s, bytes);
  segment.put('stage', row, of[SLOT.stage]!);
  segment.put('level', row, of[SLOT.level]!);
  segment.put('verb', row, of[SLOT.verb]!);
  segment.put('user', row, of[SLOT.username]!);
  segment.put('as', row, of[SLOT.as]!);
  segment.put('groups', row, of[SLOT.groups]!);
  segment.put('ips', row, of[SLOT.sourceIPs]!);
  segment.put('agent', row, of[SLOT.userAgent]!);
  segment.put('decision', row, of[SLOT.decision]!);
  segment.put('reason', row, of[SLOT.authReason]!);
  segment.put('status', row, of[SLOT.reason]! || of[SLOT.status]!);
  segment.put('code', row, slots.ofStatus(s.code));
  segment.put('ns', row, of[SLOT.namespace]!);
  segment.put('name', row, of[SLOT.name]!);
  segment.put('resource', row, tables.resourceCode(of[SLOT.resource]!, of[SLOT.apiGroup]!, of[SLOT.subresource]!));
  segment.put('path', row, s.isResource ? 0 : tables.path.codeOf(decodedPath(s.text(SLOT.requestURI))));
  if (Number.isNaN(s.time)) segment.timeless.add(row);
  segment.time[row] = Number.isNaN(s.time) ? neighbourTime(segment, row) : s.time;
  segment.audit[row] = auditHash(s, bytes);
  segment.putPlace(row, s.time - s.received, place.offset, place.length, place.item);
  if (!place.isLine) segment.hasForms = true;
  segment.flags[row] =
    (s.isResource ? FLAG.resource : 0) |
    (hasUser(s) ? FLAG.user : 0) |
    (s.timeIsReceived ? FLAG.timeIsReceived : 0) |
    (isTruncated(s) ? FLAG.truncated : 0);
  if (s.isResource) markPlace(s, segment, row, tables);
  return row;
}

/** A missing time is that of the row before. */
function neighbourTime(segment: Segment, row: number): number {
  return row > segment.start ? segment.time[row - 1]! : Number.NaN;
}

function auditHash(s: Scanner, bytes: Buffer): number {
  const slot = SLOT.auditID;
  const from = s.from[slot]!;
  if (from < 0) return 0;
  if (s.escaped[slot] === 0) return s.codes === null ? hash53(bytes, from, s.to[slot]!) : s.auditHash;
  const text = Buffer.from(s.text(slot));
  return hash53(text, 0, text.length);
}
