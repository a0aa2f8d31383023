/** The next snapshot: one pure function of the last one and of what happened. Effects are the controller's. */
import { literal, safe } from '../audit/safe.ts';
import type { Counted, EventId, Progress, View } from '../engine/engine.ts';
import type { Field } from '../query/query.ts';
import { runCommand } from './commands.ts';
import { type DetailState, newDetail } from './detail-state.ts';
import { editOf } from './edit.ts';
import { type Found, foundInside } from './inside.ts';
import type { Command } from './keys.ts';
import type { Size } from './layout.ts';
import { NO_PACE, paced } from './pace.ts';
import { withPane } from './panes.ts';
import { jump, settle, window } from './place.ts';
import type { PolicyState } from './policy-state.ts';
import { promptKey, promptPaste } from './prompt.ts';
import type { OfferedValues, SavedQuery } from './query-prompt.ts';
import { layout, type Message, type Preview, type State, topScreen } from './state.ts';

export type Action =
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'view'; readonly view: View }
  /** `at`: ms of a clock that never goes back. */
  | { readonly type: 'progress'; readonly progress: Progress; readonly at: number }
  /** `key` is the one that was pressed, `now` µs since 1970. */
  | { readonly type: 'command'; readonly command: Command; readonly key: string; readonly now: number }
  | { readonly type: 'prompt-key'; readonly key: string }
  | { readonly type: 'paste'; readonly text: string }
  /** A search has ended: at an event, or with nothing found. */
  | { readonly type: 'found'; readonly id: EventId | null; readonly nothing: string }
  | { readonly type: 'message'; readonly message: Message | null }
  | { readonly type: 'save-asked'; readonly suggestion: string }
  /** There is a file of that name; `modified` in µs. */
  | { readonly type: 'overwrite-asked'; readonly typed: string; readonly size: number; readonly modified: number }
  | { readonly type: 'saving'; readonly saving: State['saving'] }
  | { readonly type: 'prompt-closed' }
  | { readonly type: 'detail-wanted'; readonly id: EventId }
  | { readonly type: 'detail-content'; readonly id: EventId; readonly content: DetailState['content'] }
  /** The event that data brought under the cursor, in the place of the one opened so far. */
  | {
      readonly type: 'detail-followed';
      readonly from: EventId;
      readonly id: EventId;
      readonly content: DetailState['content'];
    }
  /** A search inside the opened event has come further. */
  | { readonly type: 'inside-found'; readonly found: Found }
  | { readonly type: 'narrowed'; readonly field: Field; readonly narrow: string; readonly values: readonly Counted[] }
  | { readonly type: 'previewed'; readonly preview: Preview }
  | { readonly type: 'offered'; readonly values: OfferedValues }
  /** The filters that have a name are others now. */
  | { readonly type: 'saved-queries'; readonly saved: readonly SavedQuery[] }
  | { readonly type: 'saved-counts'; readonly counts: State['savedCounts'] }
  /** The policy file was loaded, or could not be. */
  | { readonly type: 'policy'; readonly policy: PolicyState; readonly said: Message | null }
  | { readonly type: 'without'; readonly counts: readonly (number | null)[] }
  | { readonly type: 'process'; readonly process: State['process'] };

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'resized':
      return resized(state, action.size);
    case 'view':
      return viewed(state, action.view);
    case 'progress':
      return progressed(state, action.progress, action.at);
    case 'command':
      return runCommand({ ...state, message: null }, action);
    case 'prompt-key':
      return promptKey({ ...state, message: null }, action.key);
    case 'paste':
      return promptPaste(state, action.text);
    case 'found':
      if (action.id === null) return { ...state, message: { tone: 'notice', text: safe(action.nothing) } };
      return found({ ...state, message: null }, action.id);
    case 'message':
      return { ...state, message: action.message };
    case 'save-asked':
      return { ...state, prompt: { kind: 'save', edit: editOf(action.suggestion) } };
    case 'overwrite-asked': {
      const { typed, size, modified } = action;
      // A prompt that was opened meanwhile is not taken away.
      if (state.prompt !== null)
        return { ...state, message: { tone: 'error', text: safe(`${typed} exists already.`) } };
      return { ...state, prompt: { kind: 'overwrite', edit: editOf(typed), size, modified } };
    }
    case 'saving':
      return { ...state, saving: action.saving };
    case 'prompt-closed':
      return { ...state, prompt: null };
    case 'detail-wanted':
      return state.detail?.id === action.id ? state : { ...state, detail: newDetail(action.id, state.detail) };
    case 'detail-content':
      if (state.detail?.id !== action.id) return state;
      return { ...state, detail: { ...state.detail, content: action.content } };
    case 'detail-followed':
      // A key has opened another one since.
      if (state.detail?.id !== action.from) return state;
      return { ...state, detail: { ...newDetail(action.id, state.detail), content: action.content } };
    case 'inside-found':
      return foundInside(state, action.found);
    case 'narrowed':
      // An answer to letters that have changed since says nothing any more.
      if (state.panes[action.field]?.narrow !== action.narrow) return state;
      return withPane(state, action.field, { narrowed: action.values });
    case 'previewed':
      if (state.prompt?.kind !== 'query' || !state.prompt.parsed.ok) return state;
      return { ...state, prompt: { ...state.prompt, preview: action.preview } };
    case 'offered':
      if (state.prompt?.kind !== 'query') return state;
      return { ...state, prompt: { ...state.prompt, values: action.values } };
    case 'saved-queries':
      return { ...state, saved: action.saved };
    case 'saved-counts':
      return { ...state, savedCounts: action.counts };
    case 'policy':
      return withPolicy({ ...state, message: action.said ?? state.message }, action.policy);
    case 'without':
      return { ...state, without: action.counts };
    case 'process':
      return { ...state, process: action.process };
  }
}

/** To an event that a search found; on the policy screen it is the one that is explained. */
function found(state: State, id: EventId): State {
  const screen = topScreen(state);
  const there = jump(state, id);
  if (screen === null && state.focus === 'timeline') return window({ ...there, focus: 'list' });
  if (screen?.kind !== 'policy') return there;
  return { ...there, screens: [...state.screens.slice(0, -1), { ...screen, event: id }] };
}

/** Another policy in force: what named rules that are gone names no longer anything. */
function withPolicy(state: State, policy: PolicyState): State {
  const rules = policy.loaded?.policy.rules.length ?? 0;
  const highlight = new Set([...state.highlight].filter((rule) => rule < rules));
  const screens = state.screens.map((screen) =>
    screen.kind === 'policy' ? { ...screen, cursor: Math.min(screen.cursor, rules + 1) } : screen,
  );
  return { ...state, policy, highlight: policy.loaded === null ? state.highlight : highlight, screens };
}

function resized(state: State, size: Size): State {
  if (size.columns === state.size.columns && size.rows === state.size.rows) return state;
  const offset = state.list.offset + (state.list.cursor === 'end' ? size.rows - state.size.rows : 0);
  const next = { ...state, size };
  const fitting = Math.max(0, Math.min(offset, layout(next).listRows - 1));
  return window({ ...next, list: { ...next.list, offset: fitting } });
}

function viewed(state: State, view: View): State {
  const counted = view.facets !== null;
  return settle({
    ...state,
    view,
    facets: mergeFacets(state, view),
    total: view.total ?? (state.view?.anchorIndex === undefined ? null : state.total),
    best: view.best ?? state.best,
    timeline: view.timeline === null ? state.timeline : { ...state.timeline, view: view.timeline },
    counting: !counted,
    text: view.text,
  });
}

/** Panes that were not asked for this time keep their last counts. */
function mergeFacets(state: State, view: View): State['facets'] {
  if (view.facets === null) return state.facets;
  const fresh = new Set(view.facets.map(({ field }) => field));
  return [...view.facets, ...state.facets.filter(({ field }) => !fresh.has(field))];
}

function progressed(state: State, progress: Progress, at: number): State {
  switch (progress.type) {
    case 'loading':
      return { ...state, loading: progress, pace: progress.done ? NO_PACE : paced(state.pace, progress.read, at) };
    case 'bad':
      return { ...state, bad: progress };
    case 'gaps':
      return { ...state, gaps: progress };
    case 'sources':
      return { ...state, sources: progress };
    case 'rate':
      return { ...state, rate: progress.perSecond };
    case 'drift':
      return { ...state, drift: progress.count };
    case 'fault':
      return { ...state, fault: progress.message, message: { tone: 'error', text: faultText(progress.message) } };
  }
}

function faultText(message: string): Message['text'] {
  return safe(`${literal('The engine stopped: ')}${message}`);
}
