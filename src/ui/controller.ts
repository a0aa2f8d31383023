/** From keys to actions and effects, in the order typed: a key waits while a search for the one before it runs. */
import { safe } from '../audit/safe.ts';
import type { Engine, EventId, Target } from '../engine/engine.ts';
import { withAnyValue, withFuzzy } from '../query/edit.ts';
import { formatQuery } from '../query/format.ts';
import { EVERYTHING } from '../query/query.ts';
import { copySequence, shellWord } from './clipboard.ts';
import { contextOf } from './commands.ts';
import { rowUnderCursor } from './detail-moves.ts';
import { isMasked, type Redactor } from './document.ts';
import { bytes, whole } from './format.ts';
import { type Command, commandFor } from './keys.ts';
import { moreHistory } from './more-history.ts';
import { cursorRow } from './place.ts';
import { saveEvents } from './save.ts';
import type { Message } from './state.ts';
import type { Store } from './store.ts';
import { queryPath } from './tree-path.ts';

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
  press(keys: readonly string[]): void;
  paste(text: string): void;
}

export function createController(engine: Engine, store: Store, edge: Edge, redact: Redactor | null): Controller {
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
      if (state.prompt.kind === 'save' && key === 'Enter') return save(state.prompt.edit.text);
      store.dispatch({ type: 'prompt-key', key });
      return null;
    }
    const command = commandFor(contextOf(state), key);
    if (command === null) {
      if (state.message !== null) store.dispatch({ type: 'message', message: null });
      return null;
    }
    return run(command, key);
  }

  function run(command: Command, key: string): Promise<void> | null {
    const search = searchOf(command);
    if (search !== null) return find(search);
    switch (command) {
      case 'quit':
        edge.quit();
        return null;
      case 'suspend':
        return edge.suspend();
      case 'redraw':
        edge.redraw();
        return null;
      case 'copy':
        return copyEvent();
      case 'copy-value':
        copyValue();
        return null;
      case 'copy-path': {
        const found = rowUnderCursor(store.get());
        if (found !== null) copy(queryPath(found.row.path), 'The path');
        return null;
      }
      case 'copy-command':
        copy(commandLine(), 'The command line of this view');
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

  function say(text: string, tone: Message['tone'] = 'notice'): void {
    store.dispatch({ type: 'message', message: { tone, text: safe(text) } });
  }

  interface Search {
    readonly want: Target['want'];
    readonly dir: 1 | -1;
    readonly nothing: string;
  }

  /** The searches that keys start; null for every other command, and where there is nothing to look for. */
  function searchOf(command: Command): Search | null {
    const state = store.get();
    const dir = command.startsWith('next') ? 1 : -1;
    const where = dir === 1 ? 'below' : 'above';
    switch (command) {
      case 'next-error':
      case 'prev-error':
        return { want: { kind: 'error' }, dir, nothing: `No error ${where} this row.` };
      case 'next-same':
      case 'prev-same':
        return { want: { kind: 'same-request' }, dir, nothing: `No event of the same request ${where}.` };
      case 'next-drift':
      case 'prev-drift': {
        const query = withAnyValue(EVERYTHING, 'drift');
        return { want: { kind: 'query', query }, dir, nothing: `No drift ${where} the selected event.` };
      }
      case 'next-mark':
      case 'prev-mark':
        return {
          want: { kind: 'ids', ids: [...state.marks] },
          dir,
          nothing: state.marks.size === 0 ? 'Nothing is marked: m marks a row.' : `No mark ${where} this row.`,
        };
      case 'next-highlight':
      case 'prev-highlight':
        return {
          want: { kind: 'rules', rules: [...state.highlight] },
          dir,
          nothing:
            state.highlight.size === 0
              ? "No rule is highlighted: h highlights this row's."
              : `No highlighted event ${where} this row.`,
        };
      case 'next-match':
      case 'prev-match': {
        // Inside the opened event they step through what was looked for there.
        if (contextOf(state) === 'detail' && state.detail?.inside != null) return null;
        const query = withFuzzy(EVERYTHING, state.lastSearch);
        return {
          want: { kind: 'query', query },
          dir,
          nothing:
            state.lastSearch === ''
              ? 'Nothing was searched yet: / searches.'
              : `No match for ${state.lastSearch} ${where} this row.`,
        };
      }
      default:
        return null;
    }
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

  function copy(text: string, what: string): void {
    const sequence = copySequence(text);
    if (sequence === null) {
      say(`${what} is too long to copy (${bytes(Buffer.byteLength(text))}); s saves it to a file.`, 'error');
      return;
    }
    edge.write(sequence);
    say(`${what} was sent to the terminal's clipboard.`);
  }

  async function copyEvent(): Promise<void> {
    const row = cursorRow(store.get());
    if (row === null) return;
    const found = await engine.event(row.id);
    if ('gone' in found) return say(found.gone, 'error');
    copy(redact === null ? found.text : redact(found.text).text, redact === null ? 'The event' : 'The event, masked,');
  }

  /** The value under the cursor as recorded, or its JSON; what is masked stays masked, also where it is shown. */
  function copyValue(): void {
    const found = rowUnderCursor(store.get());
    if (found === null) return;
    const { row, tree, document } = found;
    copy(tree.scalar(row.node), isMasked(document, row.node) ? 'The value, masked,' : 'The value');
  }

  function commandLine(): string {
    const { query, fold, config, policy } = store.get();
    const parts = ['auditty'];
    if (query.terms.length > 0) parts.push('-q', shellWord(formatQuery(query)));
    if (fold === 'requests') parts.push('--requests');
    if (policy !== null) parts.push('--policy', shellWord(policy.path));
    parts.push(...config.sourceArguments.map(shellWord));
    return parts.join(' ');
  }

  async function save(typed: string): Promise<void> {
    const { query, fold, config } = store.get();
    if (typed.trim() === '') return;
    store.dispatch({ type: 'prompt-key', key: 'Enter' });
    say('Saving ...');
    void saveEvents(engine, query, fold, { typed: typed.trim(), sources: config.sourceArguments }, redact).then(
      (saved) => {
        if ('refused' in saved) return say(saved.refused, 'error');
        const lost = saved.gone === 0 ? '' : ` ${whole(saved.gone)} could not be read back.`;
        say(`Saved ${whole(saved.events)} events to ${saved.path}.${lost}`);
      },
    );
  }

  return {
    press(keys) {
      for (const key of keys) {
        // Esc and q reach even while a long search runs: the search is given up.
        if (draining && (key === 'Esc' || key === 'q') && store.get().prompt === null) {
          generation++;
          queue = [];
          if (key === 'q') edge.quit();
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
