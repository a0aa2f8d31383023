/** The parts of the benchmarks, each of which has a section of RESULTS.md, in their order there. */
import type { Part } from './lines.ts';

/** On how much is measured; the goals are for what stands where nothing is asked for. */
export interface Amounts {
  /** Of the log that the goals call 1 GB. */
  readonly size: string;
  /** Of the log that the goals call 10 GB. */
  readonly large: string;
  /** How long is appended, and how long is idled. */
  readonly seconds: number;
}

export const AMOUNTS: Amounts = { size: '1GB', large: '10GB', seconds: 60 };

export interface PartOf {
  readonly title: string;
  /** Needs the large log: measured only where it is named. */
  readonly large?: true;
  readonly measure: (amounts: Amounts) => Promise<Part>;
}

export const PARTS: Readonly<Record<string, PartOf>> = {
  peers: {
    title: 'Beside its peers',
    measure: async ({ size }) => (await import('./measure-peers.ts')).measurePeers(size),
  },
  growth: {
    title: 'As the log grows',
    large: true,
    measure: async (amounts) => (await import('./growth.ts')).measureGrowth(amounts),
  },
  screen: {
    title: 'The screen',
    measure: async () => (await import('./screen.ts')).measureScreen(),
  },
  filter: {
    title: 'A filter key',
    large: true,
    measure: async ({ large }) => (await import('./filter.ts')).measureFilter(large),
  },
  keys: {
    title: 'A key of the fuzzy search',
    measure: async () => (await import('./keys.ts')).measureKeys(),
  },
  text: {
    title: 'Text search',
    measure: async ({ size }) => (await import('./text.ts')).measureText(size),
  },
  burst: {
    title: 'Many events a second',
    measure: async ({ seconds }) => (await import('./burst.ts')).measureBurst(seconds),
  },
  idle: {
    title: 'Idle',
    measure: async ({ size, seconds }) => (await import('./idle.ts')).measureIdle(size, seconds),
  },
  memory: {
    title: 'Memory',
    measure: async ({ size }) => (await import('./memory.ts')).measureMemory(size),
  },
  scan: {
    title: 'The scan',
    measure: async () => (await import('./scan.ts')).measureScan(),
  },
  policy: {
    title: 'A policy of 100 rules over 1,000,000 events',
    measure: async () => ({ text: await (await import('./policy.ts')).measurePolicy(), figures: {} }),
  },
};
