/** Columns of whole numbers, each as wide as what it holds needs: a byte, two or four a row. */

/** Rows a segment holds at most. */
export const SEGMENT_ROWS = 65_536;

export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

/** A column of nothing but zeros, shared by all that are: it is never written to. */
export const ZEROS: CodeArray = new Uint8Array(SEGMENT_ROWS);

/** The greatest number that an array holds. */
export function limitOf(array: CodeArray): number {
  if (array === ZEROS) return 0;
  return array.BYTES_PER_ELEMENT === 1 ? 0xff : array.BYTES_PER_ELEMENT === 2 ? 0xffff : 0xffff_ffff;
}

/** An array of zeros that holds numbers up to `most`. */
export function codeArray(capacity: number, most: number): CodeArray {
  if (most === 0) return ZEROS;
  return most <= 0xff
    ? new Uint8Array(capacity)
    : most <= 0xffff
      ? new Uint16Array(capacity)
      : new Uint32Array(capacity);
}

/** The same numbers in an array of that capacity that holds numbers up to `most` as well. */
export function withRoom(array: CodeArray, capacity: number, most = 0): CodeArray {
  const fresh = codeArray(capacity, Math.max(most, limitOf(array)));
  if (fresh !== ZEROS && array !== ZEROS) fresh.set(array);
  return fresh;
}

/** The greatest of the numbers `[from, to)`. */
export function mostOf(array: CodeArray, from: number, to: number): number {
  let most = 0;
  for (let at = from; array !== ZEROS && at < to; at++) if (array[at]! > most) most = array[at]!;
  return most;
}
