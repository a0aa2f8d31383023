/** Which slot of a scanned line is looked up in which dictionary. */
import type { ColumnCodes } from '../audit/plain-rows.ts';
import { decodedPath } from '../audit/request-path.ts';
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

  /** From now on what a scan of many lines knows of texts is asked of it. */
  ask(scanner: Scanner): void {
    for (const [k, slots] of this.dictionaries.entries()) {
      const dictionary = this.forms[slots[0] ?? SLOT.unused];
      if (dictionary !== undefined) dictionary.findPlain = (text) => scanner.codeOfText(k, text);
    }
  }

  readonly columns: ColumnCodes = {
    resourceCode: (...words) => this.tables.resourceCode(...words),
    statusCode: (status) => this.ofStatus(status),
    pathCode: (bytes, from, to) => this.tables.path.codeOf(decodedPath(bytes.toString('utf8', from, to))),
  };

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
