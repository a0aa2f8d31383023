/** Moving in the facet panes, and what Space and `x` do there. */
import type { Counted, FacetSpec } from '../engine/engine.ts';
import { DRIFTS } from '../policy/drift.ts';
import { toggleExclude, toggleInclude } from '../query/edit.ts';
import type { Field, Query } from '../query/query.ts';
import { allot, type Facet, facetsNamed, facetsWith, type PaneRows } from './facets.ts';
import { window } from './place.ts';
import { realSources } from './source-names.ts';
import { focusedFacet, layout, NEW_PANE, type PaneState, policyInForce, type State } from './state.ts';

/** The values of a pane as they stand in it: the narrowed ones, else those of the last counts. */
export function paneValues(state: State, field: Field): readonly Counted[] {
  const pane = state.panes[field];
  if (pane !== undefined && pane.narrow !== '' && pane.narrowed !== null) return pane.narrowed;
  const values = state.facets.find((facet) => facet.field === field)?.values ?? [];
  if (pane === undefined || pane.narrow === '') return values;
  // Until the engine has answered, what is at hand is narrowed here.
  const wanted = pane.narrow.toLowerCase();
  return values.filter(({ value }) => value.toLowerCase().includes(wanted));
}

/** The panes there are now; one that has the focus, or a filter, does not go away. */
export function facetsOf(state: State): readonly Facet[] {
  const wanted = (field: Field): boolean =>
    state.focus === field || state.query.terms.some((term) => term.kind === 'field' && term.field === field);
  const several = realSources(state).length > 1;
  const policy = state.policy !== null;
  const met = { policy, drift: policy && (state.drift > 0 || wanted('drift')), sources: several || wanted('source') };
  const { panes } = state.config;
  return panes === undefined || panes === null ? facetsWith(met) : facetsNamed(panes, met);
}

/** The panes on the screen and their rows; one pane where only one is open. */
export function panesShown(state: State): readonly PaneRows[] {
  const { panes, facets, height } = layout(state);
  if (facets === null) return [];
  const focused = focusedFacet(state);
  if (panes === 'column') {
    return allot(facetsOf(state), height, state.size.rows, (field) => paneValues(state, field).length);
  }
  const facet = facetsOf(state).find(({ field }) => field === focused);
  return facet === undefined ? [] : [{ facet, rows: Math.max(1, height - 2) }];
}

/** The fields Tab goes through: the panes on the screen, or all of them where one is shown at a time. */
export function paneFields(state: State): readonly Field[] {
  const fields =
    layout({ ...state, zoom: false }).panes === 'column'
      ? allot(facetsOf(state), layout(state).height, state.size.rows, (field) => paneValues(state, field).length).map(
          ({ facet }) => facet,
        )
      : facetsOf(state);
  return fields.map(({ field }) => field);
}

/** What to ask the engine for: a little more than is shown, in steps, so that scrolling asks seldom. */
export function facetSpecs(state: State): readonly FacetSpec[] {
  const shown = panesShown(state).map(({ facet, rows }): FacetSpec => {
    const wanted = (state.panes[facet.field]?.top ?? 0) + rows + 1;
    return { field: facet.field, limit: Math.ceil(wanted / 20) * 20 };
  });
  const top = state.screens.at(-1);
  const rules = policyInForce(state)?.policy.rules.length;
  if (top?.kind !== 'policy' || rules === undefined) return shown;
  // What the panes ask for already is asked for with room for every rule.
  const others = shown.filter(({ field }) => field !== 'rule' && field !== 'drift');
  return [...others, { field: 'rule', limit: rules + 1 }, { field: 'drift', limit: DRIFTS.length + 1 }];
}

/** Index of the cursor in a pane; -1 where it is empty. */
export function paneCursor(state: State, field: Field): number {
  const values = paneValues(state, field);
  const pane = state.panes[field] ?? NEW_PANE;
  const found = pane.value === null ? -1 : values.findIndex(({ value }) => value === pane.value);
  return found >= 0 ? found : Math.min(pane.index, values.length - 1);
}

/** Moves the cursor of the focused pane; the pane scrolls with it. */
export function movePane(state: State, steps: number): State {
  const field = focusedFacet(state);
  if (field === null) return state;
  const values = paneValues(state, field);
  const index = Math.max(0, Math.min(values.length - 1, paneCursor(state, field) + steps));
  const rows = paneRows(state, field);
  const pane = state.panes[field] ?? NEW_PANE;
  const top = Math.max(0, Math.min(Math.max(pane.top, index - rows + 1), index));
  return withPane(state, field, { value: values[index]?.value ?? null, index, top });
}

export function paneRows(state: State, field: Field): number {
  return panesShown(state).find(({ facet }) => facet.field === field)?.rows ?? 1;
}

export function withPane(state: State, field: Field, change: Partial<PaneState>): State {
  return { ...state, panes: { ...state.panes, [field]: { ...(state.panes[field] ?? NEW_PANE), ...change } } };
}

/** Puts another query in force. The place in the list stays with its event, or with the nearest that passes. */
export function withQuery(state: State, query: Query): State {
  return window({ ...state, query, counting: true, without: [] });
}

/** Space and `x` in a pane: edits the filter, the same text that `:` edits. */
export function togglePane(state: State, exclude: boolean): State {
  const field = focusedFacet(state);
  if (field === null) return state;
  const value = paneValues(state, field)[paneCursor(state, field)]?.value;
  if (value === undefined) return state;
  const held = withPane(state, field, { value });
  return withQuery(held, exclude ? toggleExclude(state.query, field, value) : toggleInclude(state.query, field, value));
}

/** The next pane, or the one before: list, detail where it stands beside, facets, and round. */
export function cyclePane(state: State, dir: 1 | -1): State {
  const stops: State['focus'][] = ['list', ...paneFields(state)];
  if (layout({ ...state, zoom: false }).detail !== null) stops.push('detail');
  const at = stops.indexOf(state.focus);
  const focus = stops[(Math.max(0, at) + dir + stops.length) % stops.length] ?? 'list';
  return window({ ...state, focus, zoom: state.zoom && focus !== 'list' ? state.zoom : false });
}
