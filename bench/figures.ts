/** What is told of several rounds. */

export function least(list: readonly number[]): number {
  return Math.min(...list);
}

export function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}
