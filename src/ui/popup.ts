/** What hangs below the filter line while `:` is typed: what completes the text, and what is wrong with it. */
import { literal, safe } from '../audit/safe.ts';
import { FIELD_WORDS, formsOf } from '../query/complete.ts';
import { formatQuery } from '../query/format.ts';
import { FIELDS } from '../query/query.ts';
import { applyCut, cutEnd, width } from './cells.ts';
import { bar } from './facet-pane.ts';
import { typedColumn } from './filter-line.ts';
import { counted } from './format.ts';
import { blank, fit, type Line, lineWidth, type Span, span, word } from './line.ts';
import { canTint, type Look } from './look.ts';
import { commandIn, isName, type Offer, offersOf, type QueryPrompt } from './query-prompt.ts';
import type { State } from './state.ts';
import { wrapLine } from './wrap.ts';

export interface Popup {
  readonly x: number;
  readonly width: number;
  readonly lines: readonly Line[];
  /** The line that is chosen; -1 for none. */
  readonly chosen: number;
}

const MOST_CELLS = 62;

/** Null where there is nothing to say. */
export function queryPopup(state: State, look: Look): Popup | null {
  const { prompt } = state;
  if (prompt?.kind !== 'query' || prompt.jump !== null) return null;
  const { columns } = state.size;
  const cells = Math.min(MOST_CELLS, columns - 4);
  const offers = offersOf(state);
  const said =
    commandIn(prompt.edit.text) !== null ? commandLines(state, prompt, offers, cells) : errorLines(prompt, cells);
  const list = offers.length === 0 ? [] : offerLines(state, prompt, offers, cells, look);
  const hints = hintLines(prompt, offers, cells);
  const lines = [...said.lines, ...list.map(({ line }) => line), ...hints];
  if (lines.length === 0) return null;
  const at = Math.min(typedColumn(state, prompt.edit, said.at ?? startOf(prompt), look), columns - 3);
  const x = Math.max(1, Math.min(at - 2, columns - cells - 1));
  const pointed = said.at === null ? [] : [[blank(Math.max(0, at - x)), span(look.signs.pointer, 'err')]];
  const rows: Line[] = [...pointed, ...lines];
  const first = list.findIndex(({ offer }) => offer === offers[prompt.choice]);
  const chosen = prompt.choice < 0 || first < 0 ? -1 : pointed.length + said.lines.length + first;
  // Without a tint the popup is told from what it covers by a rule below it.
  if (!canTint(look)) rows.push([word(look.signs.rule.repeat(cells), 'faint')]);
  return { x, width: cells, lines: rows.map((line) => fit(line, cells, look.signs)), chosen };
}

/** Where what is completed begins. */
function startOf(prompt: QueryPrompt): number {
  return prompt.offers === 'past' ? 0 : prompt.completing.from;
}

interface Said {
  readonly lines: readonly Line[];
  /** The place that is pointed at; null for none. */
  readonly at: number | null;
}

/** What is wrong, where that is not just that one is still typing. */
function errorLines(prompt: QueryPrompt, cells: number): Said {
  const { parsed, offers: mode } = prompt;
  if (parsed.ok || mode === 'past' || isUnfinished(prompt)) return { lines: [], at: null };
  const tab: Line =
    parsed.meant === null ? [] : [blank(2), word('Tab', 'accent', { bold: true }), word(' corrects', 'dim')];
  const lines = wrapLine([span(safe(parsed.message)), ...tab], cells - 4).map((line): Line => [blank(2), ...line]);
  if (!/no field/.test(parsed.message)) return { lines, at: parsed.at };
  const fields = wrapLine([word(`fields: ${FIELDS.join(' ')} text has`, 'dim')], cells - 4);
  return { lines: [...lines, ...fields.map((line): Line => [blank(2), ...line])], at: parsed.at };
}

/** What is wrong may be only that it goes on. */
function isUnfinished({ parsed, edit, insists }: QueryPrompt): boolean {
  if (parsed.ok || insists || edit.at < edit.text.length || parsed.meant !== null) return false;
  if (parsed.message.startsWith('this expression')) return false;
  return parsed.at >= edit.at || /["([{]/.test(edit.text[parsed.at] ?? '');
}

/** What Enter does with `save NAME` and `open NAME`. */
function commandLines(state: State, prompt: QueryPrompt, offers: readonly Offer[], cells: number): Said {
  const command = commandIn(prompt.edit.text);
  if (command === null) return { lines: [], at: null };
  const text = formatQuery(state.query);
  const lines = (line: Line): readonly Line[] => wrapLine(line, cells - 4).map((each): Line => [blank(2), ...each]);
  if (command.kind === 'open') {
    if (offers.length > 0) return { lines: [[blank(2), word('saved filters', 'dim')]], at: null };
    const none =
      state.saved.length === 0
        ? 'No filter is saved yet: save NAME saves the one in force.'
        : 'No saved filter is called so.';
    return { lines: lines([word(none)]), at: null };
  }
  if (text === '') return { lines: lines([word('There is no filter in force that could be saved.')]), at: null };
  if (command.name === '')
    return { lines: lines([word('saves the filter in force under a name: save NAME')]), at: null };
  if (!isName(command.name))
    return { lines: lines([word('A name is made of letters, digits, and . _ -', 'write')]), at: null };
  const known = state.saved.some(({ name }) => name === command.name);
  const does = known ? 'Enter saves it in the place of the one of that name: ' : 'Enter saves: ';
  return { lines: lines([word(does, known ? 'write' : 'dim'), span(safe(text))]), at: null };
}

interface OfferLine {
  readonly line: Line;
  readonly offer: Offer | null;
}

function offerLines(
  state: State,
  prompt: QueryPrompt,
  offers: readonly Offer[],
  cells: number,
  look: Look,
): readonly OfferLine[] {
  const most = offers.reduce((max, { count }) => Math.max(max, count ?? 0), 0);
  const lines = offers.map((offer): OfferLine => ({ line: offerLine(state, offer, most, cells, look), offer }));
  const head = headOf(prompt);
  const common = offers.findIndex(({ isCommon }) => isCommon);
  const title: OfferLine[] = head.length === 0 || common === 0 ? [] : [{ line: [blank(2), ...head], offer: null }];
  if (common < 0) return [...title, ...lines];
  const said = common === 0 ? 'no match, but common' : 'common as well';
  return [
    ...title,
    ...lines.slice(0, common),
    { line: [blank(2), word(said, 'dim')], offer: null },
    ...lines.slice(common),
  ];
}

function headOf({ offers, completing: what }: QueryPrompt): Line {
  if (offers === 'past') return [word('earlier filters that hold it', 'dim')];
  if (what.kind !== 'value' || what.of.kind !== 'field') return [];
  const others = formatQuery(what.others);
  return [word(what.of.field, 'dim'), ...(others === '' ? [] : [word(' with ', 'dim'), span(safe(others), 'dim')])];
}

function offerLine(
  { saved }: State,
  { label, count, whole, text }: Offer,
  most: number,
  cells: number,
  { signs }: Look,
): Line {
  const right: Span[] = [];
  if (count !== null) {
    const drawn = bar(count, most, 5, signs);
    right.push(word(counted(count).padStart(7)), blank(1), span(drawn, 'bar'), blank(6 - width(drawn)));
  }
  const name = label === '' ? literal('(none)') : safe(label);
  const about = whole
    ? text.startsWith('open ')
      ? (saved.find((each) => each.name === label)?.text ?? '')
      : ''
    : wordsOf(label, count);
  const room = cells - 3 - lineWidth(right);
  const shown = applyCut(name, cutEnd(name, Math.max(8, about === '' ? room : Math.min(room, 24))), signs.cut);
  const left: Span[] = [blank(2), span(shown, count === null ? 'accent' : 'text')];
  if (about !== '') {
    const rest = Math.max(0, room - 22);
    left.push(
      blank(Math.max(1, 20 - width(shown))),
      span(applyCut(safe(about), cutEnd(safe(about), rest), signs.cut), 'dim'),
    );
  }
  return [...left, blank(Math.max(0, cells - lineWidth(left) - lineWidth(right))), ...right];
}

/** What a field holds; '' for a value. */
function wordsOf(label: string, count: number | null): string {
  return count === null && Object.hasOwn(FIELD_WORDS, label) ? FIELD_WORDS[label as keyof typeof FIELD_WORDS] : ''; // an own key
}

/** How a value can be asked for. */
function hintLines(
  { completing: what, offers: mode, edit }: QueryPrompt,
  offers: readonly Offer[],
  cells: number,
): readonly Line[] {
  if (mode === 'past' || commandIn(edit.text) !== null) return [];
  const gap: Line[] = offers.length === 0 ? [] : [[]];
  if (what.kind === 'value')
    return [
      ...gap,
      ...wrapLine([word(formsOf(what.of).join('   '), 'dim')], cells - 4).map((line): Line => [blank(2), ...line]),
    ];
  if (edit.text.trim() !== '') return [];
  return wrapLine([word(`fields: ${FIELDS.join(' ')} text has. Also save NAME, open NAME`, 'dim')], cells - 4).map(
    (line): Line => [blank(2), ...line],
  );
}

/** The cells [from, to) of a line; a wide character that is cut through is left out. */
export function sliceLine(line: Line, from: number, to: number, look: Look): Line {
  const head = fit(line, lineWidth(line), look.signs);
  const out = [];
  let at = 0;
  for (const each of head) {
    for (const character of each.text) {
      const cells = lineWidth([{ ...each, text: safe(character) }]);
      if (at >= from && at + cells <= to) out.push({ ...each, text: safe(character) });
      at += cells;
    }
  }
  return fit(out, to - from, look.signs);
}
