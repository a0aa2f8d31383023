/** Texts that stand in many events, decoded once: for a pass over a log that keeps no index. */
import { unescaped } from './json-text.ts';
import { parseList } from './lists.ts';
import type { SlotCodes } from './scan-block.ts';
import { SLOT, type Slot } from './shape.ts';

/** All is forgotten when the distinct texts are this many bytes: what a log holds decides how many there are. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Slots of which few events have a text of their own. */
const STRINGS = [
  SLOT.level, SLOT.stage, SLOT.verb, SLOT.userAgent, SLOT.username, SLOT.as, SLOT.resource, SLOT.subresource,
  SLOT.apiGroup, SLOT.refVersion, SLOT.namespace, SLOT.reason, SLOT.status, SLOT.decision, SLOT.authReason,
] as const; // biome-ignore format: a table
/** A slot of a string that is looked up. */
export type KnownSlot = (typeof STRINGS)[number];
const LISTS: readonly Slot[] = [SLOT.groups, SLOT.sourceIPs];

export class KnownTexts implements SlotCodes {
  readonly dictionaries = [STRINGS, LISTS];
  readonly maxBytes = MAX_BYTES;
  /** By code. */
  readonly strings: string[] = [''];
  readonly lists: (readonly string[])[] = [[]];

  codeOf(slot: Slot, bytes: Buffer, from: number, to: number): number {
    const raw = bytes.toString('utf8', from, to);
    if (LISTS.includes(slot)) return this.lists.push(parseList(raw)) - 1;
    return this.strings.push(unescaped(raw)) - 1;
  }

  forget(): void {
    this.strings.length = 1;
    this.lists.length = 1;
  }
}
