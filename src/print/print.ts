/** `auditty print`: matching events to stdout. */

import { attributesOf } from '../policy/attributes.ts';
import { driftOf } from '../policy/drift.ts';
import { evaluate } from '../policy/match.ts';
import type { Policy } from '../policy/policy.ts';
import { type Context, ruleTag } from '../query/fields.ts';
import type { Predicate } from '../query/match.ts';
import type { Source } from '../sources/source.ts';
import { lastOf } from './last.ts';
import type { Output } from './output.ts';
import type { Form } from './rows.ts';
import { type StreamedEvent, streamEvents, type Tally } from './stream.ts';

export interface PrintJob {
  readonly source: Source;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  readonly passes: Predicate;
  readonly policy: Policy | null;
  readonly form: Form;
  /** The last so many of what is there already; null for all. */
  readonly lines: number | null;
  /** Called when the first event has been written. */
  readonly onFirst: () => void;
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
    if (!job.passes(event.fields, context)) return;
    kept.take(job.form.event(event, context));
  };
  out.write(job.form.head);
  await streamEvents(job.source, job, tally, take, async () => {
    if (job.follow && tally.state?.phase === 'live') kept.release();
    await out.flush();
  });
  kept.release();
  out.write(job.form.tail(printed > 0));
  await out.flush();
  return printed;
}

/** Where an event came from, the rule that matches it, and how it differs from what that rule says. */
export function contextOf(job: Pick<PrintJob, 'source' | 'policy'>, event: StreamedEvent): Context {
  const source = job.source.name;
  if (job.policy === null) return { source, rule: '', drift: '' };
  const { fields } = event;
  const verdict = evaluate(job.policy, attributesOf(fields));
  return { source, rule: ruleTag(verdict.ruleIndex), drift: driftOf(verdict, fields.level, fields.stage) };
}
