/** One number for a file of one of several sources, so that a row needs no more than that to say where it is from. */

/** Files of a source have numbers in [-2^31, 2^31), in the order they were written: so have these, source by source. */
const FILES = 2 ** 32;

/** `source` counts from 0 on, `file` is the number of its FileRef. */
export function fileId(source: number, file: number): number {
  return source * FILES + file;
}

export function sourceOf(id: number): number {
  return Math.floor((id + FILES / 2) / FILES);
}

/** The number of its FileRef. */
export function numberOf(id: number): number {
  return id - sourceOf(id) * FILES;
}
