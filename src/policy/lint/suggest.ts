/** The word that a mistyped one most likely meant. */
import Fuse from 'fuse.js';

/** The nearest of the words, null where none is near. `threshold`: 0 the same, 1 anything. */
export function nearest(text: string, words: readonly string[], threshold = 0.4): string | null {
  const same = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (same !== undefined) return same;
  const fuse = new Fuse(words, { threshold, distance: 20, includeScore: true, minMatchCharLength: 2 });
  const [best] = fuse.search(text);
  // Fuse finds a short word within a long one: what differs in length by half is another word.
  if (best === undefined || Math.abs(best.item.length - text.length) > Math.max(2, text.length / 2)) return null;
  return best.item;
}
