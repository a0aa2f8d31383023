/** The screen on which columns are chosen, put in order and made wider, and scrolling the list sideways. */
import { allUsual, type ChosenColumn, COLUMN_NAMES, type ColumnName, USUAL_WIDTHS } from './columns.ts';
import type { Command } from './keys.ts';
import { realSources } from './source-names.ts';
import { type State, topScreen } from './state.ts';

/** The columns that are shown, in order: those chosen, or the usual ones. */
export function shownColumns(state: State): readonly ChosenColumn[] {
  return state.columns.chosen ?? allUsual(state.policy !== null, realSources(state).length > 1 ? 8 : 0);
}

/** All columns as the screen lists them: the shown ones in their order, then the others. */
export function listedColumns(
  state: State,
): readonly { readonly name: ColumnName; readonly shown: ChosenColumn | null }[] {
  const shown = shownColumns(state);
  const others = COLUMN_NAMES.filter((name) => !shown.some((column) => column.name === name));
  return [
    ...shown.map((column) => ({ name: column.name, shown: column })),
    ...others.map((name) => ({ name, shown: null })),
  ];
}

const WIDEST = 200;

/** What a command does on the screen of the columns; null where it does something else. */
export function columnsCommand(state: State, command: Command): State | null {
  const screen = topScreen(state);
  if (screen?.kind !== 'columns') return null;
  const shown = shownColumns(state);
  const listed = listedColumns(state);
  const cursor = Math.min(screen.cursor, listed.length - 1);
  const chosen = listed[cursor];
  if (chosen === undefined) return null;
  switch (command) {
    case 'include':
      if (chosen.shown === null) return withChosen(state, [...shown, { name: chosen.name, width: null }], shown.length);
      // Something has to be left to look at.
      if (shown.length === 1) return state;
      return withChosen(
        state,
        shown.filter(({ name }) => name !== chosen.name),
        cursor,
      );
    case 'move-up':
    case 'move-down': {
      const to = cursor + (command === 'move-up' ? -1 : 1);
      if (chosen.shown === null || to < 0 || to >= shown.length) return state;
      return withChosen(state, shown.toSpliced(cursor, 1).toSpliced(to, 0, chosen.shown), to);
    }
    case 'wider':
    case 'narrower': {
      if (chosen.shown === null) return state;
      const width = (chosen.shown.width ?? USUAL_WIDTHS[chosen.name]) + (command === 'wider' ? 1 : -1);
      const bounded = Math.max(1, Math.min(WIDEST, width));
      return withChosen(state, shown.with(cursor, { name: chosen.name, width: bounded }), cursor);
    }
    case 'usual':
      return { ...state, columns: { chosen: null, shift: 0 } };
    default:
      return null;
  }
}

function withChosen(state: State, chosen: readonly ChosenColumn[], cursor: number): State {
  return {
    ...state,
    columns: { ...state.columns, chosen },
    screens: [...state.screens.slice(0, -1), { kind: 'columns', cursor }],
  };
}

/** The list scrolled by a column. */
export function scrollColumns(state: State, by: 1 | -1): State {
  const shown = shownColumns(state);
  const pinned = shown[0]?.name === 'time' ? 1 : 0;
  const most = Math.max(0, shown.length - pinned - 1);
  const shift = Math.max(0, Math.min(most, state.columns.shift + by));
  return { ...state, columns: { ...state.columns, shift } };
}
