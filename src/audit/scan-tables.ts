/** The keys of an event (`shape.ts`) as the tables that the compiled scan walks by. */
import * as at from '../../wasm/layout.ts';
import { ROW_COLUMNS, type RowColumn } from './plain-rows.ts';
import { EVENT, type Keys, type Shape, SLOT, SLOTS, type Slot } from './shape.ts';

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

/** The slots whose codes are those of a column. */
const COLUMN_OF: Partial<Record<Slot, RowColumn>> = {
  [SLOT.stage]: 'stage',
  [SLOT.level]: 'level',
  [SLOT.verb]: 'verb',
  [SLOT.username]: 'user',
  [SLOT.as]: 'as',
  [SLOT.groups]: 'groups',
  [SLOT.namespace]: 'ns',
  [SLOT.name]: 'name',
  [SLOT.sourceIPs]: 'ips',
  [SLOT.userAgent]: 'agent',
  [SLOT.decision]: 'decision',
  [SLOT.authReason]: 'reason',
};

/**
 * Writes the tables into the memory of the compiled scan. `dictionaries`: the slots of each; `plainRows`: whether the
 * columns of plain rows are wanted.
 */
export function writeTables(memory: ArrayBuffer, dictionaries: readonly (readonly Slot[])[], plainRows: boolean): void {
  if (SLOTS > at.MAX_SLOTS) throw new Error('more slots than a row of the compiled scan has room for');
  const words = new Int32Array(memory);
  const bytes = new Uint8Array(memory);
  const columnOf = (column: RowColumn | undefined): number => (column === undefined ? -1 : ROW_COLUMNS.indexOf(column));
  const looked = dictionaries.flatMap((slots, k) => slots.flatMap((slot) => [slot, k + 1, columnOf(COLUMN_OF[slot])]));
  words.set([...looked, 0, 0, 0], at.DICTIONARIES / 4);
  const single: readonly (readonly [address: number, value: number])[] = [
    [at.GROUPS, SLOT.groups],
    [at.HASHED, SLOT.auditID],
    [at.SLOT_VERB, SLOT.verb],
    [at.SLOT_URI, SLOT.requestURI],
    [at.SLOT_USERNAME, SLOT.username],
    [at.SLOT_UID, SLOT.uid],
    [at.SLOT_RESOURCE, SLOT.resource],
    [at.SLOT_API_GROUP, SLOT.apiGroup],
    [at.SLOT_SUBRESOURCE, SLOT.subresource],
    [at.SLOT_NAMESPACE, SLOT.namespace],
    [at.SLOT_NAME, SLOT.name],
    [at.SLOT_REASON, SLOT.reason],
    [at.SLOT_STATUS, SLOT.status],
    [at.SLOT_TRUNCATED, SLOT.truncated],
    // A dictionary of its own, after the others.
    [at.PATHS, plainRows ? dictionaries.length + 1 : 0],
    [at.COLUMN_RESOURCE, columnOf('resource')],
    [at.COLUMN_PATH, columnOf('path')],
    [at.COLUMN_CODE, columnOf('code')],
    [at.COLUMN_STATUS, columnOf('status')],
  ];
  for (const [address, value] of single) words[address / 4] = value;
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
