/** Searches the opened event in slices, so that keys are answered meanwhile. */
import type { State } from './state.ts';
import type { Store } from './store.ts';
import { type Match, TreeSearch } from './tree-search.ts';

/** UTF-16 units of a slice: some milliseconds. */
const SLICE = 250_000;

/** The first match is told at once, what comes after it not more often than can be read. */
const TOLD_EVERY_MS = 100;

export interface InsideFeed {
  sync(state: State): void;
  close(): void;
}

export function insideFeed(store: () => Store): InsideFeed {
  let underWay: object | null = null;

  return {
    close() {
      underWay = null;
    },
    sync({ detail }) {
      const tree = detail?.content.kind === 'event' ? detail.content.document.tree : null;
      const inside = detail?.inside ?? null;
      if (tree === null || inside === null) {
        underWay = null;
        return;
      }
      if (inside.search === underWay) return;
      const own = inside.search;
      underWay = own;
      const search = new TreeSearch(tree, inside.typed);
      let waiting: readonly Match[] = [];
      let told = Number.NEGATIVE_INFINITY;
      const slice = (): void => {
        if (own !== underWay) return;
        waiting = [...waiting, ...search.step(SLICE)];
        const { done, share } = search;
        const isFirst = told < 0 && waiting.length > 0;
        if (done || isFirst || performance.now() - told >= TOLD_EVERY_MS) {
          told = performance.now();
          const matches = waiting;
          waiting = [];
          store().dispatch({ type: 'inside-found', found: { search: own, matches, done, share } });
        }
        if (!done) setImmediate(slice);
      };
      slice();
    },
  };
}
