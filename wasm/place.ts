/**
 * Where a request's object was when the policy was evaluated, for nearly every event: its URI is /api/VERSION/... or
 * /apis/GROUP/VERSION/..., then /namespaces/NAMESPACE or not, the resource, name and subresource of its objectRef.
 * `src/engine/place.ts` is the reference, and takes what is other.
 */
import {
  PLAIN_NAME_FROM_BODY, PLAIN_NS_FROM_BODY, ROW_ESCAPED, ROW_FROM, ROW_TO, SLOT_API_GROUP, SLOT_NAME, SLOT_NAMESPACE,
  SLOT_RESOURCE, SLOT_SUBRESOURCE, SLOT_URI, SLOT_VERB,
} from './layout'; // biome-ignore format: a table

/** Addresses at which the segments of the path begin, and after the last one where another would. */
const STARTS = memory.data(48, 16);
const MAX_SEGMENTS = 9;

let row: usize = 0;
let origin: usize = 0;
let count: i32 = 0;

/** The flags of what came from the body; -1 where it cannot be told here. */
export function placeFlags(at: usize, base: usize): i32 {
  row = at;
  origin = base;
  if (!isSlotText(load<i32>(SLOT_VERB), 0x61657263, 0x6574) && !isSlotText(load<i32>(SLOT_VERB), 0x61647075, 0x6574))
    return isEscaped(SLOT_VERB) ? -1 : 0;
  count = split();
  if (count < 3) return -1;
  const isCore = isText(0, 3, 0x697061, 0xffffff);
  if (!isCore && !isText(0, 4, 0x73697061, -1)) return -1;
  let part = isCore ? 2 : 3;
  if (!isSlot(SLOT_API_GROUP, isCore ? count : 1)) return -1;
  const isWithin = isNamespaces(part);
  if (isWithin) {
    part += 2;
    if (isText(part, 6, 0x74617473, -1) || isText(part, 8, 0x616e6966, -1)) return -1; // status, finalize
  } else if (isText(part, 5, 0x63746177, -1) || isText(part, 5, 0x786f7270, -1)) return -1; // watch, proxy
  if (part >= count) return -1;
  if (!isSlot(SLOT_RESOURCE, part) || !isSlot(SLOT_SUBRESOURCE, part + 2)) return -1;
  let flags = 0;
  const namespace = isWithin ? part - 1 : count;
  if (!isSlot(SLOT_NAMESPACE, namespace)) {
    if (namespace < count) return -1;
    flags |= PLAIN_NS_FROM_BODY;
  }
  if (!isSlot(SLOT_NAME, part + 1)) {
    if (part + 1 < count) return -1;
    flags |= PLAIN_NAME_FROM_BODY;
  }
  return flags;
}

function isEscaped(slot: usize): bool {
  return load<u8>(row + <usize>load<i32>(slot), ROW_ESCAPED) !== 0;
}

/** Whether a slot holds six bytes: four and two of them. */
function isSlotText(slot: i32, first: u32, last: u32): bool {
  const cell = row + ((<usize>slot) << 2);
  const from = load<i32>(cell, ROW_FROM);
  if (from < 0 || load<i32>(cell, ROW_TO) - from !== 6) return false;
  const p = <usize>from + origin;
  return load<u32>(p) === first && <u32>load<u16>(p, 4) === last;
}

/** Splits a path with nothing to decode, and gives the number of its segments; 0 for any other. */
function split(): i32 {
  const slot = load<i32>(SLOT_URI);
  const cell = row + ((<usize>slot) << 2);
  const from = load<i32>(cell, ROW_FROM);
  if (from < 0) return 0;
  let at = <usize>from + origin;
  const to = <usize>load<i32>(cell, ROW_TO) + origin;
  if (at >= to || load<u8>(at) !== 0x2f) return 0;
  let segments = 0;
  let last = ++at;
  store<usize>(STARTS, at);
  segments++;
  for (; at < to; at++) {
    const c = load<u8>(at);
    if (c === 0x3f) break;
    if (c === 0x25 || c === 0x5c) return 0;
    if (c !== 0x2f) continue;
    if (at === last || segments === MAX_SEGMENTS) return 0;
    last = at + 1;
    store<usize>(STARTS + ((<usize>segments) << 2), last);
    segments++;
  }
  if (at === last) return 0;
  store<usize>(STARTS + ((<usize>segments) << 2), at + 1);
  return segments;
}

function startOf(part: i32): usize {
  return load<usize>(STARTS + ((<usize>part) << 2));
}

function lengthOf(part: i32): i32 {
  return <i32>(startOf(part + 1) - startOf(part)) - 1;
}

/** Whether a segment is as long and begins with these four bytes; what they cannot tell apart is told by length. */
function isText(part: i32, length: i32, first: u32, mask: u32): bool {
  return part < count && lengthOf(part) === length && (load<u32>(startOf(part)) & mask) === first;
}

function isNamespaces(part: i32): bool {
  if (part >= count || lengthOf(part) !== 10) return false;
  const p = startOf(part);
  return load<u64>(p) === 0x63617073656d616e && <u32>load<u16>(p, 8) === 0x7365; // namespac es
}

/** Whether a slot holds what a segment does; one after the last is ''. */
function isSlot(slotAt: usize, part: i32): bool {
  const slot = load<i32>(slotAt);
  const cell = row + ((<usize>slot) << 2);
  const from = load<i32>(cell, ROW_FROM);
  const length = from < 0 ? 0 : load<i32>(cell, ROW_TO) - from;
  if (part >= count) return length === 0;
  if (lengthOf(part) !== length || load<u8>(row + <usize>slot, ROW_ESCAPED) === 1) return false;
  const a = <usize>from + origin;
  const b = startOf(part);
  for (let k: usize = 0; k < <usize>length; k++) if (load<u8>(a + k) !== load<u8>(b + k)) return false;
  return true;
}
