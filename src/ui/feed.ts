/** Asks the engine for what the snapshot needs, and brings its answers into the store. */
import type { Counted, Engine, EventId, Shown, View, ViewSpec } from '../engine/engine.ts';
import { formatQuery } from '../query/format.ts';
import type { Query } from '../query/query.ts';
import { isSearched, nothingMatches } from './commands.ts';
import type { DetailState } from './detail-state.ts';
import { documentOf, type Redactor } from './document.ts';
import { insideFeed } from './inside-feed.ts';
import { offersFeed, savedFeed } from './offers-feed.ts';
import { facetSpecs } from './panes.ts';
import { bestRows, cursorRow } from './place.ts';
import { previewedQuery, shownQuery } from './prompt.ts';
import { layout, type State, topScreen } from './state.ts';
import type { Cause, Store } from './store.ts';
import { timelineSpec } from './timeline-state.ts';

export interface Feed {
  /** Called after every change of the snapshot: asks only where something else is needed than before. True: other events are to come. */
  sync(cause: Cause): boolean;
  close(): void;
}

/** What the list needs now. */
export function specOf(state: State): ViewSpec {
  const { list } = state;
  return {
    query: shownQuery(state),
    order: 'time',
    fold: state.fold,
    anchor: list.window.anchor,
    before: list.window.before,
    after: list.window.after,
    ...(list.upTo === null ? {} : { upTo: list.upTo }),
    ...(state.lastSearch === '' ? {} : { searched: state.lastSearch }),
    facets: facetSpecs(state),
    best: state.prompt?.kind === 'search' && state.prompt.edit.text.trim() !== '' ? bestRows(state) : 0,
    timeline: timelineSpec(state),
  };
}

export function createFeed(engine: Engine, store: () => Store, redact: Redactor | null): Feed {
  let shown: Shown | null = null;
  let asked = '';
  /** What the rows asked for last have to pass. */
  let filtered = '';
  let seq = 0;
  /** How much of the answer to the newest spec has come: what still answers a key is told at once. */
  let answered: 'nothing' | 'rows' | 'counts' = 'nothing';
  let closed = false;
  const asides = [
    previewFeed(engine, store),
    offersFeed(engine, store),
    savedFeed(engine, store),
    withoutFeed(engine, store),
    narrowFeed(engine, store),
    detailFeed(engine, store, redact),
    // The last, as it may change the snapshot at once.
    insideFeed(store),
  ];

  function onView(view: View): void {
    if (closed || (seq !== 0 && view.seq !== seq)) return;
    const isTimed = view.timeline !== null || view.total?.held === 0;
    const whole = view.facets !== null && isTimed && isSearched(view.text);
    const fresh = answered === 'nothing' || (answered === 'rows' && whole);
    answered = whole || answered === 'counts' ? 'counts' : 'rows';
    if (fresh) store().dispatch({ type: 'view', view }, 'view');
    else store().later('view', { type: 'view', view });
  }

  return {
    sync(cause) {
      const state = store().get();
      const spec = specOf(state);
      const text = JSON.stringify(spec);
      const filter = JSON.stringify([spec.query, spec.fold]);
      const isOther = filter !== filtered && shown !== null;
      filtered = filter;
      if (text !== asked) {
        asked = text;
        answered = 'nothing';
        if (shown === null) shown = engine.show(spec, onView);
        else seq = shown.update(spec);
      }
      for (const aside of asides) aside.sync(state, cause);
      return isOther;
    },
    close() {
      closed = true;
      shown?.close();
      for (const aside of asides) aside.close();
    },
  };
}

/** What it is answered because of data waits for the next tick of the data, as that does. */
export interface Aside {
  sync(state: State, cause: Cause): void;
  close(): void;
}

/** A preview is asked for when nothing was typed for so long: the half words of a fast typist keep the engine busy. */
export const PREVIEW_AFTER_MS = 50;

/** How many events the filter being typed on `:` would show. */
function previewFeed(engine: Engine, store: () => Store): Aside {
  let shown: Shown | null = null;
  let asked = '';
  let timer: NodeJS.Timeout | null = null;
  const close = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    shown?.close();
    shown = null;
    asked = '';
  };
  return {
    close,
    sync(state) {
      const query = previewedQuery(state);
      if (query === null) {
        if (state.prompt?.kind !== 'query') close();
        return;
      }
      const text = formatQuery(query);
      if (text === asked && (shown !== null || timer !== null)) return;
      close();
      asked = text;
      const onView = (view: View): void => {
        if (view.total === null || asked !== text) return;
        store().later('preview', {
          type: 'previewed',
          preview: { count: view.total.passing, text: view.text },
        });
      };
      timer = setTimeout(() => {
        timer = null;
        shown = engine.show(countSpec(query, state), onView);
      }, PREVIEW_AFTER_MS);
    },
  };
}

/** A view of no rows, only counted. */
export function countSpec(query: Query, state: State): ViewSpec {
  const { fold, list } = state;
  const upTo = list.upTo === null ? {} : { upTo: list.upTo };
  return { query, order: 'time', fold, anchor: 'end', before: 0, after: 0, ...upTo, facets: [], best: 0 };
}

/** While nothing matches: how many events there would be without each condition. */
function withoutFeed(engine: Engine, store: () => Store): Aside {
  let asked: Query | null = null;
  let run = 0;
  return {
    close: () => run++,
    sync(state) {
      if (!nothingMatches(state)) {
        asked = null;
        run++;
        return;
      }
      if (asked === state.query) return;
      asked = state.query;
      const own = ++run;
      const { terms } = state.query;
      void (async () => {
        const counts: (number | null)[] = terms.map(() => null);
        for (const [at] of terms.slice(0, 9).entries()) {
          counts[at] = await countOnce(engine, countSpec({ terms: terms.toSpliced(at, 1) }, state));
          if (own !== run) return;
          store().later('without', { type: 'without', counts: [...counts] });
        }
      })();
    },
  };
}

export function countOnce(engine: Engine, spec: ViewSpec): Promise<number> {
  return new Promise((resolve) => {
    const shown = engine.show(spec, (view) => {
      if (view.total === null || !isSearched(view.text)) return;
      resolve(view.total.passing);
      // The handle is there by now: views come after show has returned.
      queueMicrotask(() => shown.close());
    });
  });
}

/** The values of panes that are narrowed, asked again when the counts change. */
function narrowFeed(engine: Engine, store: () => Store): Aside {
  let asked = '';
  let askedHeld: number | undefined;
  let underWay = false;
  function sync(state: State): void {
    const open = Object.entries(state.panes).find(([, pane]) => pane.narrow !== '');
    if (open === undefined || underWay) return;
    const [name, { narrow }] = open;
    const key = `${name} ${narrow} ${formatQuery(state.query)} ${state.fold}`;
    const held = state.total?.held;
    if (key === asked && held === askedHeld) return;
    const again = key === asked;
    asked = key;
    askedHeld = held;
    underWay = true;
    const field = name as keyof State['panes']; // the record's keys are fields
    // More may have been typed meanwhile: whatever came, look again what is needed now.
    const answered = (values: readonly Counted[] | null): void => {
      underWay = false;
      const action = values === null ? null : ({ type: 'narrowed', field, narrow, values } as const);
      if (action !== null && again) store().later('narrowed', action);
      else if (action !== null) store().dispatch(action, 'narrowed');
      sync(store().get());
    };
    engine.values(field, { query: state.query, fold: state.fold }, narrow, 200).then(answered, () => answered(null));
  }
  return { sync, close() {} };
}

/**
 * The event under the cursor, wherever its detail is on the screen. Where data moves the cursor, the one that is shown
 * stays until the next has been read back.
 */
function detailFeed(engine: Engine, store: () => Store, redact: Redactor | null): Aside {
  let following = false;

  function read(id: EventId, then: (content: DetailState['content']) => void): void {
    engine.event(id).then(
      (found) =>
        then(
          'gone' in found ? { kind: 'gone', why: found.gone } : { kind: 'event', document: documentOf(found, redact) },
        ),
      (error: unknown) => then({ kind: 'gone', why: String(error) }),
    );
  }

  return {
    close() {},
    sync(state, cause) {
      const id = wantedDetail(state);
      const { detail } = state;
      if (id === undefined || detail?.id === id) return;
      if (cause === 'key' || detail === null || detail.content.kind === 'loading') {
        store().dispatch({ type: 'detail-wanted', id });
        read(id, (content) => store().dispatch({ type: 'detail-content', id, content }));
      } else if (!following) {
        following = true;
        read(id, (content) => {
          following = false;
          store().later('detail', { type: 'detail-followed', from: detail.id, id, content });
        });
      }
    },
  };
}

function wantedDetail(state: State): EventId | undefined {
  const screen = topScreen(state);
  if (screen?.kind === 'policy') return screen.event ?? undefined;
  const isShown = screen?.kind === 'detail' || (layout(state).detail !== null && state.screens.length === 0);
  return isShown ? cursorRow(state)?.id : undefined;
}
