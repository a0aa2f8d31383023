/** The scan of many lines at once: the compiled one behind the reference's interface, which takes what that refuses. */
import * as at from '../../wasm/layout.ts';
import { type ColumnCodes, type PlainRows, ROW_COLUMNS } from './plain-rows.ts';
import { type LineKind, Scanner } from './scan.ts';
import { scanModule } from './scan-module.ts';
import { writeTables } from './scan-tables.ts';
import { SLOT, SLOTS, type Slot } from './shape.ts';

/** Bytes scanned in a call, more only where one line is longer: they and their rows stay in the processor's cache. */
const PIECE_BYTES = 128 * 1024;

/** Codes for the texts of slots, so that a text is looked up by its bytes and decoded once. */
export interface SlotCodes {
  /** The slots of each dictionary. */
  readonly dictionaries: readonly (readonly Slot[])[];
  /**
   * The code of what stands in a slot at `[from, to)`, asked once for each form in bytes; '' is 0 unasked. `isPlain`:
   * it is all ASCII, holds no backslash, and is certainly not asked for again (which want of memory else may lead to).
   */
  codeOf(slot: Slot, bytes: Buffer, from: number, to: number, isPlain: boolean): number;
  /** When the forms are more bytes than `maxBytes` before a block, all codes are forgotten, here too. */
  readonly maxBytes: number;
  forget(): void;
  /** Where they are there, rows come as `Scanner.plainRows`; nothing is ever forgotten then. */
  readonly columns?: ColumnCodes;
}

/** What the compiled scan exports (`wasm/scan.ts`). */
interface Exports {
  readonly memory: WebAssembly.Memory;
  scan(bytes: number, offset: number): number;
  reset(random: number): number;
  heapBytes(): number;
  findText(dictionary: number, at: number, bytes: number): number;
}

const encoder = new TextEncoder();

const NO_CODES: SlotCodes = { dictionaries: [], codeOf: () => 0, maxBytes: Number.POSITIVE_INFINITY, forget() {} };

/** Makes a scanner for blocks of lines: the compiled one, or the reference where it cannot run. */
export function createBlockScanner(codes: SlotCodes = NO_CODES): Scanner {
  const module = scanModule();
  return module === null ? new Scanner() : new BlockScanner(module, codes);
}

class BlockScanner extends Scanner {
  private readonly wasm: Exports;
  private readonly slotCodes: SlotCodes;
  private readonly own = { from: this.from, to: this.to, escaped: this.escaped };
  private block: Buffer | null = null;
  /** Rows filled, and the one of the line asked for last. */
  private rows = 0;
  private row = 0;
  /** Views of the rows, made again where the memory has grown. */
  private memory = new Uint8Array();
  private words = new Int32Array();
  private doubles = new Float64Array();
  private froms: Int32Array[] = [];
  private tos: Int32Array[] = [];
  private escapeds: Uint8Array[] = [];
  private codesOf: Int32Array[] = [];
  private plain: PlainRows | null = null;
  private isPlain = new Uint8Array();

  constructor(module: WebAssembly.Module, codes: SlotCodes) {
    super();
    this.slotCodes = codes;
    const { columns } = codes;
    const intern = (slot: Slot, from: number, to: number, isPlain: number): number => {
      if (this.block === null) return 0;
      if (slot === SLOT.requestURI) return columns?.pathCode(this.block, from, to) ?? 0;
      return codes.codeOf(slot, this.block, from, to, isPlain !== 0);
    };
    const { exports } = new WebAssembly.Instance(module, {
      dictionary: { intern },
      columns: {
        resourceOf: (...words: [number, number, number]): number => columns?.resourceCode(...words) ?? 0,
        statusOf: (status: number): number => columns?.statusCode(status) ?? 0,
      },
    });
    this.wasm = exports as Exports; // what wasm/scan.ts exports
    if (this.wasm.reset(Math.random()) === 0) throw new Error('no memory for the scan');
    this.look();
    writeTables(this.wasm.memory.buffer, codes.dictionaries, columns !== undefined);
  }

  override get heapBytes(): number {
    return this.wasm.heapBytes();
  }

  override codeOfText(dictionary: number, text: string): number | null {
    if (text.includes('\\')) return -1; // What stands in a log with a backslash is not its own text.
    // Of one code unit a text has three bytes at most.
    if (text.length * 3 > at.ASKED_BYTES) return null;
    // Asked for while it scans, when the memory may just have grown.
    const asked = new Uint8Array(this.wasm.memory.buffer, at.ASKED, at.ASKED_BYTES);
    const { written } = encoder.encodeInto(text, asked);
    return this.wasm.findText(dictionary + 1, at.ASKED, written);
  }

  override begin(bytes: Buffer): void {
    this.block = bytes;
    this.rows = 0;
    this.row = 0;
    if (this.wasm.heapBytes() <= this.slotCodes.maxBytes) return;
    this.wasm.reset(Math.random());
    this.slotCodes.forget();
  }

  override lineEnd(bytes: Buffer, start: number): number {
    if (bytes !== this.block) return super.lineEnd(bytes, start);
    this.row++;
    if (!this.isAt(start) && !this.fill(bytes, start)) return super.lineEnd(bytes, start);
    return this.words[this.word + at.ROW_END / 4]!;
  }

  override plainRows(bytes: Buffer, start: number): PlainRows | null {
    if (this.slotCodes.columns === undefined || bytes !== this.block) return null;
    if (!this.isAt(start)) {
      this.row++;
      if (!this.isAt(start) && !this.fill(bytes, start)) {
        this.row--; // As if nobody had asked.
        return null;
      }
    }
    let end = this.row;
    while (end < this.rows && this.isPlain[end] === 1) end++;
    const { plain } = this;
    if (end === this.row || plain === null) {
      this.row--; // `lineEnd` goes on to it.
      return null;
    }
    plain.first = this.row;
    plain.end = end;
    this.row = end - 1;
    return plain;
  }

  override scan(bytes: Buffer, start: number, end: number): LineKind {
    const { word } = this;
    if (bytes !== this.block || !this.isAt(start) || this.words[word + at.ROW_IS_EVENT / 4] === 0) {
      this.from = this.own.from;
      this.to = this.own.to;
      this.escaped = this.own.escaped;
      this.codes = null;
      return super.scan(bytes, start, end);
    }
    const { row, words, doubles } = this;
    const flags = words[word + at.ROW_FLAGS / 4]!;
    this.bytes = bytes;
    this.from = this.froms[row]!;
    this.to = this.tos[row]!;
    this.escaped = this.escapeds[row]!;
    this.codes = this.codesOf[row]!;
    this.code = words[word + at.ROW_CODE / 4]!;
    this.time = doubles[(word + at.ROW_TIME / 4) / 2]!;
    this.auditHash = doubles[(word + at.ROW_HASH / 4) / 2]!;
    this.received = doubles[(word + at.ROW_RECEIVED / 4) / 2]!;
    this.isResource = (flags & at.IS_RESOURCE) !== 0;
    this.hasExtra = (flags & at.HAS_EXTRA) !== 0;
    this.hasGroups = (flags & at.HAS_GROUPS) !== 0;
    this.timeIsReceived = false;
    this.reason = '';
    return 'event';
  }

  /** The row's first word. */
  private get word(): number {
    return (at.ROWS + this.row * at.ROW_BYTES) / 4;
  }

  private isAt(start: number): boolean {
    return this.row < this.rows && this.words[this.word + at.ROW_START / 4] === start;
  }

  /** Scans the lines from `start` on; false where the first of them is longer than there is room for. */
  private fill(bytes: Buffer, start: number): boolean {
    const limit = Math.min(start + PIECE_BYTES, bytes.length);
    let end = limit === bytes.length ? limit : bytes.lastIndexOf(10, limit - 1) + 1;
    if (end <= start) end = Math.min(super.lineEnd(bytes, limit) + 1, bytes.length);
    this.row = 0;
    this.rows = 0;
    if (end - start > at.INPUT_BYTES) return false;
    this.memory.set(bytes.subarray(start, end), at.INPUT);
    this.memory[at.INPUT + end - start] = 10;
    this.rows = this.wasm.scan(end - start, start);
    if (this.memory.length === 0) this.look();
    return true;
  }

  /** Makes the views of the memory, which lose theirs when it grows. */
  private look(): void {
    const { buffer } = this.wasm.memory;
    this.memory = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    const each = <T>(make: (row: number) => T): T[] =>
      Array.from({ length: at.MAX_ROWS }, (_, row) => make(at.ROWS + row * at.ROW_BYTES));
    this.froms = each((row) => new Int32Array(buffer, row + at.ROW_FROM, SLOTS));
    this.tos = each((row) => new Int32Array(buffer, row + at.ROW_TO, SLOTS));
    this.escapeds = each((row) => new Uint8Array(buffer, row + at.ROW_ESCAPED, SLOTS));
    this.codesOf = each((row) => new Int32Array(buffer, row + at.ROW_CODES, SLOTS));
    this.isPlain = new Uint8Array(buffer, at.PLAIN, at.MAX_ROWS);
    this.plain = {
      first: 0,
      end: 0,
      codes: ROW_COLUMNS.map((_, k) => new Uint32Array(buffer, at.COLUMNS + k * at.COLUMN_BYTES, at.MAX_ROWS)),
      most: new Uint32Array(buffer, at.MOST, ROW_COLUMNS.length),
      time: new Float64Array(buffer, at.PLAIN_TIME, at.MAX_ROWS),
      latency: new Uint32Array(buffer, at.PLAIN_LATENCY, at.MAX_ROWS),
      audit: new Float64Array(buffer, at.PLAIN_AUDIT, at.MAX_ROWS),
      start: new Int32Array(buffer, at.PLAIN_START, at.MAX_ROWS),
      length: new Uint32Array(buffer, at.PLAIN_LENGTH, at.MAX_ROWS),
      flags: new Uint8Array(buffer, at.PLAIN_FLAGS, at.MAX_ROWS),
    };
  }
}
