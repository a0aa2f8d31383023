/** The painted rows of the latest snapshot, and the same array again where no row changed: then nothing is drawn. */
import type { Look } from './look.ts';
import { paintScreen } from './screen.ts';
import type { Store } from './store.ts';
import type { Theme } from './theme.ts';

export interface Painter {
  rows(): readonly string[];
  subscribe(listener: () => void): () => void;
}

export function createPainter(store: Store, look: Look, theme: Theme): Painter {
  let state = store.get();
  let rows = paintScreen(state, look, theme);
  return {
    rows() {
      const next = store.get();
      if (next === state) return rows;
      state = next;
      const painted = paintScreen(next, look, theme);
      const same = painted.length === rows.length && painted.every((row, at) => row === rows[at]);
      if (!same) rows = painted;
      return rows;
    },
    subscribe: store.subscribe,
  };
}
