/** `auditty policy explain`: for each event the rule of a policy that it falls under, and what it would record. */
import { safeJson } from '../audit/safe.ts';
import { attributesOf } from '../policy/attributes.ts';
import { driftOf } from '../policy/drift.ts';
import { evaluate, recorded } from '../policy/match.ts';
import type { Policy, Verdict } from '../policy/policy.ts';
import { type Context, ruleTag } from '../query/fields.ts';
import type { Collection } from '../sources/together.ts';
import { passInTurn } from './in-turn.ts';
import { lastOf } from './last.ts';
import type { Output } from './output.ts';
import type { PrintJob } from './print.ts';
import { EVENT_COLUMNS, type TableColumn, tableHead, tableRow } from './rows.ts';
import type { StreamedEvent, Tally } from './stream.ts';
import type { Paint } from './tone.ts';

export interface ExplainJob extends Pick<PrintJob, 'follow' | 'signal' | 'gate' | 'lines' | 'onFirst' | 'onState'> {
  /** Read one after the other. */
  readonly collection: Collection;
  readonly policy: Policy;
  readonly output: 'table' | 'jsonl' | 'json';
  readonly paint: Paint;
}

/** Explains, and gives the number of events told of. */
export async function explainEvents(job: ExplainJob, out: Output, tally: Tally): Promise<number> {
  const form = job.output === 'table' ? tableOf(job.paint) : FORMS[job.output];
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

/** What the policy says, beside what was recorded. */
function columnsOf(verdict: Verdict): readonly TableColumn[] {
  return [
    ...EVENT_COLUMNS,
    { title: 'rule', cells: 5, read: () => ruleTag(verdict.ruleIndex), tone: () => 'policy' },
    {
      title: 'policy says',
      cells: 15,
      read: ({ stage }) => (recorded(verdict, stage) ? verdict.level : 'not recorded'),
      tone: () => null,
    },
    { title: 'drift', cells: 10, read: ({ level, stage }) => driftOf(verdict, level, stage), tone: () => 'write' },
  ];
}

const NOWHERE: Context = { source: '', rule: '', drift: '' };
const NO_VERDICT: Verdict = { ruleIndex: -1, level: 'None', omitStages: [], omitManagedFields: false };

function tableOf(paint: Paint): ExplainForm {
  return {
    head: tableHead(columnsOf(NO_VERDICT), paint),
    between: '',
    event: (event, verdict) => tableRow(columnsOf(verdict), event, NOWHERE, paint),
    tail: () => '',
  };
}

const FORMS: Readonly<Record<Exclude<ExplainJob['output'], 'table'>, ExplainForm>> = {
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
