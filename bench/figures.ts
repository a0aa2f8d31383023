/** What is told of several rounds. */

export function least(list: readonly number[]): number {
  return Math.min(...list);
}

export function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}

/** The value that so many of a hundred do not exceed. */
export function percentile(list: readonly number[], percent: number): number {
  return [...list].sort((a, b) => a - b)[Math.ceil((list.length * percent) / 100) - 1] ?? Number.NaN;
}

/** The median of the ratios to another's figure of the same round. */
export function ratioTo(of: readonly number[], to: readonly number[]): number {
  return median(of.map((value, round) => value / (to[round] ?? Number.NaN)));
}

/** A figure with about three digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '?';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
