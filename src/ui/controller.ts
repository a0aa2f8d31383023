/** From keys to actions and effects, in the order typed: a key waits while a search for the one before it runs. */
import { safe } from '../audit/safe.ts';
import type { Engine, EventId, Target } from '../engine/engine.ts';
import { formatQuery } from '../query/format.ts';
import { contextOf } from './commands.ts';
import { createCopying } from './copying.ts';
import type { Redactor } from './document.ts';
import { jumpNote, sideOf, timeText } from './jump.ts';
import { type Command, commandFor } from './keys.ts';
import { moreHistory } from './more-history.ts';
import { cursorRow } from './place.ts';
import { commandIn } from './query-prompt.ts';
import { createSaver } from './saver.ts';
import { type Search, searchOf } from './searches.ts';
import { type Message, topScreen } from './state.ts';
import type { Store } from './store.ts';
import { NOT_STORED, type Stored } from './stored.ts';

/** What only the edge can do. */
export interface Edge {
  write(sequence: string): void;
  suspend(): Promise<void>;
  redraw(): void;
  quit(): void;
  now(): number;
  /** Starts or stops measuring this process. */
  measure(on: boolean): void;
}

export interface Controller {
  /** Brings to an end what would be cut off. */
  close(): Promise<void>;
  press(keys: readonly string[]): void;
  paste(text: string): void;
}

export function createController(
  engine: Engine,
  store: Store,
  edge: Edge,
  redact: Redactor | null,
  stored: Stored = NOT_STORED,
): Controller {
  const copying = createCopying(engine, store, edge.write, redact);
  const saver = createSaver(engine, store, redact);
  let queue: string[] = [];
  let draining = false;
  /** Grows when a search under way is given up. */
  let generation = 0;

  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    try {
      for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
        const waited = pressOne(key);
        if (waited !== null) await waited;
      }
    } finally {
      draining = false;
    }
  }

  function pressOne(key: string): Promise<void> | null {
    const state = store.get();
    if (state.prompt !== null) {
      const before = state.prompt;
      if (before.kind === 'save' && key === 'Enter') return save(before.edit.text, false);
      if (before.kind === 'overwrite' && key === 'y') return save(before.edit.text, true);
      const named = key === 'Enter' && before.kind === 'query' ? commandIn(before.edit.text) : null;
      const jump = key === 'Enter' && before.kind === 'query' ? before.jump : null;
      store.dispatch({ type: 'prompt-key', key });
      if (jump !== null && 'at' in jump) return jumpTo(jump.at);
      const { past, prompt } = store.get();
      if (past !== state.past && past[0] !== undefined) warn(stored.remember(past[0]));
      return named?.kind === 'save' && prompt === null ? saveQuery(named.name) : null;
    }
    const command = commandFor(contextOf(state), key);
    if (command === null) {
      if (state.message !== null) store.dispatch({ type: 'message', message: null });
      return null;
    }
    return run(command, key);
  }

  function run(command: Command, key: string): Promise<void> | null {
    const search = searchOf(store.get(), command);
    if (search !== null) return find(search);
    switch (command) {
      case 'quit':
        quit();
        return null;
      case 'suspend':
        return edge.suspend();
      case 'redraw':
        edge.redraw();
        return null;
      case 'copy':
        return copying.event();
      case 'copy-value':
        copying.value();
        return null;
      case 'copy-path':
        copying.path();
        return null;
      case 'copy-command':
        copying.command();
        return null;
      case 'more-history': {
        const { go, said } = moreHistory(store.get());
        if (go) engine.moreHistory();
        say(said);
        return null;
      }
      case 'process':
        edge.measure(store.get().process === null);
        return null;
      case 'save': {
        if (topScreen(store.get())?.kind === 'columns') {
          return keepColumns();
        }
        const { query } = store.get();
        const name = query.terms.length === 0 ? 'events' : 'selected';
        store.dispatch({ type: 'save-asked', suggestion: `${name}.jsonl` });
        return null;
      }
      default:
        store.dispatch({ type: 'command', command, key, now: edge.now() });
        return null;
    }
  }

  function save(typed: string, replace: boolean): null {
    const name = typed.trim();
    if (name === '') return null;
    store.dispatch({ type: 'prompt-closed' });
    saver.start(name, replace);
    return null;
  }

  /** What is being saved is brought to an end first. */
  function quit(): void {
    if (saver.stop()) void saver.settled().then(edge.quit);
    else edge.quit();
  }

  function say(text: string, tone: Message['tone'] = 'notice'): void {
    store.dispatch({ type: 'message', message: { tone, text: safe(text) } });
  }

  function warn(trouble: string | null): void {
    if (trouble !== null) say(trouble, 'error');
  }

  /** Keeps the columns of the list between runs. */
  async function keepColumns(): Promise<void> {
    const kept = await stored.saveColumns(store.get().columns.chosen);
    if ('refused' in kept) say(kept.refused, 'error');
    else say(`The columns are kept in ${kept.path}.`);
  }

  /** Keeps the filter in force under a name. */
  async function saveQuery(name: string): Promise<void> {
    const text = formatQuery(store.get().query);
    const kept =
      text === '' ? { refused: 'There is no filter in force that could be saved.' } : await stored.save({ name, text });
    if ('refused' in kept) {
      say(kept.refused, 'error');
      return;
    }
    const others = store.get().saved.filter((each) => each.name !== name);
    store.dispatch({ type: 'saved-queries', saved: [...others, { name, text }] });
    say(`Saved as ${name} in ${kept.path}; :open ${name} opens it.`);
  }

  async function find({ want, dir, nothing }: Search): Promise<void> {
    const state = store.get();
    const from = cursorRow(state)?.id;
    const vain =
      (want.kind === 'ids' && want.ids.length === 0) ||
      (want.kind === 'rules' && want.rules.length === 0) ||
      (want.kind === 'query' && want.query.terms.length === 0);
    if (from === undefined || vain) return say(nothing);
    const upTo = state.list.upTo ?? state.view?.watermark;
    const own = generation;
    const target: Target = { query: state.query, fold: state.fold, ...(upTo === undefined ? {} : { upTo }), want };
    let id: EventId | null;
    try {
      id = await engine.find(target, from, dir);
    } catch (error) {
      return say(String(error), 'error');
    }
    if (own === generation) store.dispatch({ type: 'found', id, nothing });
  }

  /** To the first event at or after a time; where that is not where it was to go, it is said. */
  async function jumpTo(at: number): Promise<void> {
    const note = jumpNote(store.get(), at);
    if (sideOf(store.get(), at) === 'after' && note !== null) return say(note);
    await find({
      want: { kind: 'time', at },
      dir: 1,
      nothing: `No event that passes is as late as ${timeText(store.get(), at)}.`,
    });
    if (note !== null) say(note);
  }

  return {
    async close() {
      saver.stop();
      await saver.settled();
    },
    press(keys) {
      for (const key of keys) {
        const isSaving = store.get().saving !== null && store.get().prompt === null;
        // C-c reaches whatever is open, and ends the program where nothing is being saved.
        if (key === 'C-c') {
          if (!saver.stop()) edge.quit();
          continue;
        }
        if (key === 'Esc' && isSaving) {
          saver.stop();
          continue;
        }
        // Esc and q reach even while a long search runs: the search is given up.
        if (draining && (key === 'Esc' || key === 'q') && store.get().prompt === null) {
          generation++;
          queue = [];
          if (key === 'q') quit();
          continue;
        }
        queue.push(key);
      }
      void drain();
    },
    paste(text) {
      if (store.get().prompt === null) say('Pasted text is not taken as keys: open / or : first.');
      else store.dispatch({ type: 'paste', text });
    },
  };
}
