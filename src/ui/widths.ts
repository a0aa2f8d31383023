/**
 * string-width with what it said before: Ink measures the same lines several times a frame, and most lines are those
 * of the frame before. In the bundle it stands in the place of the package (`rolldown.config.ts`).
 */
import stringWidth, { type Options } from 'string-width';

/** Texts kept; with the next one all are forgotten. A screen has some hundred lines and parts of lines. */
const KEPT = 2000;
const PRINTABLE_ASCII = /^[ -~]*$/;
const known = new Map<string, number>();

/** As string-width: the cells a text takes, control sequences none. */
function width(text: string, options?: Options): number {
  if (options !== undefined) return stringWidth(text, options);
  if (PRINTABLE_ASCII.test(text)) return text.length;
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size === KEPT) known.clear();
  const cells = stringWidth(text);
  known.set(text, cells);
  return cells;
}

// biome-ignore lint/style/noDefaultExport: the package has one
export default width;
