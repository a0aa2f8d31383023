/** Drift: how a recorded event differs from what a policy says of its request. */
import { levelOrder, type Stage } from '../audit/event.ts';
import type { Verdict } from './policy.ts';

/**
 * unrecorded: the policy records nothing of the request; stage: it omits the stage; higher, lower: it says another
 * level, and the event was recorded above or below it. Of several the first holds.
 */
export const DRIFTS = ['unrecorded', 'stage', 'higher', 'lower'] as const;
export type Drift = (typeof DRIFTS)[number];

/** The drift of an event recorded at this level and stage; `''` where it was recorded as the policy says. */
export function driftOf(verdict: Pick<Verdict, 'level' | 'omitStages'>, level: string, stage: string): Drift | '' {
  if (verdict.level === 'None') return 'unrecorded';
  if (verdict.omitStages.some((omitted: Stage) => omitted === stage)) return 'stage';
  // An event of the legacy format has no level, so that nothing can be said against it.
  if (verdict.level === level || level === '') return '';
  return levelOrder(level) > levelOrder(verdict.level) ? 'higher' : 'lower';
}
