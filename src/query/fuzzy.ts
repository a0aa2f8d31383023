/**
 * What `/` and `--fuzzy` type, in fzf's grammar: terms by space, all of which must be found; `a | b` either of them; `'exact`,
 * `^prefix`, `suffix$`, `!not`. A bare term is found by half a name, typos forgiven (`near.ts`); fuse.js ranks what is
 * shown. Case is ignored unless a capital is typed in the term.
 */
import Fuse from 'fuse.js';
import { caseless, lettersOf, NEAR, type Near, Word } from './near.ts';

/** UTF-16 spans [start, end) of the matched letters. */
export type Spans = readonly (readonly [number, number])[];

export interface FuzzyPart {
  readonly kind: 'fuzzy' | 'exact' | 'prefix' | 'suffix' | 'equal';
  readonly text: string;
  readonly negate: boolean;
  readonly ignoresCase: boolean;
}

/** All of these have to be found, each by any of its parts. */
export type FuzzyTerms = readonly (readonly FuzzyPart[])[];

/** The terms of what was typed; `\ ` is a space within one. */
export function fuzzyTerms(text: string): FuzzyTerms {
  const words = (text.match(/(?:\\ |\S)+/g) ?? []).map((word) => word.replaceAll('\\ ', ' '));
  const terms: FuzzyPart[][] = [];
  let joins = false;
  for (const word of words) {
    if (word === '|' && terms.length > 0) {
      joins = true;
      continue;
    }
    const part = partOf(word);
    if (part === null) continue;
    const last = terms.at(-1);
    if (joins && last !== undefined) last.push(part);
    else terms.push([part]);
    joins = false;
  }
  return terms;
}

/** As fzf's `parseTerms` (src/pattern.go): null where there is nothing to look for yet. */
function partOf(word: string): FuzzyPart | null {
  let text = word;
  let kind: FuzzyPart['kind'] = 'fuzzy';
  const negate = text.startsWith('!') && text.length > 1;
  if (negate) {
    text = text.slice(1);
    kind = 'exact';
  }
  if (text !== '$' && text.endsWith('$')) {
    text = text.slice(0, -1);
    kind = 'suffix';
  }
  if (text.startsWith("'")) {
    text = text.slice(1);
    // Of what is negated a quote takes the exactness away again.
    kind = negate && kind === 'exact' ? 'fuzzy' : kind === 'suffix' ? 'suffix' : 'exact';
  } else if (text.startsWith('^')) {
    text = text.slice(1);
    kind = kind === 'suffix' ? 'equal' : 'prefix';
  }
  if (text === '' || word === '!') return null;
  const ignoresCase = !/\p{Lu}/u.test(text);
  return { kind, text: ignoresCase ? text.toLowerCase() : text, negate, ignoresCase };
}

/** How a value holds a part, whether that is negated or not. */
export interface PartTest {
  (value: string, letters: number): Near;
  /** What a value has to hold of `lettersOf` to be asked at all. */
  readonly needs: number;
}

export function partTest(part: FuzzyPart): PartTest {
  const test = tests.get(part) ?? newTest(part);
  tests.set(part, test);
  return test;
}

const tests = new WeakMap<FuzzyPart, PartTest>();
const words = new WeakMap<FuzzyPart, Word>();

/** The word of a part that is found by half a name: made once. */
function wordOf(part: FuzzyPart): Word {
  const word = words.get(part) ?? new Word(part.text, part.ignoresCase);
  words.set(part, word);
  return word;
}

function newTest(part: FuzzyPart): PartTest {
  const { kind, text, ignoresCase } = part;
  if (kind === 'fuzzy') {
    const word = wordOf(part);
    return withNeeds((value, letters) => word.near(value, letters), word.needs);
  }
  const needed = lettersOf(text);
  const holds = PLAIN[kind];
  return withNeeds((value, letters) => {
    if ((needed & ~letters) !== 0) return NEAR.not;
    const at = holds(ignoresCase ? caseless(value, letters) : value, text);
    return at < 0 ? NEAR.not : at === 0 ? NEAR.start : NEAR.whole;
  }, needed);
}

function withNeeds(test: (value: string, letters: number) => Near, needs: number): PartTest {
  return Object.assign(test, { needs });
}

/** Where it stands; -1 where it does not. */
const PLAIN: Readonly<Record<Exclude<FuzzyPart['kind'], 'fuzzy'>, (value: string, text: string) => number>> = {
  exact: (value, text) => value.indexOf(text),
  prefix: (value, text) => (value.startsWith(text) ? 0 : -1),
  suffix: (value, text) => (value.endsWith(text) ? value.length - text.length : -1),
  equal: (value, text) => (value === text ? 0 : -1),
};

/** A part found in a value: score (0 is best) and spans. */
export interface Match {
  readonly score: number;
  readonly spans: Spans;
}

const FUSE = { ignoreLocation: true, threshold: 0.6, includeMatches: true, includeScore: true, minMatchCharLength: 1 };

/** How well a part is found in a value, and where; null where it is not, or is negated. For the few that are shown. */
export function partMatch(part: FuzzyPart, value: string): Match | null {
  if (part.negate) return null;
  const near = partTest(part)(value, lettersOf(value));
  if (near === NEAR.not) return null;
  const seen = part.ignoresCase ? value.toLowerCase() : value;
  // The less there is besides, the better.
  const besides = Math.min(0.9, 0.005 * (value.length - part.text.length));
  if (near >= NEAR.whole) {
    const at = part.kind === 'suffix' ? seen.length - part.text.length : seen.indexOf(part.text);
    const startsPart = at === 0 || !/[\p{L}\p{N}]/u.test(seen.charAt(at - 1));
    return { score: (at === 0 ? 0 : startsPart ? 0.3 : 0.6) + besides / 4, spans: [[at, at + part.text.length]] };
  }
  if (near === NEAR.apart) {
    const places = wordOf(part).apart(seen) ?? [];
    const span = (places.at(-1) ?? 0) - (places[0] ?? 0) + 1;
    return { score: 1 + (span - part.text.length) / (10 * part.text.length) + besides / 4, spans: runsOf(places) };
  }
  const found = Fuse.match(part.text, value, FUSE);
  const spans = (found.indices ?? []).map(([from, to]) => [from, to + 1] as const);
  return { score: 2 + found.score + besides / 4, spans };
}

function runsOf(places: readonly number[]): Spans {
  const runs: [number, number][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place) last[1]++;
    else runs.push([place, place + 1]);
  }
  return runs;
}

/** The best match of any part that is looked for, with the spans of all; null where none is found. */
export function fuzzyMatch(terms: FuzzyTerms, value: string): Match | null {
  const found = terms.flat().flatMap((part) => partMatch(part, value) ?? []);
  if (found.length === 0) return null;
  // Who holds more of the terms comes first.
  const missed = terms.filter((parts) => !parts.some((part) => !part.negate && partMatch(part, value) !== null)).length;
  return {
    score: missed * 10 + Math.min(...found.map(({ score }) => score)),
    spans: found.flatMap(({ spans }) => spans),
  };
}
