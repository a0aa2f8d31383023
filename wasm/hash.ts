/** `hash53` of `src/audit/hash.ts`, the same to the last bit. */
export function hash53(p: usize, length: usize): f64 {
  let high: u32 = 0x811c9dc5;
  let low: u32 = 0x5bd1e995 ^ <u32>length;
  const end = p + length;
  let at = p;
  for (; at + 4 <= end; at += 4) {
    const word = load<u32>(at);
    high = (high ^ word) * 0x9e3779b1;
    high ^= high >> 15;
    low = (low ^ word) * 0x85ebca6b;
    low ^= low >> 13;
  }
  for (; at < end; at++) {
    high = (high ^ <u32>load<u8>(at)) * 0x9e3779b1;
    low = (low ^ <u32>load<u8>(at)) * 0x85ebca6b;
  }
  high ^= high >> 16;
  low ^= low >> 16;
  return <f64>((high * 0xc2b2ae35) & 0x1fffff) * 4294967296.0 + <f64>(low * 0xc2b2ae35);
}
