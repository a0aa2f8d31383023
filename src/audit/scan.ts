/**
 * A raw line to the fields of its event, without a JSON tree: bodies are skipped exactly (never by searching for
 * the next key, since bodies are attacker-controlled), wanted values are left as byte ranges of the line. The
 * readable reference of the scan; it must agree with `fieldsOf(JSON.parse(line))` cell by cell. Where a key stands
 * twice the last value wins and objects merge, as in Go.
 */

import { refuseKind } from './fields.ts';
import * as json from './json-bytes.ts';
import { unescaped } from './json-text.ts';
import { parseList } from './lists.ts';
import { TimeReader } from './minute.ts';
import type { PlainRows } from './plain-rows.ts';
import { EVENT, type Keys, type Shape, SLOT, SLOTS, type Slot } from './shape.ts';

export type LineKind = 'event' | 'list' | 'blank' | 'bad';

const KIND = new Uint8Array(Buffer.from('Event'));
const VERSION = new Uint8Array(Buffer.from('audit.k8s.io/v1'));

/** Makes a scanner: one set of slots, reused line after line. */
export function createScanner(): Scanner {
  return new Scanner();
}

/** What the last scanned line holds. A class, as its fields are written in the hottest loop of the program. */
export class Scanner {
  /** Byte range of each slot in the bytes scanned: a string's content, or a list with its brackets; from -1: absent. */
  from: Int32Array = new Int32Array(SLOTS).fill(-1);
  to: Int32Array = new Int32Array(SLOTS);
  /** 1 where the slot's string holds a backslash: its bytes are not its text. */
  escaped: Uint8Array = new Uint8Array(SLOTS);
  /** By slot the codes of the texts, where a scan of many lines has looked them up; the reference never has. */
  codes: Int32Array | null = null;
  /** The `hash53` of the auditID's bytes where `codes` is not null: 0 where it is absent. */
  auditHash = 0;
  code = 0;
  received = Number.NaN;
  time = Number.NaN;
  isResource = false;
  hasExtra = false;
  hasGroups = false;
  /** Whether `time` is requestReceivedTimestamp, as in the legacy format; `received` is NaN then. */
  timeIsReceived = false;
  /** After 'bad': why, in plain words. */
  reason = '';

  protected bytes: Buffer = Buffer.alloc(0);
  private end = 0;
  private readonly times = new TimeReader();

  /** Memory that what it remembers of texts takes, in bytes. */
  get heapBytes(): number {
    return 0;
  }

  /**
   * The code that a scan of many lines was given for a text as it stands, in the dictionary of that number; -1: none
   * was; null: that is not known here.
   */
  codeOfText(_dictionary: number, _text: string): number | null {
    return null;
  }

  /** The lines of `bytes` come next, in order: until the next call these bytes stay what they are. */
  begin(_bytes: Buffer): void {}

  /** Where the line that begins at `at` ends: its LF, or the end of the bytes. */
  lineEnd(bytes: Buffer, at: number): number {
    const lf = bytes.indexOf(10, at);
    return lf < 0 ? bytes.length : lf;
  }

  /**
   * The events from the line at `at` on that can be taken as they are, all at once, where a scan of many lines has
   * some: at least one. The next line to ask for is then that after the last of them.
   */
  plainRows(_bytes: Buffer, _at: number): PlainRows | null {
    return null;
  }

  /** Scans `bytes[start, end)`, one line without its LF (a CR before it is white space). */
  scan(bytes: Buffer, start: number, end: number): LineKind {
    this.reset(bytes, end);
    const first = json.skipSpace(bytes, start);
    if (first >= end) return 'blank';
    if (bytes[first] !== 0x7b) return this.notAnObject(first, start);
    const after = this.object(first, EVENT, null);
    if (after < 0) return this.bad(start);
    const rest = json.skipSpace(bytes, after);
    if (rest < end) return this.refuse(`broken JSON: more text after the object, at byte ${rest - start + 1}`);
    return this.judge();
  }

  /** The text of a string slot, '' where absent. */
  text(slot: Slot): string {
    const from = this.from[slot]!;
    if (from < 0) return '';
    const raw = this.bytes.toString('utf8', from, this.to[slot]!);
    return this.escaped[slot] === 1 ? unescaped(raw) : raw;
  }

  /** The items of a list slot, [] where absent. */
  list(slot: Slot): string[] {
    const from = this.from[slot]!;
    return from < 0 ? [] : parseList(this.bytes.toString('utf8', from, this.to[slot]!));
  }

  private reset(bytes: Buffer, end: number): void {
    this.from.fill(-1);
    this.bytes = bytes;
    this.end = end;
    this.code = 0;
    this.received = Number.NaN;
    this.time = Number.NaN;
    this.isResource = false;
    this.hasExtra = false;
    this.hasGroups = false;
    this.timeIsReceived = false;
    this.reason = '';
  }

  private refuse(reason: string): 'bad' {
    this.reason = reason;
    return 'bad';
  }

  private bad(start: number): 'bad' {
    if (this.reason !== '') return 'bad';
    if (json.stoppedAt >= this.end) return this.refuse('cut short: the line ends inside its JSON');
    return this.refuse(`broken JSON at byte ${json.stoppedAt - start + 1}`);
  }

  private notAnObject(first: number, start: number): 'bad' {
    const after = json.skipValue(this.bytes, first, this.end);
    const rest = after < 0 ? after : json.skipSpace(this.bytes, after);
    if (rest < this.end) {
      if (rest >= 0) json.stop(rest);
      return this.bad(start);
    }
    return this.refuse('not a JSON object');
  }

  private judge(): LineKind {
    if (this.is(SLOT.kind, KIND) && this.is(SLOT.apiVersion, VERSION)) return this.event(); // nearly every line
    const kind = this.text(SLOT.kind);
    const apiVersion = this.text(SLOT.apiVersion);
    if (kind === 'EventList' && /^audit\.k8s\.io\/v1(?:beta1)?$/.test(apiVersion)) return 'list';
    const refusal = refuseKind(kind, apiVersion);
    if (refusal !== null) return this.refuse(refusal);
    return kind !== '' || this.has(SLOT.level, SLOT.auditID, SLOT.stage)
      ? this.event()
      : this.refuse('not an audit event: no kind, and no level, auditID and stage either');
  }

  private event(): 'event' {
    if (Number.isNaN(this.time) && !this.has(SLOT.level)) {
      this.time = this.received;
      this.received = Number.NaN;
      this.timeIsReceived = !Number.isNaN(this.time);
    }
    return 'event';
  }

  private is(slot: Slot, text: Uint8Array): boolean {
    const from = this.from[slot]!;
    if (from < 0 || this.to[slot]! - from !== text.length) return false;
    for (let k = 0; k < text.length; k++) if (this.bytes[from + k] !== text[k]) return false;
    return true;
  }

  private has(...slots: Slot[]): boolean {
    return slots.every((slot) => this.from[slot]! >= 0 && this.to[slot]! > this.from[slot]!);
  }

  /** `i` is at `{` or at something else, which is a wrong type. The result is after `}`, -1 on any failure. */
  private object(i: number, keys: Keys, label: string | null): number {
    const b = this.bytes;
    const end = this.end;
    if (b[i] !== 0x7b) return this.wrong(i, `${label} is not a JSON object`);
    let at = json.skipSpace(b, i + 1);
    if (b[at] === 0x7d) return at + 1;
    for (;;) {
      const key = at + 1;
      const value = json.skipKey(b, at, end);
      if (value < 0) return value;
      const shape = this.shapeOf(keys, key);
      at = shape === null ? json.skipValue(b, value, end) : this.value(value, shape);
      if (at < 0) return at;
      at = json.skipSpace(b, at);
      if (b[at] === 0x7d) return at + 1;
      if (b[at] !== 0x2c) return json.stop(at);
      at = json.skipSpace(b, at + 1);
    }
  }

  /** The shape of the key whose content begins at `key`; whole keys are compared, escaped ones decoded first. */
  private shapeOf(keys: Keys, key: number): Shape | null {
    const b = this.bytes;
    let close = key;
    while (b[close] !== 0x22 && b[close] !== 0x5c) close++;
    if (b[close] === 0x5c) return this.escapedShape(keys, key);
    const candidates = keys.byLength[close - key];
    if (candidates === undefined) return keys.other;
    next: for (const { bytes, shape } of candidates) {
      for (let k = 0; k < bytes.length; k++) if (bytes[k] !== b[key + k]) continue next;
      return shape;
    }
    return keys.other;
  }

  private escapedShape(keys: Keys, key: number): Shape | null {
    const after = json.skipString(this.bytes, key, this.end);
    const name = Buffer.from(String(JSON.parse(this.bytes.toString('utf8', key - 1, after))));
    return keys.byLength[name.length]?.find(({ bytes }) => name.equals(bytes))?.shape ?? keys.other;
  }

  private value(i: number, shape: Shape): number {
    const b = this.bytes;
    if (b[i] === 0x6e) return json.skipNull(b, i);
    switch (shape.type) {
      case 'string':
        return this.string(i, shape.slot, shape.label);
      case 'strings':
        return this.strings(i, shape.slot, shape.label);
      case 'object':
        if (shape.mark === 'ref') this.isResource = true;
        return this.object(i, shape.keys, shape.label);
      case 'extra':
      case 'freeObject':
        return this.freeObject(i, shape);
      case 'code':
        return this.integer(i, shape.label);
      default:
        return this.timestamp(i, shape);
    }
  }

  private string(i: number, slot: Slot, label: string): number {
    if (this.bytes[i] !== 0x22) return this.wrong(i, `${label} is not a string`);
    const after = json.skipString(this.bytes, i + 1, this.end);
    if (after < 0) return after;
    this.from[slot] = i + 1;
    this.to[slot] = after - 1;
    this.escaped[slot] = json.sawEscape ? 1 : 0;
    return after;
  }

  private strings(i: number, slot: Slot, label: string): number {
    const b = this.bytes;
    if (b[i] !== 0x5b) return this.wrong(i, `${label} is not a list`);
    let at = json.skipSpace(b, i + 1);
    let items = 0;
    if (b[at] !== 0x5d) {
      for (;;) {
        if (b[at] === 0x6e) at = json.skipNull(b, at);
        else if (b[at] === 0x22) at = json.skipString(b, at + 1, this.end);
        else return this.wrong(at, `${label} holds something that is not a string`);
        if (at < 0) return at;
        items++;
        at = json.skipSpace(b, at);
        if (b[at] === 0x5d) break;
        if (b[at] !== 0x2c) return json.stop(at);
        at = json.skipSpace(b, at + 1);
      }
    }
    if (slot === SLOT.groups) this.hasGroups = items > 0;
    this.from[slot] = i;
    this.to[slot] = at + 1;
    return at + 1;
  }

  private freeObject(i: number, shape: Shape): number {
    if (this.bytes[i] !== 0x7b) return this.wrong(i, `${shape.label} is not a JSON object`);
    if (shape.type === 'extra') this.hasExtra = this.bytes[json.skipSpace(this.bytes, i + 1)] !== 0x7d;
    return json.skipValue(this.bytes, i, this.end);
  }

  private integer(i: number, label: string): number {
    const c = this.bytes[i]!;
    if (c !== 0x2d && (c < 0x30 || c > 0x39)) return this.wrong(i, `${label} is not a whole number`);
    const after = json.skipNumber(this.bytes, i);
    if (after < 0) return after;
    const number = Number(this.bytes.toString('latin1', i, after));
    if (!Number.isInteger(number)) return this.wrong(i, `${label} is not a whole number`);
    this.code = number;
    return after;
  }

  private timestamp(i: number, shape: Shape): number {
    const after = this.string(i, SLOT.unused, shape.label);
    if (after < 0) return after;
    const micros = this.times.read(this.bytes, i + 1, after - 1, () => this.text(SLOT.unused));
    if (Number.isNaN(micros)) return this.wrong(i, `${shape.label} is not a time`);
    if (shape.type === 'time') this.time = micros;
    else this.received = micros;
    return after;
  }

  private wrong(at: number, reason: string): -1 {
    // A wrong type is told only where the JSON itself is whole: a torn line is cut short, whatever its last word was.
    const whole = json.skipValue(this.bytes, at, this.end);
    if (whole >= 0 && this.reason === '') this.reason = reason;
    return -1;
  }
}
