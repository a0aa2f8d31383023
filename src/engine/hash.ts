/** Hashes of byte ranges: FNV-1a, as short keys and ids need no more. */

/** 32 bits, as a signed number. */
export function hashBytes(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) | 0;
}

/** 53 bits, as a whole double: stands for an auditID. */
export function hash53(bytes: Uint8Array, from: number, to: number): number {
  const high = hashBytes(bytes, from, to, 0x811c9dc5) & 0x1fffff;
  const low = hashBytes(bytes, from, to, 0x5bd1e995) >>> 0;
  return high * 0x1_0000_0000 + low;
}
