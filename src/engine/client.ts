/** The engine as the screen sees it: the port of `engine.ts`, spoken over messages to the worker. */
import { Worker } from 'node:worker_threads';
import type { CheckedPolicy } from '../policy/check.ts';
import type { Counted, Engine, EventId, Gone, Progress, RawEvent, View, ViewSpec } from './engine.ts';
import { latestOfEach } from './latest.ts';
import type { EngineOptions, FromEngine, Question, ToEngine } from './messages.ts';

/** Of the worker's memory for what is short-lived: it makes little, and Node.js keeps what it once had. */
const YOUNG_MB = 12;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts the worker at `url` (the bundle's own, beside its main file) and reads. A fault of the worker comes as Progress. */
export function startEngine(url: URL, options: EngineOptions): Engine {
  const worker = new Worker(url, { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  const views = new Map<number, (view: View) => void>();
  const waiting = new Map<number, Waiting>();
  const changes = latestOfEach<Progress>();
  let count = 0;
  let closing = false;

  const send = (message: ToEngine): void => worker.postMessage(message);
  const fail = (message: string): void => {
    changes.push({ type: 'fault', message });
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  worker.on('message', (message: FromEngine) => {
    if (message.type === 'view') views.get(message.view)?.(message.message);
    else if (message.type === 'progress') changes.push(message.progress);
    else {
      const call = waiting.get(message.call);
      waiting.delete(message.call);
      if (message.type === 'answer') call?.resolve(message.value);
      else call?.reject(new Error(message.message));
    }
  });
  worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => {
    if (!closing) fail(`the engine ended (exit code ${code})`);
    changes.end();
  });

  /** The answer has the type that `worker.ts` gives for this question. */
  const ask = <T>(question: Question): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const call = ++count;
      waiting.set(call, { resolve: (value) => resolve(value as T), reject }); // see above
      send({ type: 'question', call, question });
    });

  return {
    show(spec, onView) {
      const view = ++count;
      let seq = 0;
      views.set(view, onView);
      const update = (next: ViewSpec): number => {
        send({ type: 'show', view, seq: ++seq, spec: next });
        return seq;
      };
      update(spec);
      return {
        update,
        close() {
          views.delete(view);
          send({ type: 'hide', view });
        },
      };
    },
    find: (target, from, dir) => ask<EventId | null>({ ask: 'find', target, from, dir }),
    values: (field, spec, text, limit) => ask<readonly Counted[]>({ ask: 'values', field, spec, text, limit }),
    event: (id) => ask<RawEvent | Gone>({ ask: 'event', id }),
    policy: (file) => ask<CheckedPolicy | null>({ ask: 'policy', file }),
    async *scan(query, fold) {
      const scan = ++count;
      try {
        for (;;) {
          const events = await ask<readonly (RawEvent | Gone)[]>({ ask: 'scan', scan, query, fold });
          if (events.length === 0) return;
          yield* events;
        }
      } finally {
        send({ type: 'end-scan', scan });
      }
    },
    moreHistory: () => send({ type: 'more-history' }),
    changes: changes.iterable,
    async close() {
      closing = true;
      send({ type: 'close' });
      await worker.terminate();
    },
  };
}
