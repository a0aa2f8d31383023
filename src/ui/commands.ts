/** What each command does to the snapshot. Commands that reach outside (copy, save, find, quit) are the controller's. */
import { literal } from '../audit/safe.ts';
import type { View } from '../engine/engine.ts';
import { toggleInclude, withAnyValue } from '../query/edit.ts';
import { ruleTag } from '../query/fields.ts';
import { EVERYTHING } from '../query/query.ts';
import { movedItem, openGap } from './bad-moves.ts';
import { detailCommand } from './detail-moves.ts';
import type { Command, Context } from './keys.ts';
import { cyclePane, movePane, paneRows, togglePane, withPane, withQuery } from './panes.ts';
import { cursorRow, follow, freeze, listHeight, move, toEdge, window, withList } from './place.ts';
import { dropLastTerm, openNarrow, openSearch } from './prompt.ts';
import { openQuery } from './query-prompt.ts';
import { filterBySource, movedCursor } from './sources-moves.ts';
import { focusedFacet, layout, type Message, policyInForce, type Screen, type State, topScreen } from './state.ts';
import { rowsOf, type Steps, stepsOf } from './steps.ts';

interface Pressed {
  readonly command: Command;
  readonly key: string;
  readonly now: number;
}

/** Which keys work now. */
export function contextOf(state: State): Context {
  const screen = topScreen(state);
  if (screen !== null) return screen.kind;
  if (state.focus === 'detail') return 'detail';
  if (focusedFacet(state) !== null) return 'facet';
  return nothingMatches(state) ? 'empty' : 'list';
}

/** Nothing is left to be found in raw lines. */
export function isSearched(text: View['text']): boolean {
  return text === null || text.share === 1;
}

/** The filter in force lets nothing through, and that is certain. */
export function nothingMatches(state: State): boolean {
  return (
    state.query.terms.length > 0 &&
    state.view !== null &&
    state.view.rows.length === 0 &&
    state.total !== null &&
    state.total.passing === 0 &&
    isSearched(state.text) &&
    (state.text === null || (state.text.stopped === null && state.text.gone === 0))
  );
}

export function runCommand(state: State, pressed: Pressed): State {
  const context = contextOf(state);
  const steps = stepsOf(pressed.command);
  if (context === 'detail') {
    const moved = detailCommand(state, pressed.command);
    if (moved !== null) return moved;
  } else if (steps !== null) {
    return context === 'facet'
      ? paneStep(state, steps)
      : context === 'list'
        ? listStep(state, steps)
        : screenStep(state, steps);
  }
  return other(state, pressed, context);
}

function listStep(state: State, steps: Steps): State {
  if (steps.unit !== 'edge') return move(state, rowsOf(steps, listHeight(state)), steps.unit !== 'row');
  if (steps.dir === -1) return toEdge(state, 'start');
  return state.list.pausedAt === null ? follow(state) : toEdge(state, 'end');
}

function paneStep(state: State, steps: Steps): State {
  const field = focusedFacet(state);
  return field === null ? state : movePane(state, rowsOf(steps, paneRows(state, field)));
}

function screenStep(state: State, steps: Steps): State {
  const screen = topScreen(state);
  if (screen === null || screen.kind === 'detail') return state;
  const by = rowsOf(steps, layout(state).height);
  if (screen.kind === 'sources') return withTop(state, { ...screen, cursor: movedCursor(state, screen.cursor, by) });
  if (screen.kind === 'bad') return withTop(state, { ...screen, cursor: movedItem(state, by) });
  if (screen.kind !== 'policy') return withTop(state, { ...screen, top: Math.max(0, screen.top + by) });
  // After the rules come `no rule` and the drift.
  const last = (policyInForce(state)?.policy.rules.length ?? 0) + 1;
  return withTop(state, { ...screen, cursor: Math.max(0, Math.min(last, screen.cursor + by)) });
}

function withTop(state: State, screen: Screen): State {
  return { ...state, screens: [...state.screens.slice(0, -1), screen] };
}

function other(state: State, { command, key, now }: Pressed, context: Context): State {
  switch (command) {
    case 'next-pane':
      return cyclePane(state, 1);
    case 'prev-pane':
      return cyclePane(state, -1);
    case 'open':
      return open(state, context);
    case 'back':
      return back(state);
    case 'zoom':
      return window({ ...state, zoom: !state.zoom });
    case 'search':
      return openSearch(state);
    case 'narrow':
      return openNarrow(state);
    case 'query':
      return openQuery(state);
    case 'include':
      return context === 'policy' ? filterByRule(state) : toggle(state, context, false);
    case 'exclude':
      return toggle(state, context, true);
    case 'drop-last':
      return state.query.terms.length === 0 ? notice(state, 'There is no filter to drop.') : dropLastTerm(state);
    case 'drop-nth':
      if (!nothingMatches(state)) return state;
      return withQuery(state, { terms: state.query.terms.filter((_, at) => at !== Number(key) - 1) });
    case 'clear':
      return withQuery(state, EVERYTHING);
    case 'requests':
      return requests(state);
    case 'follow':
      return follow({ ...state, focus: 'list' });
    case 'pause':
      return pause(state, now);
    case 'local-time':
      return notice({ ...state, local: !state.local }, state.local ? 'Times are UTC.' : 'Times are local.');
    case 'mark':
      return mark(state);
    case 'highlight':
      return highlight(state);
    case 'rule-events':
      return { ...filterByRule(state, true), screens: [], focus: 'list' };
    case 'policy':
      return policy(state);
    case 'why':
      return otherLower(state);
    case 'lint':
      return { ...state, screens: [...state.screens, { kind: 'lint', top: 0 }] };
    case 'sources':
    case 'bad':
      return { ...state, screens: [...state.screens, { kind: command, cursor: 0 }] };
    case 'help':
      return { ...state, screens: [...state.screens, { kind: 'help', top: 0 }] };
    default:
      return state;
  }
}

/** A message that stays until the next key, or for some seconds. */
export function notice(state: State, text: string, tone: Message['tone'] = 'notice'): State {
  return { ...state, message: { tone, text: literal(text) } };
}

function open(state: State, context: Context): State {
  if (context === 'facet') return window({ ...state, focus: 'list', zoom: false });
  if (context === 'sources') return filterBySource(state, false);
  if (context === 'bad') return openGap(state);
  if (cursorRow(state) === null) return state;
  // Where the detail stands beside the list, opening it is going there.
  if (layout(state).detail !== null) return { ...freeze(state), focus: 'detail' };
  return { ...freeze(state), screens: [...state.screens, { kind: 'detail' }] };
}

/** Esc: one step back, from the innermost. */
function back(state: State): State {
  if (state.screens.length > 0) return { ...state, screens: state.screens.slice(0, -1) };
  const field = focusedFacet(state);
  const pane = field === null ? undefined : state.panes[field];
  if (field !== null && pane !== undefined && pane.narrow !== '') {
    return withPane(state, field, { narrow: '', narrowed: null, top: 0 });
  }
  if (state.zoom) return window({ ...state, zoom: false });
  if (state.focus !== 'list') return window({ ...state, focus: 'list' });
  return notice(state, 'q quits. Backspace drops the last filter.');
}

function toggle(state: State, context: Context, exclude: boolean): State {
  if (context === 'facet') return togglePane(state, exclude);
  if (context === 'sources') return filterBySource(state, exclude);
  return cursorRow(state) === null ? state : { ...state, prompt: { kind: 'pick', exclude } };
}

function requests(state: State): State {
  const fold = state.fold === 'stages' ? 'requests' : 'stages';
  const said = fold === 'requests' ? 'One row a request: its latest stage.' : 'Every recorded stage.';
  return notice(window({ ...state, fold, counting: true, without: [] }), said);
}

/** Freezes the picture while reading goes on; or shows what came, and follows where it was following. */
function pause(state: State, now: number): State {
  if (state.list.pausedAt === null) return withList(freeze(state), { pausedAt: now });
  if (state.list.cursor === 'end') return follow(state);
  return withList(state, { pausedAt: null, upTo: null });
}

function mark(state: State): State {
  const row = cursorRow(state);
  if (row === null) return state;
  const marks = new Set(state.marks);
  if (!marks.delete(row.id)) marks.add(row.id);
  return { ...state, marks };
}

const NO_POLICY = 'No policy is loaded: start with --policy FILE.';

/** `h` on a row: its rule; in the policy pane: the rule chosen. Again: no more. */
function highlight(state: State): State {
  if (state.policy === null) return notice(state, NO_POLICY);
  const screen = topScreen(state);
  const index = screen?.kind === 'policy' ? chosenRule(state) : (cursorRow(state)?.rule?.index ?? null);
  if (index === null) return state;
  const rules = new Set(state.highlight);
  const off = rules.delete(index);
  if (!off) rules.add(index);
  const tag = index < 0 ? 'events without a rule' : ruleTag(index);
  return notice(
    { ...state, highlight: rules },
    off ? `No highlight on ${tag}.` : `Highlighting ${tag}: ] and [ step through.`,
  );
}

/** The rule under the cursor of the policy pane, -1 for `no rule`; null on the drift, and where that pane is not open. */
export function chosenRule(state: State): number | null {
  const screen = topScreen(state);
  const rules = policyInForce(state)?.policy.rules.length;
  if (screen?.kind !== 'policy' || rules === undefined || screen.cursor > rules) return null;
  return screen.cursor === rules ? -1 : screen.cursor;
}

/** Whether the cursor of the policy pane is on the drift. */
function driftChosen(state: State): boolean {
  const screen = topScreen(state);
  return screen?.kind === 'policy' && screen.cursor > (policyInForce(state)?.policy.rules.length ?? 0);
}

function filterByRule(state: State, only = false): State {
  const index = chosenRule(state);
  if (driftChosen(state)) return withQuery(state, withAnyValue(state.query, 'drift'));
  if (index === null) return state;
  const kept = only
    ? { terms: state.query.terms.filter((term) => term.kind !== 'field' || term.field !== 'rule') }
    : state.query;
  return withQuery(state, toggleInclude(kept, 'rule', ruleTag(index)));
}

function policy(state: State): State {
  if (state.policy === null) return notice(state, NO_POLICY);
  const row = cursorRow(state);
  const cursor = Math.max(0, row?.rule?.index ?? 0);
  const screen: Screen = { kind: 'policy', cursor, event: row?.id ?? null, lower: 'why' };
  return { ...state, screens: [...state.screens, screen] };
}

/** `w`: below the rules the file, or why the rule of the event matches, where not both have room. */
function otherLower(state: State): State {
  const screen = topScreen(state);
  return screen?.kind === 'policy'
    ? withTop(state, { ...screen, lower: screen.lower === 'why' ? 'file' : 'why' })
    : state;
}
