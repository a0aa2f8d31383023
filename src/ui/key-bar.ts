/** The last line: the keys of the focused pane as far as they fit, and the place in the list. */
import { literal, safe } from '../audit/safe.ts';
import { formatTerm } from '../query/format.ts';
import { plain } from '../query/query.ts';
import { badItems, chosenItem } from './bad-moves.ts';
import { applyCut, cutEnd, join, width } from './cells.ts';
import { contextOf } from './commands.ts';
import { whole } from './format.ts';
import { type Binding, barOf, type Context, PROMPT_BARS } from './keys.ts';
import { blank, fit, type Line, lineWidth, type Span, span, spread, word } from './line.ts';
import type { Look } from './look.ts';
import { cursorRow, isFollowing, position } from './place.ts';
import { showsBoth } from './policy-pane.ts';
import { picksOf } from './prompt.ts';
import { overwriteLine, saveLine, savingLine } from './save-lines.ts';
import { layout, type State, topScreen } from './state.ts';
import { chosenText } from './timeline-pane.ts';

type Entry = readonly [keys: string, does: string, stays: boolean];

export function keyBar(state: State, look: Look, cells: number): Line {
  const { prompt, message } = state;
  if (prompt?.kind === 'save') return saveLine(state, look, cells);
  if (prompt?.kind === 'overwrite') return overwriteLine(prompt, state.local, look, cells);
  if (prompt?.kind === 'pick') return pickLine(state, prompt.exclude, look, cells);
  if (message !== null) {
    const role = message.tone === 'error' ? 'err' : 'text';
    return fit([blank(1), span(message.text, role, { bold: message.tone === 'error' })], cells, look.signs);
  }
  if (prompt === null && state.saving !== null) return savingLine(state.saving, look, cells);
  const right = [...placeOf(state), blank(1)];
  const entries = prompt === null ? entriesOf(state) : promptEntries(state, prompt.kind);
  const shown = entries.map(([keys, does, stays]): Entry => [keyText(keys, look.signs), does, stays]);
  return spread(barLine(shown, cells - lineWidth(right) - 1), right, cells, look.signs);
}

/** Keys as they are written here: arrows are signs, and have a second form. */
export function keyText(keys: string, { upDown, leftRight }: Look['signs']): string {
  return keys.replace(/↑↓|↓ ↑/, upDown).replace('← →', leftRight);
}

function promptEntries(state: State, kind: keyof typeof PROMPT_BARS): Entry[] {
  const chosen = state.prompt?.kind === 'search' && state.prompt.choice >= 0;
  return PROMPT_BARS[kind].map(([keys, does]) => [
    keys,
    chosen && keys === 'Enter' ? 'only this' : does,
    keys === 'Esc',
  ]);
}

function entriesOf(state: State): Entry[] {
  const context = contextOf(state);
  const named = barOf(context)
    .filter(({ command }) => state.policy !== null || (command !== 'policy' && command !== 'highlight'))
    .map(
      (binding): Entry => [
        keysOf(binding),
        doesOf(binding, state),
        binding.command === 'back' || binding.command === 'help',
      ],
    );
  return [...stateEntries(state, context), ...named.filter(([, does]) => does !== '')];
}

/** What the arrows do where that needs saying. */
const MOVES: Partial<Record<Context, string>> = {
  policy: 'rule',
  lint: 'scroll',
  detail: 'move',
  help: 'scroll',
  bad: 'move',
  sources: 'source',
  columns: 'column',
};

/** What the state makes most useful comes first: resume while paused, follow while scrolled, Tab where panes hide. */
function stateEntries(state: State, context: Context): Entry[] {
  const moves = MOVES[context];
  if (moves !== undefined) return [[literal('↑↓'), moves, false]];
  if (context === 'timeline' && state.timeline.mark !== null) return [['Enter', 'only this', true]];
  if (context !== 'list') return [];
  if (state.list.pausedAt !== null) {
    return [
      ['p', 'resume', true],
      ['f', 'resume and follow', false],
    ];
  }
  if (!isFollowing(state)) return [['f', 'follow', true]];
  return [];
}

function keysOf(binding: Binding): string {
  return binding.barKeys ?? binding.keys[0] ?? '';
}

function doesOf(binding: Binding, state: State): string {
  if (binding.command === 'pause' && state.list.pausedAt !== null) return '';
  if (binding.command === 'next-pane' && binding.in.includes('list') && !panesHidden(state)) return '';
  if (binding.command === 'open' && binding.in.includes('bad') && !gapChosen(state)) return '';
  if (binding.command === 'open' && binding.in.includes('timeline') && state.timeline.mark !== null) return '';
  if (binding.command === 'why' && showsBoth(state)) return '';
  if (binding.command === 'requests' && state.fold === 'requests') return 'every stage';
  return binding.bar ?? '';
}

/** Whether the cursor of the bad lines and gaps is on a gap. */
function gapChosen(state: State): boolean {
  const item = badItems(state)[chosenItem(state)];
  return item !== undefined && 'gap' in item;
}

/** As many as fit, in order; those that stay keep their room whatever comes before. */
export function barLine(entries: readonly Entry[], cells: number): Line {
  const size = ([keys, does]: Entry): number => width(literal(keys)) + 1 + width(literal(does)) + 2;
  let reserved = entries.filter(([, , stays]) => stays).reduce((sum, entry) => sum + size(entry), 0);
  let used = 1;
  let full = false;
  const out: Span[] = [blank(1)];
  for (const entry of entries) {
    const [keys, does, stays] = entry;
    if (stays) reserved -= size(entry);
    // Once one does not fit, only those that stay follow: the order is the order of use.
    const fits = used + size(entry) - 2 + reserved <= cells;
    if (!fits) full = true;
    if (!fits || (full && !stays)) continue;
    if (out.length > 1) out.push(blank(2));
    out.push(word(keys, 'accent', { bold: true }), blank(1), word(does, 'dim'));
    used += size(entry);
  }
  return out;
}

function placeOf(state: State): Line {
  const { total } = state;
  if (contextOf(state) === 'timeline') return [span(chosenText(state), 'accent')];
  if (topScreen(state) !== null || total === null) return [];
  if (state.loading !== null && !state.loading.done) return [word('newest first', 'dim')];
  const at = position(state);
  return [span(join(whole(at ?? 0), literal('/'), whole(total.passing)), 'dim')];
}

function pickLine(state: State, exclude: boolean, look: Look, cells: number): Line {
  const row = cursorRow(state);
  const picks = row === null ? [] : picksOf(row);
  const title = word(exclude ? ' exclude' : ' only', exclude ? 'err' : 'accent', { bold: true });
  // Values are cut as far as needed for all the keys to be told; where nothing else helps they go.
  // Values are cut as far as needed for all the keys to be told, those of the last ones first.
  const choices = (most: number, valued: number): Line => [
    title,
    ...picks.flatMap(({ key, field, value }, at): Span[] => {
      const term = safe(formatTerm({ kind: 'field', field, values: [plain(value)], negate: false }));
      const shown = at < valued ? applyCut(term, cutEnd(term, most), look.signs.cut) : literal(field);
      return [blank(2), word(key, 'accent', { bold: true }), blank(1), span(shown, 'dim')];
    }),
  ];
  const esc = [word('Esc', 'accent', { bold: true }), word(' cancel ', 'dim')];
  const tried = [8, 5, 3, 0].flatMap((valued) => [60, 28, 18].map((most) => choices(most, valued)));
  const fitting = tried.find((line) => lineWidth(line) + lineWidth(esc) < cells);
  return spread(fitting ?? choices(0, 0), esc, cells, look.signs);
}

/** Whether the terminal shows panes beside the list; where not, Tab is worth a place on the bar. */
function panesHidden(state: State): boolean {
  return layout(state).facets === null;
}
