/** Chance that repeats: the same seed gives the same draws. */

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [from, to]. */
  int(from: number, to: number): number;
  /** True in `share` of all cases. */
  chance(share: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** The time to the next of events that come `perSecond` on average, in µs, at least 1. */
  gap(perSecond: number): number;
  /** Around `median`, with a long tail upwards: latencies are so. */
  spread(median: number): number;
  /** `length` characters as Kubernetes draws them for names: no vowels, nothing that looks like another. */
  suffix(length: number): string;
  uuid(): string;
}

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

/** mulberry32: 32 bits of state are plenty for a show. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const hex = (length: number): string => Array.from({ length }, () => int(0, 15).toString(16)).join('');
  return {
    next,
    int,
    chance: (share) => next() < share,
    pick: (from) => from[int(0, from.length - 1)] ?? from[0],
    gap: (perSecond) => Math.max(1, Math.round((-Math.log(1 - next()) / perSecond) * 1e6)),
    spread: (median) => median * Math.exp((next() + next() + next() - 1.5) * 1.6),
    suffix: (length) => Array.from({ length }, () => SUFFIX[int(0, SUFFIX.length - 1)]).join(''),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${int(8, 11).toString(16)}${hex(3)}-${hex(12)}`,
  };
}
