/**
 * Runs expressions over texts in a worker of its own, which is ended where one of them takes too long on one text: V8's
 * expressions can go on without end, and nothing else in their thread goes on meanwhile.
 */
import { Worker } from 'node:worker_threads';
import type { ExpressionBatch, FromExpressions, Texts } from './expression-messages.ts';

/** In the bundle: true. */
declare const AUDITTY_BUNDLED: boolean | undefined;

/** Beside the main file in the bundle. */
const WORKER =
  typeof AUDITTY_BUNDLED === 'boolean'
    ? new URL('./expressions.js', import.meta.url)
    : new URL('./expression-worker.ts', import.meta.url);

/** How long an expression may take on one text. */
export const LIMIT_MS = 2000;
/** The limit is looked at so many times while it lasts. */
const LOOKS = 4;

/** Of each text 1 where the expression is found, else 0; or why it was stopped, as a sentence without its stop. */
export type Found = { readonly found: Uint8Array } | { readonly stopped: string };

export interface ExpressionRunner {
  /** One call at a time. The texts are handed over: their memory is not to be used any more. */
  run(expression: string, texts: Texts): Promise<Found>;
  close(): void;
}

interface Running {
  readonly worker: Worker;
  /** How many texts it has begun. */
  readonly begun: Int32Array;
  /** What the batch under way is told. */
  onMessage: (message: FromExpressions | string) => void;
}

/** Starts a worker when it is first needed, and another one after one had to be ended. */
export function createExpressionRunner(limitMs: number = LIMIT_MS): ExpressionRunner {
  let running: Running | null = null;
  let batches = 0;
  let closed = false;

  function start(): Running {
    const shared = new SharedArrayBuffer(4);
    const worker = new Worker(WORKER, { workerData: shared });
    const started: Running = { worker, begun: new Int32Array(shared), onMessage: () => undefined };
    worker.on('message', (message: FromExpressions) => started.onMessage(message));
    worker.on('error', (error) => started.onMessage(`the expression could not be run: ${String(error)}`));
    worker.on('exit', () => started.onMessage('the search has ended'));
    worker.unref();
    return started;
  }

  function end(): void {
    void running?.worker.terminate();
    running = null;
  }

  return {
    run(expression, { bytes, ends }) {
      if (closed) return Promise.resolve({ stopped: 'the search has ended' });
      running ??= start();
      const current = running;
      const { worker, begun } = current;
      const batch = ++batches;
      return new Promise<Found>((resolve) => {
        const atFirst = Atomics.load(begun, 0);
        let last = atFirst;
        let looks = 0;
        const timer = setInterval(() => {
          const now = Atomics.load(begun, 0);
          // Starting a worker takes its time, too: it counts from the first text on.
          looks = now === last && now !== atFirst ? looks + 1 : 0;
          last = now;
          if (looks >= LOOKS)
            settle({ stopped: `the expression took longer than ${limitMs / 1000} s on one line and was stopped` });
        }, limitMs / LOOKS);
        const settle = (found: Found): void => {
          clearInterval(timer);
          current.onMessage = () => undefined;
          worker.unref();
          if ('stopped' in found) end();
          resolve(found);
        };
        worker.ref();
        current.onMessage = (message) => {
          if (typeof message === 'string') settle({ stopped: message });
          else if (message.batch !== batch) return;
          else if (message.type === 'found') settle({ found: message.found });
          else settle({ stopped: 'the expression took too long on one line and was given up' });
        };
        const message: ExpressionBatch = { batch, expression, bytes, ends };
        worker.postMessage(message, [bytes.buffer, ends.buffer]);
      });
    },
    close() {
      closed = true;
      end();
    },
  };
}
