/** What a scanned line says, as text: the slots decoded. */
import type { EventFields } from './event.ts';
import type { KnownSlot, KnownTexts } from './known-texts.ts';
import type { Scanner } from './scan.ts';
import { SLOT, type Slot } from './shape.ts';

/** All the fields of the event scanned last, decoded; `known`: what the scanner was given to look its codes up in. */
export function scannedFields(s: Scanner, known: KnownTexts | null = null): EventFields {
  const { codes } = s;
  const text = (slot: KnownSlot): string =>
    known === null || codes === null ? s.text(slot) : known.strings[codes[slot]!]!;
  const list = (slot: Slot): readonly string[] =>
    known === null || codes === null ? s.list(slot) : known.lists[codes[slot]!]!;
  const reason = text(SLOT.reason);
  return {
    level: text(SLOT.level),
    auditID: s.text(SLOT.auditID),
    stage: text(SLOT.stage),
    requestURI: s.text(SLOT.requestURI),
    verb: text(SLOT.verb),
    user: text(SLOT.username),
    groups: list(SLOT.groups),
    hasUser: hasUser(s),
    as: text(SLOT.as),
    sourceIPs: list(SLOT.sourceIPs),
    userAgent: text(SLOT.userAgent),
    isResource: s.isResource,
    resource: text(SLOT.resource),
    subresource: text(SLOT.subresource),
    apiGroup: text(SLOT.apiGroup),
    apiVersion: text(SLOT.refVersion),
    namespace: text(SLOT.namespace),
    name: s.text(SLOT.name),
    code: s.code,
    status: reason === '' ? text(SLOT.status) : reason,
    received: s.received,
    time: s.time,
    decision: text(SLOT.decision),
    reason: text(SLOT.authReason),
    truncated: isTruncated(s),
  };
}

/** Whether kube-apiserver says that it cut the bodies off: annotation audit.k8s.io/truncated. */
export function isTruncated(s: Scanner): boolean {
  return s.from[SLOT.truncated]! >= 0 && s.text(SLOT.truncated) === 'true';
}

/** Whether anybody authenticated: `user` is neither absent nor `{}`. */
export function hasUser(s: Scanner): boolean {
  const filled = (slot: Slot): boolean => s.from[slot]! >= 0 && s.to[slot]! > s.from[slot]!;
  return filled(SLOT.username) || filled(SLOT.uid) || s.hasGroups || s.hasExtra;
}
