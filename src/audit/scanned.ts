/** What a scanned line says, as text: the slots decoded. */
import type { EventFields } from './event.ts';
import type { Scanner } from './scan.ts';
import { SLOT, type Slot } from './shape.ts';

/** All the fields of the event scanned last, decoded. */
export function scannedFields(s: Scanner): EventFields {
  const reason = s.text(SLOT.reason);
  return {
    level: s.text(SLOT.level),
    auditID: s.text(SLOT.auditID),
    stage: s.text(SLOT.stage),
    requestURI: s.text(SLOT.requestURI),
    verb: s.text(SLOT.verb),
    user: s.text(SLOT.username),
    groups: s.list(SLOT.groups),
    hasUser: hasUser(s),
    as: s.text(SLOT.as),
    sourceIPs: s.list(SLOT.sourceIPs),
    userAgent: s.text(SLOT.userAgent),
    isResource: s.isResource,
    resource: s.text(SLOT.resource),
    subresource: s.text(SLOT.subresource),
    apiGroup: s.text(SLOT.apiGroup),
    apiVersion: s.text(SLOT.refVersion),
    namespace: s.text(SLOT.namespace),
    name: s.text(SLOT.name),
    code: s.code,
    status: reason === '' ? s.text(SLOT.status) : reason,
    received: s.received,
    time: s.time,
    decision: s.text(SLOT.decision),
    reason: s.text(SLOT.authReason),
  };
}

/** Whether anybody authenticated: `user` is neither absent nor `{}`. */
export function hasUser(s: Scanner): boolean {
  const filled = (slot: Slot): boolean => s.from[slot]! >= 0 && s.to[slot]! > s.from[slot]!;
  return filled(SLOT.username) || filled(SLOT.uid) || s.hasGroups || s.hasExtra;
}
