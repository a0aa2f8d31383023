/** Events on their way out wait here until a worker has said whether the query's expressions are found in them. */
import { createExpressionRunner } from '../query/expression-runner.ts';
import type { ExpressionTerm } from '../query/query.ts';
import { TextList } from '../query/texts.ts';
import type { StreamedEvent } from './stream.ts';

export interface Gate {
  /** Lets an event through to `then`, in order: at once where there is no expression, else when `settle` is called. */
  pass(event: StreamedEvent, then: (event: StreamedEvent) => void): void;
  /** Lets those that wait through, or drops them. To be called often: they are held in memory. */
  settle(): Promise<void>;
}

export const OPEN_GATE: Gate = { pass: (event, then) => then(event), settle: async () => undefined };

interface Waiting {
  readonly event: StreamedEvent;
  readonly then: (event: StreamedEvent) => void;
}

/** `onStopped`: an expression took too long; it is called once, with a sentence, and no event is let through any more. */
export function expressionGate(expressions: readonly ExpressionTerm[], onStopped: (why: string) => void): Gate {
  if (expressions.length === 0) return OPEN_GATE;
  const runner = createExpressionRunner();
  let waiting: Waiting[] = [];
  let stopped = false;

  /** Those of the events in which an expression is found, or is not where it is negated. */
  async function passing(all: readonly Waiting[], { expression, negate }: ExpressionTerm): Promise<readonly Waiting[]> {
    const texts = new TextList();
    for (const { event } of all) texts.add(event.raw.bytes.subarray(event.raw.from, event.raw.to));
    const answer = await runner.run(expression, texts.all());
    if ('found' in answer) return all.filter((_, at) => (answer.found[at] === 1) !== negate);
    stopped = true;
    onStopped(answer.stopped);
    return [];
  }

  return {
    pass(event, then) {
      if (!stopped) waiting.push({ event: kept(event), then });
    },
    async settle() {
      let left: readonly Waiting[] = waiting;
      waiting = [];
      for (const term of expressions) {
        if (left.length === 0 || stopped) return;
        left = await passing(left, term);
      }
      for (const { event, then } of left) then(event);
    },
  };
}

/** The event with bytes of its own: those of the block are valid only until the next one is read. */
function kept(event: StreamedEvent): StreamedEvent {
  const { bytes, from, to } = event.raw;
  const own = Buffer.from(bytes.subarray(from, to));
  return { ...event, raw: { bytes: own, from: 0, to: own.length }, text: () => own.toString('utf8') };
}
