/** What is typed on the filter line (`/`, `:`), in a pane (`/`), and on the message line (`s`, a pick after `x`). */
import type { Row } from '../engine/engine.ts';
import { dropLast, toggleExclude, toggleInclude, withFuzzy } from '../query/edit.ts';
import type { Field, Query } from '../query/query.ts';
import { type Edit, editKey, editOf, paste } from './edit.ts';
import { stepInside, typedInside } from './inside.ts';
import { movePane, withPane, withQuery } from './panes.ts';
import { cursorRow, window } from './place.ts';
import { queryKey, withText } from './query-prompt.ts';
import { focusedFacet, type Prompt, type State } from './state.ts';

/** A prompt on which something is typed. */
type Typed = Exclude<Prompt, { kind: 'pick' | 'overwrite' }>;

/** The filter whose events the list shows: with what `/` has typed so far. */
export function shownQuery(state: State): Query {
  return state.prompt?.kind === 'search' ? withFuzzy(state.query, state.prompt.edit.text) : state.query;
}

/** The filter `:` would put in force, null where it does not parse or nothing is typed on it. */
export function previewedQuery(state: State): Query | null {
  const { prompt } = state;
  return prompt?.kind === 'query' && prompt.jump === null && prompt.parsed.ok ? prompt.parsed.query : null;
}

export function openSearch(state: State): State {
  const fuzzy = state.query.terms.find((term) => term.kind === 'fuzzy');
  const edit = editOf(fuzzy?.kind === 'fuzzy' ? fuzzy.text : '');
  return window({ ...state, focus: 'list', prompt: { kind: 'search', edit, choice: -1 } });
}

export function openNarrow(state: State): State {
  const field = focusedFacet(state);
  if (field === null) return state;
  return { ...state, prompt: { kind: 'narrow', edit: editOf(state.panes[field]?.narrow ?? ''), field } };
}

/** A key while a prompt is open. Enter of `save` is the controller's: it writes a file. */
export function promptKey(state: State, key: string): State {
  const { prompt } = state;
  if (prompt === null) return state;
  if (prompt.kind === 'pick') return pick(state, prompt.exclude, key);
  // `y` is the controller's: it writes a file.
  if (prompt.kind === 'overwrite') {
    const isNo = key === 'n' || key === 'Esc' || key === 'C-g';
    return isNo ? { ...state, prompt: { kind: 'save', edit: prompt.edit } } : state;
  }
  if (key === 'Esc' || key === 'C-g') return cancel(state, prompt);
  if (prompt.kind === 'query') return queryKey(state, prompt, key);
  if (key === 'Enter') return enter(state, prompt);
  if (prompt.kind === 'search') {
    const choice = searchChoice(state, prompt, key);
    if (choice !== null) return choice;
  }
  if (prompt.kind === 'narrow' && (key === 'Down' || key === 'Up')) return movePane(state, key === 'Down' ? 1 : -1);
  if (prompt.kind === 'inside' && (key === 'Down' || key === 'Up')) return stepInside(state, key === 'Down' ? 1 : -1);
  const edit = editKey(prompt.edit, key);
  return edit === null ? state : withEdit(state, prompt, edit);
}

/** Pasted text is typed, never pressed: it cannot quit, filter or open anything. */
export function promptPaste(state: State, text: string): State {
  const { prompt } = state;
  if (prompt === null || prompt.kind === 'pick' || prompt.kind === 'overwrite') return state;
  return withEdit(state, prompt, paste(prompt.edit, text));
}

function withEdit(state: State, prompt: Typed, edit: Edit): State {
  switch (prompt.kind) {
    case 'search':
      return window({ ...state, prompt: { ...prompt, edit, choice: -1 }, counting: true });
    case 'query':
      return withText(state, prompt, edit);
    case 'narrow':
      return withPane({ ...state, prompt: { ...prompt, edit } }, prompt.field, {
        narrow: edit.text,
        value: null,
        index: 0,
        top: 0,
      });
    case 'save':
      return { ...state, prompt: { ...prompt, edit } };
    case 'inside':
      return typedInside({ ...state, prompt: { ...prompt, edit } }, prompt.before, edit.text);
  }
}

function cancel(state: State, prompt: Prompt): State {
  const closed = { ...state, prompt: null };
  if (prompt.kind === 'narrow') {
    return withPane(closed, prompt.field, { narrow: '', narrowed: null, value: null, index: 0, top: 0 });
  }
  if (prompt.kind === 'inside')
    return state.detail?.id === prompt.before.id ? { ...closed, detail: prompt.before } : closed;
  if (prompt.kind !== 'search') return closed;
  // The letters typed stay for n and N, which step through matches without hiding the rest.
  return window({ ...closed, counting: true, lastSearch: prompt.edit.text.trim() || state.lastSearch });
}

function enter(state: State, prompt: Exclude<Typed, { kind: 'query' }>): State {
  switch (prompt.kind) {
    case 'search': {
      const lastSearch = prompt.edit.text.trim() || state.lastSearch;
      const closed = { ...state, prompt: null, lastSearch };
      const best = state.best[prompt.choice];
      if (best === undefined) return withQuery(closed, withFuzzy(state.query, prompt.edit.text));
      return withQuery(closed, toggleInclude(withFuzzy(state.query, ''), best.field, best.value));
    }
    default:
      return { ...state, prompt: null };
  }
}

/** Choosing among the best matches; null where the key does something else. */
function searchChoice(state: State, prompt: Extract<Prompt, { kind: 'search' }>, key: string): State | null {
  if (key === 'Down' || key === 'C-n' || key === 'Tab') {
    return { ...state, prompt: { ...prompt, choice: Math.min(prompt.choice + 1, state.best.length - 1) } };
  }
  if (key === 'Up' || key === 'C-p' || key === 'S-Tab') {
    return { ...state, prompt: { ...prompt, choice: Math.max(-1, prompt.choice - 1) } };
  }
  if (key !== 'C-x') return null;
  const best = state.best[prompt.choice];
  if (best === undefined) return state;
  return withQuery({ ...state, prompt: null }, toggleExclude(withFuzzy(state.query, ''), best.field, best.value));
}

export interface Pick {
  readonly key: string;
  readonly field: Field;
  readonly value: string;
}

/** What `x` and Space in the list offer: the fields of the row under the cursor. */
export function picksOf(row: Row): readonly Pick[] {
  const resource = row.resource;
  const slash = resource.indexOf('/');
  const qualified =
    row.apiGroup === ''
      ? resource
      : slash < 0
        ? `${resource}.${row.apiGroup}`
        : `${resource.slice(0, slash)}.${row.apiGroup}${resource.slice(slash)}`;
  const picks: Pick[] = [
    { key: 'u', field: 'user', value: row.user },
    { key: 'v', field: 'verb', value: row.verb },
    { key: 'r', field: 'resource', value: row.isResource ? qualified : '' },
    { key: 'n', field: 'ns', value: row.namespace },
    { key: 'c', field: 'code', value: row.code === 0 ? '' : String(row.code) },
    { key: 's', field: 'stage', value: row.stage },
    { key: 'i', field: 'ip', value: row.ip },
    { key: 'a', field: 'agent', value: row.agent },
  ];
  return picks.filter(({ value }) => value !== '');
}

function pick(state: State, exclude: boolean, key: string): State {
  const closed = { ...state, prompt: null };
  const row = cursorRow(state);
  const chosen = row === null ? undefined : picksOf(row).find((each) => each.key === key);
  if (chosen === undefined) return closed;
  const toggle = exclude ? toggleExclude : toggleInclude;
  return withQuery(closed, toggle(state.query, chosen.field, chosen.value));
}

/** Backspace in the list. */
export function dropLastTerm(state: State): State {
  return state.query.terms.length === 0 ? state : withQuery(state, dropLast(state.query));
}
