/**
 * The filter on the way out. Where it has expressions on whole lines, events wait here until a worker has said whether
 * these are found in them.
 */
import { createExpressionRunner } from '../query/expression-runner.ts';
import type { Context } from '../query/fields.ts';
import { type Answers, expressionsOf, partialMatcher } from '../query/match.ts';
import type { ExpressionTerm, Query } from '../query/query.ts';
import { TextList } from '../query/texts.ts';
import type { StreamedEvent } from './stream.ts';

export interface Gate {
  /** Lets an event that passes the filter through to `then`, in order: at once, or when `settle` is called. */
  pass(event: StreamedEvent, context: Context, then: (event: StreamedEvent) => void): void;
  /** Lets those that wait through, or drops them. To be called often: they are held in memory. */
  settle(): Promise<void>;
}

interface Waiting {
  readonly event: StreamedEvent;
  readonly context: Context;
  readonly then: (event: StreamedEvent) => void;
  readonly answers: Map<ExpressionTerm, boolean>;
}

const NO_ANSWERS: Answers = new Map();

/** `onStopped`: an expression took too long; it is called once, with a sentence, and no event is let through any more. */
export function queryGate(query: Query, onStopped: (why: string) => void): Gate {
  const passes = partialMatcher(query);
  const expressions = expressionsOf(query);
  if (expressions.length === 0) {
    return {
      pass(event, context, then) {
        if (passes(event.fields, context, event.raw, NO_ANSWERS) === true) then(event);
      },
      settle: async () => undefined,
    };
  }
  const runner = createExpressionRunner();
  let waiting: Waiting[] = [];
  let stopped = false;

  const verdict = ({ event, context, answers }: Waiting): boolean | null =>
    passes(event.fields, context, event.raw, answers);

  /** Asks for an expression in the events that hang on it. */
  async function ask(all: readonly Waiting[], term: ExpressionTerm): Promise<void> {
    const open = all.filter((each) => verdict(each) === null);
    if (open.length === 0) return;
    const texts = new TextList();
    for (const { event } of open) texts.add(event.raw.bytes.subarray(event.raw.from, event.raw.to));
    const answer = await runner.run(term.expression, texts.all());
    if ('found' in answer) for (const [at, { answers }] of open.entries()) answers.set(term, answer.found[at] === 1);
    else {
      stopped = true;
      onStopped(answer.stopped);
    }
  }

  return {
    pass(event, context, then) {
      if (stopped || passes(event.fields, context, event.raw, NO_ANSWERS) === false) return;
      waiting.push({ event: kept(event), context, then, answers: new Map() });
    },
    async settle() {
      const all = waiting;
      waiting = [];
      for (const term of expressions) {
        if (stopped) return;
        await ask(all, term);
      }
      if (stopped) return;
      for (const each of all) if (verdict(each) === true) each.then(each.event);
    },
  };
}

/** The event with bytes of its own: those of the block are valid only until the next one is read. */
function kept(event: StreamedEvent): StreamedEvent {
  const { bytes, from, to } = event.raw;
  const own = Buffer.from(bytes.subarray(from, to));
  return { ...event, raw: { bytes: own, from: 0, to: own.length }, text: () => own.toString('utf8') };
}
