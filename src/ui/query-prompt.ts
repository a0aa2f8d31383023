/** The filter being typed on `:`: its text, what completes it, earlier filters, and those saved under a name. */
import type { Counted } from '../engine/engine.ts';
import { type Completing, completed, completing, namesFor, valueText } from '../query/complete.ts';
import { formatQuery } from '../query/format.ts';
import { type Parsed, parseQuery } from '../query/parse.ts';
import type { Query } from '../query/query.ts';
import type { Clock } from '../query/time-value.ts';
import { type Edit, editKey, editOf } from './edit.ts';
import { jumpOf } from './jump.ts';
import { withQuery } from './panes.ts';
import type { Jump, Preview, State } from './state.ts';

/** A filter with a name, of the configuration. */
export interface SavedQuery {
  readonly name: string;
  readonly text: string;
}

/** Values that complete what is typed, and others of the field where these are few. */
export interface OfferedValues {
  /** What they were asked for: an answer to anything else says nothing any more. */
  readonly to: string;
  readonly found: readonly Counted[];
  readonly common: readonly Counted[];
}

export interface QueryPrompt {
  readonly kind: 'query';
  readonly edit: Edit;
  readonly parsed: Parsed;
  readonly preview: Preview | null;
  /** What is typed is a time, to jump to; null where it is a filter. */
  readonly jump: Jump | null;
  readonly completing: Completing;
  readonly values: OfferedValues | null;
  /** The offer that is chosen; -1 for none. */
  readonly choice: number;
  /** What is offered: what completes the text, or earlier filters that hold it (C-r). */
  readonly offers: 'completions' | 'past';
  /** The earlier filter that stands on the line, counted from the latest; -1 for what is typed. */
  readonly back: number;
  /** What was typed before an earlier filter took its place. */
  readonly draft: string;
  /** Enter was pressed on a text that does not parse: what is wrong is told though one may still be typing. */
  readonly insists: boolean;
}

/** A line of the list below the filter. */
export interface Offer {
  /** What it says; as recorded where it is a value. */
  readonly label: string;
  /** What takes the place of what is typed there, or of the whole line. */
  readonly text: string;
  readonly whole: boolean;
  readonly count: number | null;
  /** Not what is typed, but common in the field. */
  readonly isCommon: boolean;
}

const MOST_NAMES = 8;
const MOST_PAST = 8;

export function clockOf({ local }: Pick<State, 'local'>): Clock {
  return { now: Date.now() * 1000, local };
}

export function openQuery(state: State): State {
  const text = formatQuery(state.query);
  return { ...state, prompt: queryPrompt(state, editOf(text === '' ? '' : `${text} `)) };
}

function queryPrompt(state: State, edit: Edit): QueryPrompt {
  const clock = clockOf(state);
  return {
    kind: 'query',
    edit,
    parsed: parseQuery(edit.text, 'viewer', clock),
    preview: null,
    jump: jumpOf(state, edit.text, clock.now),
    completing: completing(edit.text, edit.at, clock),
    values: null,
    choice: -1,
    offers: 'completions',
    back: -1,
    draft: '',
    insists: false,
  };
}

/** The line with another text; nothing of it is chosen. */
export function withText(state: State, prompt: QueryPrompt, edit: Edit): State {
  const fresh = queryPrompt(state, edit);
  const preview = fresh.parsed.ok ? null : prompt.preview;
  const { offers, back, draft } = prompt;
  return { ...state, prompt: { ...fresh, preview, values: prompt.values, offers, back, draft } };
}

/** What completes the text, or what was typed before, the best first. */
export function offersOf(state: Pick<State, 'prompt' | 'past' | 'saved' | 'savedCounts'>): readonly Offer[] {
  const { prompt } = state;
  if (prompt?.kind !== 'query' || prompt.jump !== null) return [];
  if (prompt.offers === 'past') return pastOffers(prompt, state.past);
  const command = commandIn(prompt.edit.text);
  if (command?.kind === 'open') return savedOffers(command.name, state);
  if (command !== null) return [];
  const { completing: what } = prompt;
  if (what.kind === 'name') {
    if (what.typed === '') return [];
    return namesFor(what.typed)
      .filter((name) => name !== what.typed)
      .slice(0, MOST_NAMES)
      .map((name) => ({ label: name, text: name, whole: false, count: null, isCommon: false }));
  }
  if (what.of.kind !== 'field' || prompt.values === null || prompt.values.to !== valuesKey(what)) return [];
  const { field } = what.of;
  const offer = ({ value, count }: Counted, isCommon: boolean): Offer => ({
    label: value,
    text: value === '' ? '""' : valueText(field, value),
    whole: false,
    count,
    isCommon,
  });
  const { found, common } = prompt.values;
  return [...found.map((each) => offer(each, false)), ...common.map((each) => offer(each, true))];
}

/** Of what the values hang on. */
export function valuesKey(what: Extract<Completing, { kind: 'value' }>): string {
  return what.of.kind === 'field' ? `${what.of.field} ${what.typed} ${formatQuery(what.others)}` : '';
}

function pastOffers({ edit }: QueryPrompt, past: readonly string[]): readonly Offer[] {
  const words = edit.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return past
    .filter((text) => words.every((word) => text.toLowerCase().includes(word)))
    .slice(0, MOST_PAST)
    .map((text) => ({ label: text, text, whole: true, count: null, isCommon: false }));
}

function savedOffers(name: string, { saved, savedCounts }: Pick<State, 'saved' | 'savedCounts'>): readonly Offer[] {
  const lower = name.toLowerCase();
  return saved
    .filter((each) => each.name.toLowerCase().includes(lower))
    .map((each) => ({
      label: each.name,
      text: `open ${each.name}`,
      whole: true,
      count: savedCounts.get(each.name) ?? null,
      isCommon: false,
    }));
}

/** `save NAME` and `open NAME`: what `:` takes beside filters. A word that is looked for is put in quotes. */
export type QueryCommand = { readonly kind: 'save' | 'open'; readonly name: string };

export function commandIn(text: string): QueryCommand | null {
  const found = /^\s*(save|open)(?:\s+(.*?))?\s*$/.exec(text);
  if (found === null) return null;
  return { kind: found[1] === 'save' ? 'save' : 'open', name: found[2] ?? '' };
}

/** A name under which a filter can be saved: it is a key of the configuration. */
export function isName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name) && name.length <= 60;
}

/** A key while a filter is typed. What it starts outside of the snapshot is the controller's. */
export function queryKey(state: State, prompt: QueryPrompt, key: string): State {
  const offers = offersOf(state);
  switch (key) {
    case 'Down':
    case 'Up':
      return upDown(state, prompt, offers, key);
    case 'C-p':
      return browse(state, prompt, prompt.back + 1);
    case 'C-n':
      return browse(state, prompt, prompt.back - 1);
    case 'C-r':
      return {
        ...state,
        prompt: { ...prompt, offers: 'past', choice: offersOf(withPast(state, prompt)).length > 0 ? 0 : -1 },
      };
    case 'Tab':
      return accept(state, prompt, offers[Math.max(0, prompt.choice)] ?? null);
    case 'Enter': {
      const chosen = offers[prompt.choice];
      if (chosen !== undefined && !opensSaved(prompt)) return accept(state, prompt, chosen);
      return apply(state, prompt, chosen);
    }
    default: {
      const edit = editKey(prompt.edit, key);
      return edit === null ? state : withText(state, { ...prompt, back: -1 }, edit);
    }
  }
}

function withPast(state: State, prompt: QueryPrompt): State {
  return { ...state, prompt: { ...prompt, offers: 'past' } };
}

function opensSaved(prompt: QueryPrompt): boolean {
  return prompt.offers === 'completions' && commandIn(prompt.edit.text)?.kind === 'open';
}

/** Through the offers where there are some, else through earlier filters, as a shell does. */
function upDown(state: State, prompt: QueryPrompt, offers: readonly Offer[], key: 'Up' | 'Down'): State {
  const chosen = prompt.choice + (key === 'Down' ? 1 : -1);
  if (key === 'Up' && prompt.choice < 0) return browse(state, prompt, prompt.back + 1);
  if (key === 'Down' && prompt.back >= 0) return browse(state, prompt, prompt.back - 1);
  return { ...state, prompt: { ...prompt, choice: Math.min(chosen, offers.length - 1) } };
}

function browse(state: State, prompt: QueryPrompt, back: number): State {
  if (back < -1 || back >= state.past.length) return state;
  const draft = prompt.back < 0 ? prompt.edit.text : prompt.draft;
  const text = back < 0 ? draft : (state.past[back] ?? '');
  return withText(state, { ...prompt, back, draft, offers: 'completions' }, editOf(text));
}

/** Takes an offer, or what a mistyped name may have meant. */
function accept(state: State, prompt: QueryPrompt, offer: Offer | null): State {
  const { edit, parsed } = prompt;
  const fresh: QueryPrompt = { ...prompt, offers: 'completions', back: -1 };
  if (offer === null) {
    if (parsed.ok || parsed.meant === null) return state;
    const end = parsed.at + parsed.length;
    const text = edit.text.slice(0, parsed.at) + parsed.meant + edit.text.slice(end);
    return withText(state, fresh, { text, at: parsed.at + parsed.meant.length + Math.max(0, edit.at - end) });
  }
  if (offer.whole) return withText(state, fresh, editOf(offer.text));
  return withText(state, fresh, completed(edit.text, prompt.completing, offer.text));
}

/** Enter: puts the filter in force. One that does not parse stays on the line. */
function apply(state: State, prompt: QueryPrompt, chosen: Offer | undefined): State {
  // The jump itself is the controller's.
  if (prompt.jump !== null) return 'at' in prompt.jump ? { ...state, prompt: null } : state;
  const command = commandIn(chosen?.text ?? prompt.edit.text);
  if (command?.kind === 'open') {
    const saved = state.saved.find(({ name }) => name === command.name);
    const opened = saved === undefined ? null : parseQuery(saved.text, 'viewer', clockOf(state));
    return opened?.ok === true ? inForce(state, opened.query) : state;
  }
  // What is saved is the controller's to write.
  if (command !== null) return isName(command.name) ? { ...state, prompt: null } : state;
  if (prompt.parsed.ok) return inForce(state, prompt.parsed.query);
  return { ...state, prompt: { ...prompt, insists: true } };
}

/** A filter in force, which is the latest of those typed. */
function inForce(state: State, query: Query): State {
  const text = formatQuery(query);
  const past = text === '' ? state.past : [text, ...state.past.filter((each) => each !== text)];
  return withQuery({ ...state, prompt: null, past }, query);
}
