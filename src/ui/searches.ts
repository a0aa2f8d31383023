/** What the keys that step to another event look for: `n`, `e`, `o`, `u`, `]` and their like. */
import type { Target } from '../engine/engine.ts';
import { withAnyValue, withFuzzy } from '../query/edit.ts';
import { EVERYTHING } from '../query/query.ts';
import { contextOf } from './commands.ts';
import type { Command } from './keys.ts';
import type { State } from './state.ts';
import { chosenBars, spanOfBars } from './timeline-state.ts';

export interface Search {
  readonly want: Target['want'];
  readonly dir: 1 | -1;
  readonly nothing: string;
}

/** The searches that keys start; null for every other command, and where there is nothing to look for. */
export function searchOf(state: State, command: Command): Search | null {
  const dir = command.startsWith('next') ? 1 : -1;
  const where = dir === 1 ? 'below' : 'above';
  switch (command) {
    case 'open': {
      const { view, mark } = state.timeline;
      if (contextOf(state) !== 'timeline' || view === null || mark !== null) return null;
      const { from } = spanOfBars(view, chosenBars(view, state.timeline));
      return { want: { kind: 'time', at: from }, dir: 1, nothing: 'No event from here on.' };
    }
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
