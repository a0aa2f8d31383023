/** Everything the screen shows, as one immutable snapshot. Nothing here reaches outside; `reducer.ts` makes the next. */
import type { SafeText } from '../audit/safe.ts';
import type { Best, Counted, EventId, FacetView, Progress, View, Watermark } from '../engine/engine.ts';
import type { Field, Query } from '../query/query.ts';
import type { ChosenColumn } from './columns.ts';
import type { DetailState } from './detail-state.ts';
import type { Edit } from './edit.ts';
import { type Layout, layoutOf, type Size } from './layout.ts';
import { NO_PACE, type Pace } from './pace.ts';
import type { LoadedPolicy, PolicyState } from './policy-state.ts';
import type { QueryPrompt, SavedQuery } from './query-prompt.ts';
import { NEW_TIMELINE, type TimelineState } from './timeline-state.ts';

/** What does not change while the program runs. */
export interface Config {
  readonly version: string;
  /** As it stands in the header: `audit.log`. */
  readonly sourceName: string;
  /** The sources as the user named them, at least one: paths, directories, globs, `-`. For messages and the command line of a view. */
  readonly sourceArguments: readonly string[];
  readonly redact: boolean;
  /** The panes there are to be, in order; absent or null for the usual ones. */
  readonly panes?: readonly Field[] | null;
}

/** A place in the list: an event and the screen row it stands on, never a row number of the whole list. */
export interface ListState {
  readonly cursor: EventId | 'end' | 'start';
  readonly offset: number;
  /** Set once the end has been left, or the picture frozen: nothing newer is shown. */
  readonly upTo: Watermark | null;
  /** When `p` froze the picture, in µs; null while it is not frozen. */
  readonly pausedAt: number | null;
  /** What was asked of the engine: a stretch of rows round the anchor with room to move in. */
  readonly window: { readonly anchor: EventId | 'end' | 'start'; readonly before: number; readonly after: number };
  /** Steps that could not be made yet because their rows have not come. */
  readonly owed: number;
}

export interface PaneState {
  /** The value under the cursor; where it is not there (any more), the index decides. */
  readonly value: string | null;
  readonly index: number;
  readonly top: number;
  /** What narrows the pane, '' for nothing. */
  readonly narrow: string;
  readonly narrowed: readonly Counted[] | null;
}
export const NEW_PANE: PaneState = { value: null, index: 0, top: 0, narrow: '', narrowed: null };

/** What the filter being typed would show, as far as it is known. */
export interface Preview {
  readonly count: number;
  readonly text: View['text'];
}

/** A time in µs, or what is wrong with the text that looks like one. */
export type Jump = { readonly at: number } | { readonly message: string };

export type Prompt =
  | { readonly kind: 'search'; readonly edit: Edit; readonly choice: number }
  | QueryPrompt
  | { readonly kind: 'narrow'; readonly edit: Edit; readonly field: Field }
  | { readonly kind: 'save'; readonly edit: Edit }
  /** Whether the file of that name, which is there, is to be replaced: its bytes, and when it was changed, in µs. */
  | { readonly kind: 'overwrite'; readonly edit: Edit; readonly size: number; readonly modified: number }
  /** What is looked for in the opened event; `before` is what Esc takes back to. */
  | { readonly kind: 'inside'; readonly edit: Edit; readonly before: DetailState }
  /** One more key says which field of the row under the cursor is meant. */
  | { readonly kind: 'pick'; readonly exclude: boolean };

export type Screen =
  | { readonly kind: 'detail' }
  | { readonly kind: 'help'; readonly top: number }
  /** `event`: the one of which it is told why its rule matches. `lower`: what stands below the rules where one has room. */
  | {
      readonly kind: 'policy';
      readonly cursor: number;
      readonly event: EventId | null;
      readonly lower: 'why' | 'file';
    }
  | { readonly kind: 'lint'; readonly top: number }
  | { readonly kind: 'bad'; readonly cursor: number }
  | { readonly kind: 'sources'; readonly cursor: number }
  | { readonly kind: 'columns'; readonly cursor: number };

export interface Message {
  readonly tone: 'notice' | 'error';
  readonly text: SafeText;
}

export type Focus = 'list' | 'detail' | 'timeline' | Field;
type Of<T extends Progress['type']> = Extract<Progress, { type: T }>;

export interface State {
  readonly config: Config;
  readonly size: Size;
  /** Null where none was named. */
  readonly policy: PolicyState | null;
  readonly query: Query;
  readonly fold: 'stages' | 'requests';
  readonly list: ListState;
  /** The last rows that came; null before the first. */
  readonly view: View | null;
  /** The last counts that came; `counting` says that newer ones are under way. */
  readonly facets: readonly FacetView[];
  readonly total: View['total'];
  readonly best: readonly Best[];
  readonly counting: boolean;
  /** How far the search through raw lines has come; null where the filter asks for none. */
  readonly text: View['text'];
  readonly focus: Focus;
  readonly panes: Readonly<Partial<Record<Field, PaneState>>>;
  readonly zoom: boolean;
  /** Full screens over the main one, the last on top. */
  readonly screens: readonly Screen[];
  readonly prompt: Prompt | null;
  readonly message: Message | null;
  readonly marks: ReadonlySet<EventId>;
  /** Rules whose rows are tinted. */
  readonly highlight: ReadonlySet<number>;
  readonly lastSearch: string;
  /** Filters that were in force, the latest first; and those that have a name. */
  readonly past: readonly string[];
  readonly saved: readonly SavedQuery[];
  /** How many events each of those would show, as far as that was asked for: by name. */
  readonly savedCounts: ReadonlyMap<string, number>;
  readonly local: boolean;
  readonly columns: ColumnsState;
  /** Times in the list are told from that of the event under the cursor. */
  readonly relative: boolean;
  readonly timeline: TimelineState;
  readonly detail: DetailState | null;
  /** What is being written to a file: how many events of how many, null for not known; null where nothing is. */
  readonly saving: { readonly name: string; readonly events: number; readonly total: number | null } | null;
  /** How many events there would be without each term of the query, while nothing matches. */
  readonly without: readonly (number | null)[];
  readonly process: { readonly cpuPercent: number; readonly rss: number } | null;
  readonly loading: Of<'loading'> | null;
  /** How reading back goes; nothing where it does not go on. */
  readonly pace: Pace;
  readonly bad: Of<'bad'> | null;
  readonly gaps: Of<'gaps'> | null;
  readonly sources: Of<'sources'> | null;
  readonly rate: number | null;
  /** Events held that differ from what the policy in force says. */
  readonly drift: number;
  readonly fault: string | null;
}

/** The columns of the list. */
export interface ColumnsState {
  /** Null where the width decides. */
  readonly chosen: readonly ChosenColumn[] | null;
  /** So many are scrolled out to the left. */
  readonly shift: number;
}

export interface Start {
  readonly config: Config;
  readonly size: Size;
  readonly policy: PolicyState | null;
  readonly query: Query;
  readonly fold: 'stages' | 'requests';
  readonly highlight: readonly number[];
  readonly local: boolean;
  readonly columns?: readonly ChosenColumn[] | null;
  readonly past?: readonly string[];
  readonly saved?: readonly SavedQuery[];
}

export function initialState(start: Start): State {
  const { listRows } = layoutOf(start.size, false, null);
  return {
    ...start,
    list: {
      cursor: 'end',
      offset: listRows - 1,
      upTo: null,
      pausedAt: null,
      window: { anchor: 'end', before: 2 * listRows + 20, after: 0 },
      owed: 0,
    },
    view: null,
    facets: [],
    total: null,
    best: [],
    counting: true,
    text: null,
    focus: 'list',
    panes: {},
    zoom: false,
    screens: [],
    prompt: null,
    message: null,
    marks: new Set(),
    highlight: new Set(start.highlight),
    lastSearch: '',
    columns: { chosen: start.columns ?? null, shift: 0 },
    past: start.past ?? [],
    saved: start.saved ?? [],
    savedCounts: new Map(),
    relative: false,
    timeline: NEW_TIMELINE,
    detail: null,
    saving: null,
    without: [],
    process: null,
    loading: null,
    pace: NO_PACE,
    bad: null,
    gaps: null,
    sources: null,
    rate: null,
    drift: 0,
    fault: null,
  };
}

/** The policy in force, null where there is none (yet). */
export function policyInForce(state: Pick<State, 'policy'>): LoadedPolicy | null {
  return state.policy?.loaded ?? null;
}

/** The facet that has the focus, null for the list and the detail. */
export function focusedFacet(state: Pick<State, 'focus'>): Field | null {
  const { focus } = state;
  return focus === 'list' || focus === 'detail' || focus === 'timeline' ? null : focus;
}

export function layout(state: Pick<State, 'size' | 'focus' | 'zoom' | 'prompt'>): Layout {
  const facet = focusedFacet(state);
  // A search lists what it finds over the whole width.
  if (state.prompt?.kind === 'search') return layoutOf(state.size, false, 'search');
  const zoom = !state.zoom ? null : facet !== null ? 'facet' : state.focus === 'detail' ? 'detail' : 'list';
  return layoutOf(state.size, facet !== null, zoom);
}

/** The screen on top, null for the main one. */
export function topScreen(state: State): Screen | null {
  return state.screens.at(-1) ?? null;
}
