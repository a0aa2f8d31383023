/** The worker's entry: messages to the core and back. */
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { collect } from '../sources/collect.ts';
import { createSpool } from '../sources/spool.ts';
import { stdinSource } from '../sources/stdin.ts';
import { openStdin } from '../sources/stdin-stream.ts';
import { type Collection, together } from '../sources/together.ts';
import { Core } from './core.ts';
import type { Gone, RawEvent } from './engine.ts';
import type { EngineOptions, FromEngine, Question, ToEngine } from './messages.ts';

/** Below the API server's priority, as this runs beside it. */
const NICE = 5;
const SCAN_BATCH = 200;
/** Of the memory of the process, what all but the index takes: Node.js, the screen, blocks that are being read. */
const BASE_BYTES = 320e6;
const LEAST_INDEX_BYTES = 50e6;
/** A policy waits so long at most for somebody to look. */
const FIRST_SCREEN_MS = 1000;

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const options = workerData as EngineOptions; // written by client.ts alone
const post = (message: FromEngine): void => port.postMessage(message);
/** Settles when a view has gone out with its counts, or where there is nothing to show. */
const firstScreen = Promise.withResolvers<void>();
/** Of all sources together. */
const history = { limit: options.historyBytes, read: 0 };
const core = new Core(
  together(collected(options)),
  {
    follow: options.follow,
    indexBytes: indexBytesOf(options.maxMemory),
    historyLeft: () => history.limit - history.read,
    ...(options.since === undefined ? {} : { since: options.since }),
  },
  (view, message) => {
    post({ type: 'view', view, message });
    if (message.total !== null && message.total.held > 0) firstScreen.resolve();
  },
  (progress) => {
    post({ type: 'progress', progress });
    if (progress.type === 'loading' && progress.done && progress.events === 0) firstScreen.resolve();
  },
);
/** Views to be shown next, by number. */
const asked = new Map<number, Extract<ToEngine, { readonly type: 'show' }>>();
const scans = new Map<number, AsyncGenerator<RawEvent | Gone>>();

port.on('message', (message: ToEngine) => {
  switch (message.type) {
    case 'show':
      if (asked.size === 0) setImmediate(show);
      asked.set(message.view, message);
      break;
    case 'hide':
      asked.delete(message.view);
      core.hide(message.view);
      break;
    case 'more-history':
      history.limit = Math.max(history.limit, history.read) + options.historyBytes;
      core.readBeforeSince();
      break;
    case 'end-scan':
      scans.delete(message.scan);
      break;
    case 'close':
      core.close();
      port.close();
      break;
    case 'question':
      answer(message.question).then(
        (value) => post({ type: 'answer', call: message.call, value }),
        (error: unknown) => post({ type: 'failed', call: message.call, message: describe(error) }),
      );
  }
});

/** Of what was asked while the engine was busy, key after key, only the last is still wanted. */
function show(): void {
  const wanted = [...asked.values()];
  asked.clear();
  for (const { view, seq, spec } of wanted) core.show(view, seq, spec);
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'find':
      return await core.questions.find(question.target, question.from, question.dir);
    case 'values':
      return await core.questions.values(question.field, question.spec, question.text, question.limit);
    case 'event':
      return await core.questions.event(question.id);
    case 'policy':
      // Loading takes tens of milliseconds, in which nothing else is answered.
      await Promise.race([firstScreen.promise, sleep(FIRST_SCREEN_MS, undefined, { ref: false })]);
      return await core.policy(question.file);
    case 'scan': {
      const scan = scans.get(question.scan) ?? core.questions.scan(question.query, question.fold);
      scans.set(question.scan, scan);
      const events: (RawEvent | Gone)[] = [];
      while (events.length < SCAN_BATCH) {
        const next = await scan.next();
        if (next.done === true) break;
        events.push(next.value);
      }
      return events;
    }
  }
}

function collected({ sources, rotated, spoolBytes }: EngineOptions): Promise<Collection> {
  return collect(sources, {
    files: { rotated, history },
    stdin: () => stdinSource(openStdin, createSpool({ maxBytes: spoolBytes })),
  });
}

function indexBytesOf(maxMemory: number): number {
  return Math.max(LEAST_INDEX_BYTES, maxMemory - BASE_BYTES);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

lowerPriority();
core.run().catch((error: unknown) => {
  post({ type: 'progress', progress: { type: 'fault', message: describe(error) } });
});

/** On Linux the priority is that of the calling thread; where it may not be lowered, all goes on as it is. */
function lowerPriority(): void {
  try {
    if (process.platform === 'linux') setPriority(0, NICE);
  } catch {
    // A container may forbid it: nothing is lost but politeness.
  }
}
