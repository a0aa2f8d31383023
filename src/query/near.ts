/**
 * Whether a word stands in a text as it is, with letters left out between its own, or with typos: bit-parallel, so that a
 * million texts take milliseconds. Words of up to 31 letters; longer ones are found as they stand, or with letters left out.
 */

/** How a word was found, the best first. */
export const NEAR = {
  /** It is the text, or its beginning. */
  start: 4,
  /** As it stands, anywhere. */
  whole: 3,
  /** Its letters in order, not far apart. */
  apart: 2,
  /** With a letter or two wrong, missing, too many, or two neighbours changed round. */
  typos: 1,
  not: 0,
} as const;
export type Near = (typeof NEAR)[keyof typeof NEAR];

/** A text holds this where its case may be another one: a capital, or what is no ASCII. */
const CASED = 1 << 31;

/** A bit for each letter, whatever its case, and for some kinds of other characters, that a text holds. */
export function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    letters |= code < 128 ? BITS[code]! : CASED;
  }
  return letters;
}

/** By ASCII character. */
const BITS = Int32Array.from({ length: 128 }, (_, code) => {
  if (code >= 97 && code <= 122) return 1 << (code - 97);
  if (code >= 65 && code <= 90) return (1 << (code - 65)) | CASED;
  if (code >= 48 && code <= 57) return 1 << (26 + (code & 3));
  return 1 << 30;
});

/** The text as a word that ignores case sees it. */
export function caseless(text: string, letters: number): string {
  return (letters & CASED) === 0 ? text : text.toLowerCase();
}

/** Letters that a word may span when some are left out between its own. */
function mostSpan(length: number): number {
  return Math.ceil(length * 2.5);
}

/**
 * Typos forgiven: with one of four letters wrong everything is near everything (prod, pods), and another number is another
 * thing. The first letter has to be right, as spell checkers have it.
 */
export function typosIn(word: string): number {
  if (word.length < 5 || word.length > 31 || /\d/.test(word)) return 0;
  return word.length < 9 ? 1 : 2;
}

/** Stretches that are looked at in one text. */
const MOST_TRIES = 8;

export class Word {
  readonly text: string;
  private readonly ignoresCase: boolean;
  private readonly letters: number;
  private readonly first: number;
  private readonly typos: number;
  private readonly codes: Uint16Array;
  private runStart = 0;
  /** By character, a bit where the word has it. */
  private readonly places = new Map<number, number>();
  private readonly ascii = new Int32Array(128);

  /** `ignoresCase`: the text is in lower case. */
  constructor(text: string, ignoresCase: boolean) {
    this.text = text;
    this.ignoresCase = ignoresCase;
    this.letters = lettersOf(text);
    this.first = lettersOf(text.charAt(0));
    this.typos = typosIn(text);
    this.codes = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
    for (let at = 0; at < Math.min(31, text.length); at++) {
      const code = text.charCodeAt(at);
      if (code < 128) this.ascii[code]! |= 1 << at;
      else this.places.set(code, (this.places.get(code) ?? 0) | (1 << at));
    }
  }

  /** What a text has to hold of `lettersOf` to be looked at: with typos forgiven the first letter, else all. */
  get needs(): number {
    return this.typos > 0 ? this.first : this.letters;
  }

  /** How it is found in a text; `letters`: those of the text (`lettersOf`). */
  near(text: string, letters: number): Near {
    const missing = bitsIn(this.letters & ~letters);
    if (missing > this.typos || (this.first & ~letters) !== 0) return NEAR.not;
    const seen = this.ignoresCase ? caseless(text, letters) : text;
    if (missing === 0) {
      const at = seen.indexOf(this.text);
      if (at >= 0) return at === 0 ? NEAR.start : NEAR.whole;
      if (this.endOfApart(seen) >= 0) return NEAR.apart;
    }
    return this.typos > 0 && this.hasTypos(seen) ? NEAR.typos : NEAR.not;
  }

  /** Where its letters stand in order, within the shortest stretch found; null where they do not, or too far apart. */
  apart(seen: string): readonly number[] | null {
    const end = this.endOfApart(seen);
    if (end < 0) return null;
    const places: number[] = [];
    for (let k = this.text.length - 1, at = end - 1; k >= 0; k--, at--) {
      at = seen.lastIndexOf(this.text.charAt(k), at);
      places.push(at);
    }
    return places.reverse();
  }

  /** The end of that stretch, -1 for none. From there back each letter is taken as late as it can be. */
  private endOfApart(seen: string): number {
    const { codes } = this;
    const last = codes.length - 1;
    if (last < 2) return -1;
    const most = mostSpan(codes.length);
    for (let from = 0, tries = 0; tries < MOST_TRIES; tries++) {
      let end = from;
      for (let k = 0; k <= last; k++, end++) {
        while (end < seen.length && seen.charCodeAt(end) !== codes[k]) end++;
        if (end === seen.length) return -1;
      }
      // Back again: where the stretch begins, whether its runs begin parts of the text, whether they cut numbers.
      let at = end - 1;
      let starts = true;
      let cuts = false;
      for (let k = last; k >= 0; k--, at--) {
        let joins = true;
        while (seen.charCodeAt(at) !== codes[k]) {
          at--;
          joins = false;
        }
        // The letter taken before, which comes after this one, begins a run.
        if (!joins && k < last) [starts, cuts] = runAt(seen, this.runStart, starts, cuts);
        this.runStart = at;
      }
      const first = at + 1;
      [starts, cuts] = runAt(seen, first, starts, cuts);
      if ((end - first <= most || starts) && !cuts) return end;
      from = first + 1;
    }
    return -1;
  }

  /** Wu and Manber's, with two neighbours changed round as one typo (Hyyrö, 2001). */
  private hasTypos(seen: string): boolean {
    const { ascii, places, typos } = this;
    const found = 1 << (this.text.length - 1);
    let none = 0;
    let one = 0;
    let two = 0;
    let noneBefore = 0;
    let oneBefore = 0;
    let lastPlace = 0;
    for (let at = 0; at < seen.length; at++) {
      const code = seen.charCodeAt(at);
      const place = code < 128 ? ascii[code]! : (places.get(code) ?? 0);
      const next = ((none << 1) | 1) & place;
      const swapped = (noneBefore << 2) & lastPlace & (place << 1);
      const nextOne = ((one << 1) & place) | none | ((none | next) << 1) | swapped;
      if (typos === 2) {
        const swappedOne = (oneBefore << 2) & lastPlace & (place << 1);
        two = ((two << 1) & place) | one | ((one | nextOne) << 1) | swappedOne;
        if ((two & found) !== 0) return true;
      } else if ((nextOne & found) !== 0) return true;
      noneBefore = none;
      oneBefore = one;
      none = next;
      one = nextOne;
      lastPlace = place;
    }
    return false;
  }
}

/** What a run of letters that begins at a place says: whether all begin parts of the text, whether any cuts a number. */
function runAt(seen: string, at: number, starts: boolean, cuts: boolean): [boolean, boolean] {
  if (at === 0) return [starts, cuts];
  const before = seen.charCodeAt(at - 1);
  const isPart = before < 128 ? !isWord(before) : !/[\p{L}\p{N}]/u.test(seen.charAt(at - 1));
  return [starts && isPart, cuts || (isDigit(before) && isDigit(seen.charCodeAt(at)))];
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function bitsIn(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x5555_5555);
  n = (n & 0x3333_3333) + ((n >>> 2) & 0x3333_3333);
  return (((n + (n >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}
