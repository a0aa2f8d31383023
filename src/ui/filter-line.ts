/** The second line: the filter in force and what it lets through; `/` and `:` are typed here. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { formatTerm } from '../query/format.ts';
import type { Query, Term } from '../query/query.ts';
import { cutStart, join, take, width } from './cells.ts';
import type { Edit } from './edit.ts';
import { share, whole } from './format.ts';
import { jumpWords } from './jump.ts';
import { blank, type Line, lineWidth, span, spread, word } from './line.ts';
import type { Look } from './look.ts';
import { commandIn } from './query-prompt.ts';
import type { State } from './state.ts';

export function filterLine(state: State, look: Look, cells: number): Line {
  const { signs } = look;
  const { prompt } = state;
  const right = [...rightSide(state, look), blank(1)];
  const room = typedRoom(right, cells);
  if (prompt?.kind === 'search') return spread(typed('/', prompt.edit, room, look), right, cells, signs);
  if (prompt?.kind === 'query') return spread(typed(':', prompt.edit, room, look), right, cells, signs);
  const filter = state.query.terms.length === 0 ? [word('no filter', 'dim')] : queryLine(state.query);
  return spread([blank(1), span(signs.prompt, 'accent', { bold: true }), blank(1), ...filter], right, cells, signs);
}

/** Cells for what is typed, beside what stands on the right. */
function typedRoom(right: Line, cells: number): number {
  return Math.max(10, cells - lineWidth(right) - 1);
}

/** A query with its fields dim, its values plain and its negations red. */
export function queryLine(query: Query): Line {
  return query.terms.flatMap((term, at) => (at === 0 ? termLine(term) : [blank(1), ...termLine(term)]));
}

export function termLine(term: Term): Line {
  const text = safe(formatTerm(term));
  const minus: Line = term.kind !== 'fuzzy' && term.negate ? [word('-', 'err', { bold: true })] : [];
  const rest = text.slice(minus.length);
  const colon = term.kind === 'word' ? 0 : rest.search(/[:~]/) + 1;
  // Parts of a safe text are safe.
  return [...minus, span(rest.slice(0, colon) as SafeText, 'dim'), span(rest.slice(colon) as SafeText)];
}

/** A line being typed, the cursor in sight. */
export function typed(sign: string, edit: Edit, cells: number, look: Look): Line {
  const { signs } = look;
  const lead: Line = [word(` ${sign} `, 'accent', { bold: true })];
  const { head, room } = typedHead(edit, cells, look);
  const after = safe(edit.text.slice(edit.at));
  const left = room - lineWidth(head);
  return [...lead, ...head, span(signs.cursor, 'accent'), span(take(after, Math.max(0, left)), 'text', { bold: true })];
}

/** What is shown before the cursor, cut at its start where there is no room for all of it. */
function typedHead(edit: Edit, cells: number, { signs }: Look): { readonly head: Line; readonly room: number } {
  const room = cells - 3 - 2;
  const before = safe(edit.text.slice(0, edit.at));
  const cut = cutStart(before, room);
  const shown = before.slice(before.length - cut.tail) as SafeText; // a part of a safe text
  const head = cut.cut
    ? [span(signs.cut, 'dim'), span(shown, 'text', { bold: true })]
    : [span(before, 'text', { bold: true })];
  return { head, room };
}

/** The column of a place in the filter that is typed, for what hangs below it; what is cut off is at its start. */
export function typedColumn(state: State, edit: Edit, at: number, look: Look): number {
  const room = typedRoom([...rightSide(state, look), blank(1)], state.size.columns);
  const { head } = typedHead(edit, room, look);
  const cursor = 3 + lineWidth(head);
  // The cursor stands between what is before it and what comes after.
  if (at >= edit.at && at < edit.text.length)
    return cursor + width(look.signs.cursor) + width(safe(edit.text.slice(edit.at, at)));
  return Math.max(3, cursor - width(safe(edit.text.slice(at, edit.at))));
}

function rightSide(state: State, { signs }: Look): Line {
  const { prompt, total } = state;
  // What is typed is no filter then.
  if (prompt?.kind === 'query' && commandIn(prompt.edit.text) !== null) return [];
  if (prompt?.kind === 'query') {
    if (prompt.jump !== null) return [span(jumpWords(state, prompt.jump), 'at' in prompt.jump ? 'accent' : 'write')];
    if (!prompt.parsed.ok) return [word('showing the last valid filter', 'write')];
    if (prompt.preview === null) return [word('counting', 'dim')];
    const { count, text } = prompt.preview;
    const searched = searchPart(text, count, state.size.columns);
    if (searched !== null) return searched;
    const held = total === null ? literal('') : join(literal(' of '), whole(total.held));
    return [word('would show ', 'dim'), span(whole(count)), span(join(held, literal(' events')), 'dim')];
  }
  if (total === null) return [word('counting', 'dim')];
  const searched = searchPart(state.text, total.passing, state.size.columns);
  if (searched !== null) return searched;
  const reading = state.loading !== null && !state.loading.done;
  if (reading && state.loading !== null) {
    const { read, size, goal = size } = state.loading;
    const part = share(read, goal);
    return [span(whole(total.passing)), span(join(literal(` events so far ${signs.dot} `), part), 'dim')];
  }
  const counted = state.counting ? 'dim' : total.passing === 0 && total.held > 0 ? 'err' : 'text';
  if (state.query.terms.length === 0 && prompt?.kind !== 'search') {
    return [
      span(whole(total.passing), counted === 'err' ? 'text' : counted),
      word(total.passing === 1 ? ' event' : ' events', 'dim'),
    ];
  }
  return [
    span(whole(total.passing), counted),
    span(join(literal(' of '), whole(total.held), literal(' events')), 'dim'),
  ];
}

/** What is to be said of a search through raw lines; null where all was searched. */
function searchPart(text: State['text'], found: number, columns: number): Line | null {
  if (text === null) return null;
  if (text.stopped !== null) return [span(safe(text.stopped), 'err')];
  const count = span(whole(found));
  if (text.share < 1) {
    // Never 100 % before it is over.
    const percent = literal(`${Math.min(99, Math.floor(text.share * 100))} %`);
    return [
      count,
      word(found === 1 ? ' event so far, ' : ' events so far, ', 'dim'),
      span(join(literal('searching '), percent), 'accent'),
    ];
  }
  if (text.gone === 0) return null;
  const events = text.gone === 1 ? ' event' : ' events';
  const lost =
    columns < 100
      ? join(whole(text.gone), literal(' not searched: gone'))
      : join(whole(text.gone), literal(`${events} could not be searched: their lines are gone`));
  return [count, word(found === 1 ? ' event, ' : ' events, ', 'dim'), span(lost, 'write')];
}
