/** Why an event may have been recorded otherwise than a policy says: the likeliest reason, as far as the event tells. */
import type { EventFields } from '../audit/event.ts';
import { attributesOf } from './attributes.ts';
import { type Drift, driftOf } from './drift.ts';
import { evaluate } from './match.ts';
import type { Policy } from './policy.ts';

/**
 * body: with another name or namespace the policy says what was recorded: objectRef was completed from the body, and
 * what the apiserver saw before cannot be told; truncated: bodies were cut off because of their size; policy: nothing
 * in the event explains it, so another policy was in force.
 */
export type DriftReason = 'body' | 'truncated' | 'policy';

/** The likeliest reason of a drift; `truncated` says that the event has audit.k8s.io/truncated. */
export function driftReason(policy: Policy, event: EventFields, drift: Drift, truncated: boolean): DriftReason {
  if (fitsOtherwise(policy, event)) return 'body';
  // Truncation takes bodies away and leaves the level, but tools that judge by the bodies write a lower one.
  return truncated && drift === 'lower' ? 'truncated' : 'policy';
}

/** Whether the policy says what was recorded if the request had no name or namespace yet, or those of objectRef. */
function fitsOtherwise(policy: Policy, event: EventFields): boolean {
  if (event.verb !== 'create' && event.verb !== 'update') return false;
  const attributes = attributesOf(event);
  const places = [
    { namespace: event.namespace, name: event.name },
    { namespace: event.namespace, name: '' },
    { namespace: '', name: event.name },
    { namespace: '', name: '' },
  ];
  return places.some((place) => {
    const verdict = evaluate(policy, { ...attributes, ...place });
    return driftOf(verdict, event.level, event.stage) === '';
  });
}

const REASONS: Readonly<Record<DriftReason, string>> = {
  body: 'its name or namespace was filled in from the body after the policy was evaluated',
  truncated: 'its bodies were cut off (audit.k8s.io/truncated)',
  policy: 'another policy was in force when it was recorded',
};

/** The reason as part of a sentence: `likely because ...`. */
export function driftReasonWords(reason: DriftReason): string {
  return REASONS[reason];
}
