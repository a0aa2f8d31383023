/** The last line of a file while it has no LF: when it is given out, and when it waits. */

import type { FileOptions } from './file-options.ts';
import type { HeldFile } from './held-file.ts';
import type { Piece } from './pieces.ts';

/** What a read has to give: whole lines; at the end of a file that is not followed, the last line without LF too. */
export function takeLines(held: HeldFile): Piece | null {
  return held.end >= held.limit ? held.lines.takeRest() : held.lines.take();
}

/** How many ms more the torn last line is given to be completed; 0: there is none, or it had its time. */
export function patience(held: HeldFile, options: FileOptions): number {
  if (held.lines.rest().length === 0 || held.tornSeen) return 0;
  return Math.max(0, held.grewAt + options.quietMs - performance.now());
}

/** A last line without LF that turns out to be a whole event, once nothing came for a while; asked once a growth. */
export function wholeAfterAll(
  held: HeldFile,
  isWhole: (line: Uint8Array) => boolean,
  options: FileOptions,
): Piece | null {
  const rest = held.lines.rest();
  if (rest.length === 0 || held.tornSeen || patience(held, options) > 0) return null;
  held.tornSeen = true;
  return isWhole(rest) ? held.lines.takeRest() : null;
}
