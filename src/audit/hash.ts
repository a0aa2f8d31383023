/** A hash that stands for an auditID. */

/** 53 bits, as a whole double: stands for an auditID. Four bytes at a time, as there is one an event;
 * the compiled scan has the same (`wasm/hash.ts`). */
export function hash53(bytes: Uint8Array, from: number, to: number): number {
  let high = 0x811c9dc5 | 0;
  let low = (0x5bd1e995 ^ (to - from)) | 0;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    high = Math.imul(high ^ word, 0x9e3779b1);
    high ^= high >>> 15;
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 13;
  }
  for (; at < to; at++) {
    high = Math.imul(high ^ bytes[at]!, 0x9e3779b1);
    low = Math.imul(low ^ bytes[at]!, 0x85ebca6b);
  }
  high ^= high >>> 16;
  low ^= low >>> 16;
  return (Math.imul(high, 0xc2b2ae35) & 0x1fffff) * 0x1_0000_0000 + (Math.imul(low, 0xc2b2ae35) >>> 0);
}
