/** The codes that are counted most, without sorting all that there are: a pane shows some of thousands. */
import TinyQueue from 'tinyqueue';

/** Of codes with a count the `limit` with the largest, in no order; of those with the same count the first by text. */
export function mostCounted(
  counts: Int32Array,
  size: number,
  limit: number,
  textOf: (code: number) => string,
): { readonly codes: readonly number[]; readonly distinct: number } {
  const largest = new TinyQueue<number>();
  /** The least of the largest; 0 while there are fewer than `limit`. */
  let least = limit > 0 ? 0 : Number.POSITIVE_INFINITY;
  let distinct = 0;
  for (let code = 0; code < size; code++) {
    const count = counts[code]!;
    if (count === 0) continue;
    distinct++;
    if (count <= least) continue;
    largest.push(count);
    if (largest.length > limit) largest.pop();
    if (largest.length === limit) least = largest.peek() ?? 0;
  }
  const codes: number[] = [];
  // Fewer than `limit` have more than the least of the largest; of those that have as many, the first by text.
  for (let code = 0; code < size; code++) if (counts[code]! > least) codes.push(code);
  const room = limit - codes.length;
  if (least === 0 || room <= 0) return { codes, distinct };
  const byText = (a: Tie, b: Tie): number => (a.text < b.text ? 1 : a.text > b.text ? -1 : 0);
  const firsts = new TinyQueue<Tie>([], byText);
  for (let code = 0; code < size; code++) {
    if (counts[code] !== least) continue;
    const text = textOf(code);
    if (firsts.length === room && text > (firsts.peek()?.text ?? '')) continue;
    firsts.push({ code, text });
    if (firsts.length > room) firsts.pop();
  }
  return { codes: [...codes, ...firsts.data.map(({ code }) => code)], distinct };
}

interface Tie {
  readonly code: number;
  readonly text: string;
}
