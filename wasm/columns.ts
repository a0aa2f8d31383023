/**
 * Rows as the index has them: the cells of an event that is plain, column by column (`src/audit/plain-rows.ts`). An
 * event is not plain where a cell would need more than bytes compared and looked up: JavaScript takes its row then.
 */
import { codeOf } from './dictionary';
import {
  COLUMN_BYTES, COLUMN_CODE, COLUMN_PATH, COLUMN_RESOURCE, COLUMN_STATUS, COLUMNS, DICTIONARIES, DICTIONARY_BYTES,
  HAS_EXTRA, HAS_GROUPS, HASHED, IS_RESOURCE, MAX_COLUMNS, MAX_RESOURCES, MAX_STATUS, MOST, NO_LATENCY, PATHS, PLAIN,
  PLAIN_AUDIT, PLAIN_FLAGS, PLAIN_HAS_USER, PLAIN_IS_RESOURCE, PLAIN_LATENCY, PLAIN_LENGTH, PLAIN_START, PLAIN_TIME,
  PLAIN_TRUNCATED, RESOURCES, ROW_CODE, ROW_CODES, ROW_END, ROW_ESCAPED, ROW_FLAGS, ROW_FROM, ROW_HASH, ROW_RECEIVED,
  ROW_START, ROW_TIME, ROW_TO, SLOT_API_GROUP, SLOT_REASON, SLOT_RESOURCE, SLOT_STATUS, SLOT_SUBRESOURCE,
  SLOT_TRUNCATED, SLOT_UID, SLOT_URI, SLOT_USERNAME, STATUSES,
} from './layout'; // biome-ignore format: a table
import { placeFlags } from './place';

/** In JavaScript: see `ColumnCodes`. */
declare function resourceOf(resource: i32, apiGroup: i32, subresource: i32): i32;
declare function statusOf(status: i32): i32;

/** Forgets what was asked for. */
export function resetColumns(): void {
  memory.fill(RESOURCES, 0xff, 16 * MAX_RESOURCES);
  memory.fill(STATUSES, 0, 4 * MAX_STATUS);
}

/** Before the first row of a call. */
export function beginColumns(): void {
  memory.fill(MOST, 0, 4 * MAX_COLUMNS);
  memory.fill(PLAIN, 0, 256);
}

/** Writes the cells of `row`, number `k`, whose codes are there, where its event is plain. */
export function fillColumns(row: usize, k: usize, origin: usize): void {
  const paths = load<i32>(PATHS);
  if (paths === 0) return;
  const time = load<f64>(row, ROW_TIME);
  const received = load<f64>(row, ROW_RECEIVED);
  const known = !isNaN(received);
  const latency = known ? time - received : 0.0;
  if (latency < 0.0 || latency >= <f64>NO_LATENCY || load<u8>(row + <usize>load<i32>(HASHED), ROW_ESCAPED) !== 0)
    return;
  const isResource = (load<i32>(row, ROW_FLAGS) & IS_RESOURCE) !== 0;
  let flags = userFlag(row);
  let path = 0;
  if (isResource) {
    const place = placeFlags(row, origin);
    if (place < 0) return;
    flags |= PLAIN_IS_RESOURCE | place;
  } else {
    const slot = load<i32>(SLOT_URI);
    if (load<u8>(row + <usize>slot, ROW_ESCAPED) !== 0) return;
    const from = fromOf(row, slot);
    if (from >= 0)
      path = codeOf(slot, paths, <usize>from + origin, pathLength(<usize>from + origin, lengthOf(row, slot)), from);
  }
  const cut = truncatedFlag(row, origin);
  if (cut < 0) return;
  for (let at: usize = DICTIONARIES; load<i32>(at, 4) !== 0; at += DICTIONARY_BYTES) {
    const column = load<i32>(at, 8);
    if (column >= 0) put(column, k, codeIn(row, load<i32>(at)));
  }
  const reason = codeIn(row, load<i32>(SLOT_REASON));
  put(load<i32>(COLUMN_STATUS), k, reason !== 0 ? reason : codeIn(row, load<i32>(SLOT_STATUS)));
  put(load<i32>(COLUMN_RESOURCE), k, resource(row));
  put(load<i32>(COLUMN_PATH), k, path);
  put(load<i32>(COLUMN_CODE), k, status(load<i32>(row, ROW_CODE)));
  store<u8>(PLAIN_FLAGS + k, flags | cut);
  store<f64>(PLAIN_TIME + (k << 3), time);
  store<f64>(PLAIN_AUDIT + (k << 3), load<f64>(row, ROW_HASH));
  store<u32>(PLAIN_LATENCY + (k << 2), known ? <u32>latency : NO_LATENCY);
  store<u8>(PLAIN + k, 1);
}

/** The lines' places are known when their ends are. */
export function placeColumns(row: usize, k: usize): void {
  const start = load<i32>(row, ROW_START);
  store<i32>(PLAIN_START + (k << 2), start);
  store<i32>(PLAIN_LENGTH + (k << 2), load<i32>(row, ROW_END) - start);
}

function put(column: i32, k: usize, code: i32): void {
  const at = <usize>column;
  store<i32>(COLUMNS + at * COLUMN_BYTES + (k << 2), code);
  if (<u32>code > load<u32>(MOST + (at << 2))) store<i32>(MOST + (at << 2), code);
}

function fromOf(row: usize, slot: i32): i32 {
  return load<i32>(row + ((<usize>slot) << 2), ROW_FROM);
}

function lengthOf(row: usize, slot: i32): i32 {
  const from = fromOf(row, slot);
  return from < 0 ? 0 : load<i32>(row + ((<usize>slot) << 2), ROW_TO) - from;
}

function codeIn(row: usize, slot: i32): i32 {
  return load<i32>(row + ((<usize>slot) << 2), ROW_CODES);
}

function userFlag(row: usize): i32 {
  const isFilled = (load<i32>(row, ROW_FLAGS) & (HAS_EXTRA | HAS_GROUPS)) !== 0;
  const hasName = lengthOf(row, load<i32>(SLOT_USERNAME)) > 0 || lengthOf(row, load<i32>(SLOT_UID)) > 0;
  return isFilled || hasName ? PLAIN_HAS_USER : 0;
}

/** Whether the annotation says `true`; -1 where it has to be decoded first. */
function truncatedFlag(row: usize, origin: usize): i32 {
  const slot = load<i32>(SLOT_TRUNCATED);
  const from = fromOf(row, slot);
  if (from < 0) return 0;
  if (load<u8>(row + <usize>slot, ROW_ESCAPED) !== 0) return -1;
  return lengthOf(row, slot) === 4 && load<u32>(<usize>from + origin) === 0x65757274 ? PLAIN_TRUNCATED : 0;
}

/** The length of a URI up to its query. */
function pathLength(p: usize, length: i32): i32 {
  let k = 0;
  while (k < length && load<u8>(p + <usize>k) !== 0x3f) k++;
  return k;
}

function resource(row: usize): i32 {
  const a = codeIn(row, load<i32>(SLOT_RESOURCE));
  const b = codeIn(row, load<i32>(SLOT_API_GROUP));
  const c = codeIn(row, load<i32>(SLOT_SUBRESOURCE));
  const entry = <usize>RESOURCES + <usize>(<u32>(a * 31 + b * 7 + c * 131) & (MAX_RESOURCES - 1)) * 16;
  if (load<i32>(entry) === a && load<i32>(entry, 4) === b && load<i32>(entry, 8) === c) return load<i32>(entry, 12);
  const code = resourceOf(a, b, c);
  store<i32>(entry, a);
  store<i32>(entry, b, 4);
  store<i32>(entry, c, 8);
  store<i32>(entry, code, 12);
  return code;
}

function status(n: i32): i32 {
  if (n === 0) return 0;
  if (n < 0 || n >= MAX_STATUS) return statusOf(n);
  const entry = <usize>STATUSES + ((<usize>n) << 2);
  const known = load<i32>(entry);
  if (known !== 0) return known - 1;
  const code = statusOf(n);
  store<i32>(entry, code + 1);
  return code;
}
