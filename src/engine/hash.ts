/** The hash of byte ranges: FNV-1a, as short keys need no more. */

/** 32 bits, as a signed number. */
export function hashBytes(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) | 0;
}
