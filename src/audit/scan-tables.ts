/** The keys of an event (`shape.ts`) as the tables that the compiled scan walks by. */
import * as at from '../../wasm/layout.ts';
import { EVENT, type Keys, type Shape, SLOT, SLOTS } from './shape.ts';

const TYPES: Readonly<Record<Shape['type'], number>> = {
  string: at.TYPE_STRING,
  strings: at.TYPE_STRINGS,
  object: at.TYPE_OBJECT,
  code: at.TYPE_CODE,
  received: at.TYPE_RECEIVED,
  time: at.TYPE_TIME,
  extra: at.TYPE_EXTRA,
  freeObject: at.TYPE_FREE_OBJECT,
};

/** Writes the tables into the memory of the compiled scan. `dictionaries`: the slots of each. */
export function writeTables(memory: ArrayBuffer, dictionaries: readonly (readonly number[])[]): void {
  if (SLOTS > at.MAX_SLOTS) throw new Error('more slots than a row of the compiled scan has room for');
  const words = new Int32Array(memory);
  const bytes = new Uint8Array(memory);
  words[at.GROUPS / 4] = SLOT.groups;
  words[at.HASHED / 4] = SLOT.auditID;
  const pairs = dictionaries.flatMap((slots, k) => slots.flatMap((slot) => [slot, k + 1]));
  words.set([...pairs, 0, 0], at.DICTIONARIES / 4);
  let free = at.KEYS;
  const allocate = (size: number): number => {
    const address = free;
    free += size;
    if (free > at.KEYS_END) throw new Error('more keys than the compiled scan has room for');
    return address;
  };
  const entry = (shape: Shape): number => {
    const address = allocate(at.ENTRY_BYTES);
    words[(address + at.ENTRY_TYPE) / 4] = TYPES[shape.type];
    words[(address + at.ENTRY_SLOT) / 4] = 'slot' in shape ? shape.slot : SLOT.unused;
    words[(address + at.ENTRY_KEYS) / 4] = shape.type === 'object' ? table(shape.keys) : 0;
    words[(address + at.ENTRY_IS_REF) / 4] = shape.type === 'object' && shape.mark === 'ref' ? 1 : 0;
    return address;
  };
  const table = (keys: Keys): number => {
    const address = allocate(at.KEYS_BYTES);
    for (const { bytes: key, shape } of keys.byLength.flat()) {
      if (key.length >= at.ENTRY_LENGTH) throw new Error('a key too long for the compiled scan');
      const made = entry(shape);
      bytes.set(key, made);
      words[(made + at.ENTRY_LENGTH) / 4] = key.length;
      const bucket = address / 4 + ((key[0]! ^ (key.length << 1)) & (at.BUCKETS - 1));
      words[(made + at.ENTRY_NEXT) / 4] = words[bucket]!;
      words[bucket] = made;
    }
    words[(address + at.KEYS_OTHER) / 4] = keys.other === null ? 0 : entry(keys.other);
    return address;
  };
  table(EVENT);
}
