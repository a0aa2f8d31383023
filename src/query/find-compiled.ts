/** The compiled search (`wasm/find.ts`) behind the reference's interface, which takes what that cannot look for. */
import * as at from '../../wasm/find-layout.ts';
import { wasmModule } from '../audit/wasm-module.ts';
import { createPlainFinder, type Finder, findPlainly, indexOfNeedle } from './find.ts';
import { endOfNeedle, type Needle } from './needle.ts';

/** In the bundle: the module in base64, put here by the build. */
declare const AUDITTY_FIND_WASM: string | undefined;

/** ASCII in audit logs, from what is frequent on to what is rare; whatever is not here is rarer still. */
const FREQUENT = '"eats:iron,ucvdmp-1l02.b6/{}34g8kf75hy9z q[]xw\\j?=()_$@%;\'+*~|^!';
const RARITY = Uint8Array.from({ length: 256 }, (_, byte) => {
  const place = FREQUENT.indexOf(String.fromCharCode(byte).toLowerCase());
  return byte >= 0x80 || place < 0 ? FREQUENT.length : place;
});

/** What the compiled search exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  find(from: number, to: number, origin: number, length: number, rare: number, second: number): number;
  resumeAt(): number;
}

/** Makes a finder: the compiled one, or the reference where it cannot run. */
export function createFinder(): Finder {
  const module = wasmModule('find', typeof AUDITTY_FIND_WASM === 'string' ? AUDITTY_FIND_WASM : null);
  return module === null ? createPlainFinder(at.ROOM_BYTES) : new CompiledFinder(module);
}

const LF = 10;
const NONE = new Uint32Array();

class CompiledFinder implements Finder {
  readonly capacity = at.ROOM_BYTES;
  private readonly wasm: Exports;
  private readonly memory: Uint8Array;
  private readonly table: Uint32Array;
  private readonly rooms: readonly [Buffer, Buffer];
  /** The text that is written in the memory. */
  private written: Needle | null = null;
  private rare = 0;
  private second = 0;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, {});
    this.wasm = exports as unknown as Exports; // what wasm/find.ts exports
    // It never grows.
    const { buffer } = this.wasm.memory;
    this.memory = new Uint8Array(buffer);
    this.table = new Uint32Array(buffer, at.FOUND, at.MAX_FOUND);
    this.rooms = [Buffer.from(buffer, roomAt(0), at.ROOM_BYTES), Buffer.from(buffer, roomAt(1), at.ROOM_BYTES)];
  }

  room(which: 0 | 1): Buffer {
    return this.rooms[which];
  }

  find(needle: Needle, which: 0 | 1, length: number): Uint32Array {
    const { pairs } = needle;
    if (pairs === null || pairs.some.length > at.MAX_NEEDLE) return findPlainly(needle, this.rooms[which], length);
    this.write(needle, pairs);
    const origin = roomAt(which);
    const to = origin + length;
    const all: Uint32Array[] = [];
    for (let from = origin; from < to; ) {
      const count = this.wasm.find(from, to, origin, pairs.some.length, this.rare, this.second);
      const found = this.table.subarray(0, count);
      const exact = pairs.isExact ? found : checked(needle, this.rooms[which], found, length);
      from = this.wasm.resumeAt();
      if (from >= to && all.length === 0) return exact;
      all.push(exact.slice());
    }
    return all.length === 0 ? NONE : joined(all);
  }

  private write(needle: Needle, { some, other }: NonNullable<Needle['pairs']>): void {
    if (this.written === needle) return;
    this.written = needle;
    this.memory.set(some, at.SOME);
    this.memory.set(other, at.OTHER);
    const byRarity = [...some.keys()].sort((a, b) => rarity(some, other, b) - rarity(some, other, a));
    this.rare = byRarity[0] ?? 0;
    this.second = byRarity[1] ?? this.rare;
  }
}

function rarity(some: Uint8Array, other: Uint8Array, place: number): number {
  return Math.min(RARITY[some[place]!]!, RARITY[other[place]!]!);
}

function roomAt(which: 0 | 1): number {
  return at.ROOM + which * (at.ROOM_BYTES + at.ROOM_SPACE);
}

/** Of places where the text may stand those where it does, or does later in the same line. */
function checked(needle: Needle, bytes: Buffer, found: Uint32Array, length: number): Uint32Array {
  const kept: number[] = [];
  for (const place of found) {
    if (endOfNeedle(needle, bytes, place, length) >= 0) {
      kept.push(place);
      continue;
    }
    const lf = bytes.indexOf(LF, place);
    const hit = indexOfNeedle(needle, bytes, place + 1, lf < 0 ? length : Math.min(lf, length));
    if (hit >= 0) kept.push(hit);
  }
  return Uint32Array.from(kept);
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
