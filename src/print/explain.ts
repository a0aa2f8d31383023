/** `auditty policy explain`: for each event the rule of a policy that it falls under, and what it would record. */
import type { EventFields } from '../audit/event.ts';
import { safeJson } from '../audit/safe.ts';
import { attributesOf } from '../policy/attributes.ts';
import { driftOf } from '../policy/drift.ts';
import { evaluate, recorded } from '../policy/match.ts';
import type { Policy, Verdict } from '../policy/policy.ts';
import { ruleTag } from '../query/fields.ts';
import type { Collection } from '../sources/together.ts';
import { passInTurn } from './in-turn.ts';
import { lastOf } from './last.ts';
import type { Output } from './output.ts';
import type { PrintJob } from './print.ts';
import { EVENT_COLUMNS, tableLine } from './rows.ts';
import type { StreamedEvent, Tally } from './stream.ts';

export interface ExplainJob extends Pick<PrintJob, 'follow' | 'signal' | 'gate' | 'lines' | 'onFirst' | 'onState'> {
  /** Read one after the other. */
  readonly collection: Collection;
  readonly policy: Policy;
  readonly output: 'table' | 'jsonl' | 'json';
}

/** Explains, and gives the number of events told of. */
export async function explainEvents(job: ExplainJob, out: Output, tally: Tally): Promise<number> {
  const form = FORMS[job.output];
  let told = 0;
  const emit = (text: string): void => {
    if (told === 0) job.onFirst();
    out.write(`${told === 0 ? '' : form.between}${text}`);
    told++;
  };
  const kept = lastOf(job.lines, emit);
  out.write(form.head);
  const take = (event: StreamedEvent): void => {
    const verdict = evaluate(job.policy, attributesOf(event.fields));
    const rule = ruleTag(verdict.ruleIndex);
    const drift = driftOf(verdict, event.fields.level, event.fields.stage);
    job.gate.pass(event, { source: event.source, rule, drift }, (passed) => kept.take(form.event(passed, verdict)));
  };
  const pause = async (caughtUp: boolean): Promise<void> => {
    await job.gate.settle();
    if (job.follow && caughtUp) kept.release();
    await out.flush();
  };
  const { follow, signal, onState } = job;
  await passInTurn(job.collection, tally, { follow, signal, take, pause, onState });
  kept.release();
  out.write(form.tail(told > 0));
  await out.flush();
  return told;
}

interface ExplainForm {
  readonly head: string;
  readonly between: string;
  event(event: StreamedEvent, verdict: Verdict): string;
  tail(any: boolean): string;
}

type Column = readonly [title: string, cells: number, read: (fields: EventFields, verdict: Verdict) => string];

/** What the policy says, beside what was recorded. */
const COLUMNS: readonly Column[] = [
  ...EVENT_COLUMNS,
  ['rule', 5, (_, { ruleIndex }) => ruleTag(ruleIndex)],
  ['policy says', 15, (fields, verdict) => (recorded(verdict, fields.stage) ? verdict.level : 'not recorded')],
  ['drift', 10, (fields, verdict) => driftOf(verdict, fields.level, fields.stage)],
];

const FORMS: Readonly<Record<ExplainJob['output'], ExplainForm>> = {
  table: {
    head: tableLine(COLUMNS.map(([title, cells]) => [title, cells])),
    between: '',
    event: ({ fields }, verdict) => tableLine(COLUMNS.map(([, cells, read]) => [read(fields, verdict) || '-', cells])),
    tail: () => '',
  },
  jsonl: { head: '', between: '', event: (event, verdict) => `${explained(event, verdict)}\n`, tail: () => '' },
  json: {
    head: '[',
    between: ',',
    event: (event, verdict) => `\n${explained(event, verdict)}`,
    tail: (any) => (any ? '\n]\n' : ']\n'),
  },
};

/** The form that scripts rely on: design.md, "The command line". */
function explained({ file, line, fields }: StreamedEvent, verdict: Verdict): string {
  const { ruleIndex, level, omitStages, omitManagedFields } = verdict;
  const { auditID, stage } = fields;
  const isRecorded = recorded(verdict, stage);
  const explanation = {
    file,
    line,
    auditID,
    stage,
    ruleIndex,
    level,
    omitStages,
    omitManagedFields,
    recorded: isRecorded,
  };
  return safeJson(explanation);
}
