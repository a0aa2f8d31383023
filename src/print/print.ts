/** `auditty print`: matching events to stdout. */

import { attributesOf } from '../policy/attributes.ts';
import { driftOf } from '../policy/drift.ts';
import { evaluate } from '../policy/match.ts';
import type { Policy } from '../policy/policy.ts';
import { type Context, ruleTag } from '../query/fields.ts';
import type { Collection } from '../sources/together.ts';
import type { Gate } from './gate.ts';
import { lastOf } from './last.ts';
import { mergeEvents } from './merge.ts';
import type { Output } from './output.ts';
import type { Form } from './rows.ts';
import { type OnState, type StreamedEvent, streamEvents, type Tally } from './stream.ts';

export interface PrintJob {
  readonly collection: Collection;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Through which those go that pass. */
  readonly gate: Gate;
  readonly policy: Policy | null;
  readonly form: Form;
  /** The last so many of what is there already; null for all. */
  readonly lines: number | null;
  /** Called when the first event has been written. */
  readonly onFirst: () => void;
  /** Called with each state of a source, or of a place in which sources are looked for, when it is told. */
  readonly onState: OnState;
}

/** Prints and gives the number of events printed. */
export async function printEvents(job: PrintJob, out: Output, tally: Tally): Promise<number> {
  let printed = 0;
  const emit = (text: string): void => {
    if (printed === 0) job.onFirst();
    out.write(`${printed === 0 ? '' : job.form.between}${text}`);
    printed++;
  };
  const kept = lastOf(job.lines, emit);
  const take = (event: StreamedEvent): void => {
    const context = contextOf(job, event);
    job.gate.pass(event, context, (passed) => kept.take(job.form.event(passed, context)));
  };
  out.write(job.form.head);
  const pause = async (caughtUp: boolean): Promise<void> => {
    await job.gate.settle();
    if (job.follow && caughtUp) kept.release();
    await out.flush();
  };
  const [only, ...others] = job.collection.sources;
  const { follow, signal, onState } = job;
  if (only !== undefined && others.length === 0 && job.collection.later === null) {
    await streamEvents(only, tally, { follow, signal, take, pause, onState });
  } else await mergeEvents(job.collection, tally, { order: 'time', follow, signal, take, pause, onState });
  kept.release();
  out.write(job.form.tail(printed > 0));
  await out.flush();
  return printed;
}

/** Where an event came from, the rule that matches it, and how it differs from what that rule says. */
export function contextOf(job: Pick<PrintJob, 'policy'>, event: StreamedEvent): Context {
  const { source } = event;
  if (job.policy === null) return { source, rule: '', drift: '' };
  const { fields } = event;
  const verdict = evaluate(job.policy, attributesOf(fields));
  return { source, rule: ruleTag(verdict.ruleIndex), drift: driftOf(verdict, fields.level, fields.stage) };
}
