/** Searches the opened event in slices, so that keys are answered meanwhile. */
import type { State } from './state.ts';
import type { Store } from './store.ts';
import { TreeSearch } from './tree-search.ts';

/** UTF-16 units of a slice: some milliseconds. */
const SLICE = 250_000;

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
      const slice = (): void => {
        if (own !== underWay) return;
        const matches = search.step(SLICE);
        const { done, share } = search;
        store().dispatch({ type: 'inside-found', found: { search: own, matches, done, share } });
        if (!done) setImmediate(slice);
      };
      slice();
    },
  };
}
