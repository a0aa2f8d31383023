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

export class Word {
  readonly text: string;
  private readonly ignoresCase: boolean;
  private readonly letters: number;
  private readonly first: number;
  private readonly typos: number;
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
    for (let at = 0; at < Math.min(31, text.length); at++) {
      const code = text.charCodeAt(at);
      if (code < 128) this.ascii[code]! |= 1 << at;
      else this.places.set(code, (this.places.get(code) ?? 0) | (1 << at));
    }
  }

  /** How it is found in a text; `letters`: those of the text (`lettersOf`). */
  near(text: string, letters: number): Near {
    const missing = bitsIn(this.letters & ~letters);
    if (missing > this.typos || (this.first & ~letters) !== 0) return NEAR.not;
    const seen = this.ignoresCase ? caseless(text, letters) : text;
    if (missing === 0) {
      const at = seen.indexOf(this.text);
      if (at >= 0) return at === 0 ? NEAR.start : NEAR.whole;
      if (this.apart(seen) !== null) return NEAR.apart;
    }
    return this.typos > 0 && this.hasTypos(seen) ? NEAR.typos : NEAR.not;
  }

  /** Where its letters stand in order, within the shortest stretch found; null where they do not, or too far apart. */
  apart(seen: string): readonly number[] | null {
    const { text } = this;
    if (text.length < 3) return null;
    const most = mostSpan(text.length);
    for (let from = seen.indexOf(text.charAt(0)), tries = 0; from >= 0 && tries < 8; tries++) {
      const end = endOfLetters(text, seen, from);
      if (end < 0) return null;
      const places = backwards(text, seen, end);
      const first = places[0] ?? end;
      const isNear = end - first <= most || startsParts(seen, places);
      if (isNear && !cutsNumbers(seen, places)) return places;
      from = seen.indexOf(text.charAt(0), first + 1);
    }
    return null;
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

/** Behind the last of the letters, each taken as soon as it comes; -1 where they are not all there. */
function endOfLetters(word: string, seen: string, from: number): number {
  let at = from;
  for (let k = 0; k < word.length; k++) {
    at = seen.indexOf(word.charAt(k), at);
    if (at < 0) return -1;
    at++;
  }
  return at;
}

/** From the end back, each as late as it can be: the shortest stretch that ends there. */
function backwards(word: string, seen: string, end: number): readonly number[] {
  const places: number[] = [];
  let at = end - 1;
  for (let k = word.length - 1; k >= 0; k--) {
    at = seen.lastIndexOf(word.charAt(k), at);
    places.unshift(at);
    at--;
  }
  return places;
}

/** Whether each run of letters begins a part of the text, as in kubsch for kube-scheduler. */
function startsParts(seen: string, places: readonly number[]): boolean {
  return places.every(
    (place, k) => place === (places[k - 1] ?? -2) + 1 || place === 0 || !/[\p{L}\p{N}]/u.test(seen.charAt(place - 1)),
  );
}

/** Whether a number was begun in the middle: pod-8 is not pod-18. */
function cutsNumbers(seen: string, places: readonly number[]): boolean {
  const isDigit = (at: number): boolean => /\d/.test(seen.charAt(at));
  return places.some((place, k) => place !== (places[k - 1] ?? -2) + 1 && isDigit(place) && isDigit(place - 1));
}

function bitsIn(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x5555_5555);
  n = (n & 0x3333_3333) + ((n >>> 2) & 0x3333_3333);
  return (((n + (n >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}
