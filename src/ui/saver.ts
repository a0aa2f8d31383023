/** One saving at a time, told while it goes on, and stopped by a key. */
import { safe } from '../audit/safe.ts';
import type { Engine } from '../engine/engine.ts';
import { formatQuery } from '../query/format.ts';
import type { Redactor } from './document.ts';
import { whole } from './format.ts';
import { type SaveEnd, saveEvents } from './save.ts';
import { type Message, policyInForce } from './state.ts';
import type { Store } from './store.ts';

export interface Saver {
  start(typed: string, replace: boolean): void;
  /** Stops what is being saved; false where nothing is, or is being stopped already. */
  stop(): boolean;
  /** Settles when nothing is being saved (any more). */
  settled(): Promise<void>;
}

export function createSaver(engine: Engine, store: Store, redact: Redactor | null): Saver {
  let stopping: AbortController | null = null;
  let done: Promise<void> = Promise.resolve();

  function say(text: string, tone: Message['tone']): void {
    store.dispatch({ type: 'message', message: { tone, text: safe(text) } });
  }

  async function run(typed: string, replace: boolean, { signal }: AbortController): Promise<void> {
    const state = store.get();
    const { query, fold, config } = state;
    const total = state.total?.passing ?? null;
    const tell = (events: number): void =>
      store.later('saving', { type: 'saving', saving: { name: typed, events, total } });
    store.dispatch({ type: 'saving', saving: { name: typed, events: 0, total } });
    const end = await saveEvents(engine, {
      query,
      fold,
      typed,
      replace,
      redact,
      policy: policyInForce(state)?.policy ?? null,
      about: {
        filter: formatQuery(query),
        sources: config.sourceArguments,
        masked: redact !== null,
        policy: policyInForce(state) === null ? '' : (state.policy?.name ?? ''),
      },
      signal,
      onEvent: tell,
    }).catch((error: unknown): SaveEnd => ({ kind: 'refused', why: `Nothing was saved: ${String(error)}` }));
    store.dispatch({ type: 'saving', saving: null }, 'saving');
    if (end.kind === 'exists') {
      const { size, modified } = end;
      return store.dispatch({ type: 'overwrite-asked', typed, size, modified: modified.getTime() * 1000 });
    }
    say(wordsOf(end), end.kind === 'refused' ? 'error' : 'notice');
  }

  return {
    start(typed, replace) {
      if (stopping !== null) return say('Something is being saved already: Esc stops it.', 'notice');
      const own = new AbortController();
      stopping = own;
      done = run(typed, replace, own).finally(() => {
        stopping = null;
      });
    },
    stop() {
      const isNew = stopping !== null && !stopping.signal.aborted;
      stopping?.abort();
      return isNew;
    },
    settled: () => done,
  };
}

function wordsOf(end: Exclude<SaveEnd, { readonly kind: 'exists' }>): string {
  switch (end.kind) {
    case 'refused':
      return end.why;
    case 'kept':
      return `Stopped: ${end.path} is as it was.`;
    case 'saved': {
      const events = `${whole(end.events)} ${end.events === 1 ? 'event' : 'events'}`;
      const lost = end.gone === 0 ? '' : ` ${whole(end.gone)} could not be read back.`;
      return end.stopped
        ? `Stopped: the first ${events} are in ${end.path}.${lost}`
        : `Saved ${events} to ${end.path}.${lost}`;
    }
  }
}
