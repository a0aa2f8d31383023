/** The last line while something is saved: the name as it is typed, the question before a file is replaced, how far it is. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { applyCut, cutStart, join, width } from './cells.ts';
import { typed } from './filter-line.ts';
import { bytes, clock, share, whole } from './format.ts';
import { type Line, lineWidth, span, spread, word } from './line.ts';
import type { Look } from './look.ts';
import { formOfName } from './save-forms.ts';
import type { Prompt, State } from './state.ts';

function key(name: string, does: string): Line {
  return [word(name, 'accent', { bold: true }), word(` ${does}`, 'dim')];
}

/** ` save 3,750 events, masked, to selected.csv   as CSV  Enter save  Esc cancel`. */
export function saveLine(state: State, look: Look, cells: number): Line {
  if (state.prompt?.kind !== 'save') return [];
  const { edit } = state.prompt;
  const masked = state.config.redact ? 'masked' : 'not masked';
  const matching = state.total === null ? literal('') : join(whole(state.total.passing), literal(' events, '));
  const lead: Line = [word(' save ', 'accent', { bold: true }), span(matching, 'dim'), word(`${masked}, to`, 'dim')];
  const form: Line = [word('as ', 'dim'), span(formOfName(edit.text).name), word('  ')];
  const keys: Line = [...key('Enter', 'save'), word('  '), ...key('Esc', 'cancel ')];
  const least = lineWidth(lead) + Math.max(12, width(safe(edit.text)) + 6);
  // Where there is little room, what Enter does is known.
  const bar = least + lineWidth(form) + lineWidth(keys) < cells ? [...form, ...keys] : form;
  const room = Math.max(10, cells - lineWidth(lead) - lineWidth(bar) - 2);
  return spread([...lead, ...typed('', edit, room, look)], bar, cells, look.signs);
}

/** The question before a file is replaced. */
export function overwriteLine(
  prompt: Extract<Prompt, { readonly kind: 'overwrite' }>,
  local: boolean,
  look: Look,
  cells: number,
): Line {
  const { day, second } = clock(prompt.modified, local);
  const bar: Line = [...key('y', 'replace it'), word('  '), ...key('n', 'another name ')];
  const size = bytes(prompt.size);
  const told = [
    ` is there already (${size}, ${day} ${second}). Replace it?`,
    ` is there (${size}). Replace it?`,
    ' is there.',
  ];
  const roomFor = (about: string): number => cells - width(literal(about)) - lineWidth(bar) - 2;
  const least = Math.min(20, width(safe(prompt.edit.text)));
  const about = told.find((each) => roomFor(each) >= least) ?? told.at(-1) ?? '';
  const name = nameIn(prompt.edit.text, Math.max(8, roomFor(about)), look);
  const left: Line = [word(' '), span(name, 'text', { bold: true }), word(about, 'write')];
  return spread(left, bar, cells, look.signs);
}

/** ` saving 12,000 of 40,000 events (30.0%) to selected.jsonl   Esc stop`. */
export function savingLine({ name, events, total }: NonNullable<State['saving']>, look: Look, cells: number): Line {
  const of = total === null ? literal('') : join(literal(' of '), whole(total));
  const part = total === null || total === 0 ? literal('') : literal(` (${share(Math.min(events, total), total)})`);
  const lead: Line = [
    word(' saving ', 'accent', { bold: true }),
    span(whole(events)),
    span(join(of, literal(' events'), part, literal(' to ')), 'dim'),
  ];
  const bar: Line = [...key('Esc', 'stop ')];
  return spread(
    [...lead, span(nameIn(name, Math.max(8, cells - lineWidth(lead) - lineWidth(bar) - 2), look))],
    bar,
    cells,
    look.signs,
  );
}

function nameIn(name: string, cells: number, { signs }: Look): SafeText {
  const text = safe(name);
  return applyCut(text, cutStart(text, cells), signs.cut);
}
