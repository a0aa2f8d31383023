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
  const { codes } = segment;
  const of = slots.of(s, bytes);
  codes.stage[row] = of[SLOT.stage]!;
  codes.level[row] = of[SLOT.level]!;
  codes.verb[row] = of[SLOT.verb]!;
  codes.user[row] = of[SLOT.username]!;
  codes.as[row] = of[SLOT.as]!;
  codes.groups[row] = of[SLOT.groups]!;
  codes.ips[row] = of[SLOT.sourceIPs]!;
  codes.agent[row] = of[SLOT.userAgent]!;
  codes.decision[row] = of[SLOT.decision]!;
  codes.reason[row] = of[SLOT.authReason]!;
  codes.status[row] = of[SLOT.reason]! || of[SLOT.status]!;
  codes.code[row] = slots.ofStatus(s.code);
  codes.rule[row] = 0;
  codes.drift[row] = 0;
  codes.ns[row] = of[SLOT.namespace]!;
  codes.name[row] = of[SLOT.name]!;
  codes.resource[row] = tables.resourceCode(of[SLOT.resource]!, of[SLOT.apiGroup]!, of[SLOT.subresource]!);
  codes.path[row] = s.isResource ? 0 : tables.path.codeOf(decodedPath(s.text(SLOT.requestURI)));
  segment.time[row] = Number.isNaN(s.time) ? neighbourTime(segment, row) : s.time;
  segment.latency[row] = s.time - s.received;
  segment.audit[row] = auditHash(s, bytes);
  segment.offset[row] = place.offset;
  segment.length[row] = place.length;
  segment.setItem(row, place.item);
  if (!place.isLine) segment.hasForms = true;
  segment.flags[row] =
    (s.isResource ? FLAG.resource : 0) |
    (hasUser(s) ? FLAG.user : 0) |
    (s.timeIsReceived ? FLAG.timeIsReceived : 0) |
    (isTruncated(s) ? FLAG.truncated : 0);
  if (s.isResource) markPlace(s, bytes, segment, row, tables);
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
