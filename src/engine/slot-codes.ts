/** Which slot of a scanned line is looked up in which dictionary. */
import type { Scanner } from '../audit/scan.ts';
import type { SlotCodes } from '../audit/scan-block.ts';
import { SLOT, SLOTS, type Slot } from '../audit/shape.ts';
import type { Dictionary } from './dictionary.ts';
import type { Tables } from './tables.ts';

/** The codes of a line's texts by slot: those that a scan of many lines looked up, or by the reference's ranges. */
export class IndexCodes implements SlotCodes {
  readonly maxBytes = Number.POSITIVE_INFINITY;
  readonly dictionaries: readonly (readonly Slot[])[];
  private readonly bySlot = new Map<Slot, Dictionary>();
  /** The same by slot. */
  private readonly forms: (Dictionary | undefined)[] = [];
  private readonly tables: Tables;
  /** The codes of HTTP status codes, -1 where not asked for yet. */
  private readonly statuses = new Int32Array(1000).fill(-1);
  private readonly scratch = new Int32Array(SLOTS);

  constructor(tables: Tables) {
    this.tables = tables;
    const all: readonly (readonly [Dictionary, ...Slot[]])[] = [
      [tables.stage, SLOT.stage],
      [tables.level, SLOT.level],
      [tables.verb, SLOT.verb],
      [tables.user, SLOT.username, SLOT.as],
      [tables.groups.dictionary, SLOT.groups],
      [tables.ips.dictionary, SLOT.sourceIPs],
      [tables.agent, SLOT.userAgent],
      [tables.decision, SLOT.decision],
      [tables.reason, SLOT.authReason],
      [tables.status, SLOT.reason, SLOT.status],
      [tables.words, SLOT.resource, SLOT.apiGroup, SLOT.subresource],
      [tables.ns, SLOT.namespace],
      [tables.name, SLOT.name],
    ];
    for (const [dictionary, ...slots] of all) for (const slot of slots) this.bySlot.set(slot, dictionary);
    for (const [slot, dictionary] of this.bySlot) this.forms[slot] = dictionary;
    this.dictionaries = all.map(([, ...slots]) => slots);
  }

  codeOf(slot: Slot, bytes: Buffer, from: number, to: number, isPlain: boolean): number {
    const dictionary = this.forms[slot];
    if (dictionary === undefined) return 0;
    return isPlain ? dictionary.codeOfPlain(bytes, from, to) : dictionary.codeOfForm(bytes.toString('utf8', from, to));
  }

  forget(): void {}

  /** The codes of the line scanned last from `bytes`, valid until the next one is. */
  of(s: Scanner, bytes: Buffer): Int32Array {
    if (s.codes !== null) return s.codes;
    const { scratch } = this;
    for (const [slot, dictionary] of this.bySlot) {
      const from = s.from[slot]!;
      scratch[slot] = from < 0 ? 0 : dictionary.codeOfBytes(bytes, from, s.to[slot]!);
    }
    return scratch;
  }

  /** The code of responseStatus.code; 0, absent, is 0. */
  ofStatus(status: number): number {
    const known = status === 0 ? 0 : this.statuses[status];
    if (known !== undefined && known >= 0) return known;
    const code = this.tables.code.codeOf(String(status));
    if (known !== undefined) this.statuses[status] = code;
    return code;
  }
}
