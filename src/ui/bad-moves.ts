/** What the screen of bad lines and gaps lists, and going from a gap to the event beside it. */
import { literal } from '../audit/safe.ts';
import type { BadLine } from '../engine/engine.ts';
import type { Gap } from '../engine/gap.ts';
import { jump } from './place.ts';
import { type State, topScreen } from './state.ts';

export type BadItem = { readonly gap: Gap } | { readonly bad: BadLine };

/** Source by source; of each the gaps first, then the bad lines, the newest first. */
export function badItems({ bad, gaps }: Pick<State, 'bad' | 'gaps'>): readonly BadItem[] {
  const lines = bad?.latest ?? [];
  const found = gaps?.latest ?? [];
  const sources = [...new Set([...found, ...lines].map(({ source }) => source))].sort((a, b) => a - b);
  return sources.flatMap((source) => [
    ...found.filter((gap) => gap.source === source).map((gap) => ({ gap })),
    ...lines.filter((line) => line.source === source).map((line) => ({ bad: line })),
  ]);
}

/** The number of the source of an item. */
export function sourceOfItem(item: BadItem): number {
  return 'gap' in item ? item.gap.source : item.bad.source;
}

/** The item under the cursor, as its index; -1 where there is none. */
export function chosenItem(state: State): number {
  const screen = topScreen(state);
  return screen?.kind === 'bad' ? Math.min(screen.cursor, badItems(state).length - 1) : -1;
}

/** Where the cursor is after so many rows down; an item takes about three. */
export function movedItem(state: State, by: number): number {
  const items = Math.abs(by) > 1 ? Math.trunc(by / 3) : by;
  const last = Math.max(0, badItems(state).length - 1);
  return Math.max(0, Math.min(last, chosenItem(state) + items));
}

/** Enter: to the event beside the chosen gap; a bad line has none. */
export function openGap(state: State): State {
  const item = badItems(state)[chosenItem(state)];
  if (item === undefined) return state;
  if ('bad' in item) return { ...state, message: { tone: 'notice', text: literal('A bad line is no event.') } };
  return jump({ ...state, screens: [], focus: 'list' }, item.gap.event);
}
