/**
 * What a literal of a text term is looked for as in the bytes of an event's JSON: as it was typed, and as it would
 * be written within a string, by Go's encoder or by one that leaves `<`, `>` and `&` as they are (jq), where that is
 * something else. So `"verb":"get"` is found between the tokens of an
 * event, and `say "<b>"` where the log holds `say \"\u003cb\u003e\"`; either is a match.
 *
 * Without a capital case is ignored: of ASCII letters that of ASCII, of any other letter both of its simple cases (`ü` is
 * `Ü`, but `ss` is not `ß`, nor `k` the Kelvin sign).
 */
import type { PlainValue } from './query.ts';

/** A text in bytes: of each character the forms in UTF-8 that mean it, one or more. */
export interface Needle {
  readonly characters: readonly (readonly Uint8Array[])[];
  /**
   * By place two bytes, either of which may stand there; null where the forms of a character differ in length, or there
   * are more than two. `isExact`: whatever has these bytes is the text; otherwise it only may be.
   */
  readonly pairs: { readonly some: Uint8Array; readonly other: Uint8Array; readonly isExact: boolean } | null;
}

const encoder = new TextEncoder();

/** All that a value is looked for as; none where it cannot stand on one line. */
export function needlesOf({ text, exact }: PlainValue): Needle[] {
  const fold = !exact && !/\p{Lu}/u.test(text);
  return [...new Set([text, inString(text, PLAIN), inString(text, GO)])]
    .filter((form) => !/[\r\n]/.test(form))
    .map((form) => needleOf(form, fold));
}

/** One form; `fold`: case is ignored. */
export function needleOf(text: string, fold: boolean): Needle {
  const characters = [...text].map((character) => formsOf(character, fold).map((form) => encoder.encode(form)));
  return { characters, pairs: pairsOf(characters) };
}

function formsOf(character: string, fold: boolean): string[] {
  if (!fold) return [character];
  const cases = [character, character.toLowerCase(), character.toUpperCase()];
  // What becomes several characters (`ß`: `SS`), or ASCII, is another text.
  const isAscii = character < '\x80';
  return [...new Set(cases)].filter((each) => [...each].length === 1 && each < '\x80' === isAscii);
}

function pairsOf(characters: readonly (readonly Uint8Array[])[]): Needle['pairs'] {
  const some: number[] = [];
  const other: number[] = [];
  let isExact = true;
  for (const [first = new Uint8Array(), second = first, ...more] of characters) {
    if (more.length > 0 || second.length !== first.length) return null;
    const differing = first.filter((byte, k) => byte !== second[k]).length;
    if (differing > 1) isExact = false;
    some.push(...first);
    other.push(...second);
  }
  return { some: Uint8Array.from(some), other: Uint8Array.from(other), isExact };
}

/** What has to be escaped in a string, and what encoding/json escapes, as kube-apiserver's serializer has it. */
const PLAIN = /["\\\p{Cc}]/gu;
const GO = /["\\<>&\u2028\u2029\p{Cc}]/gu;

function inString(text: string, escaped: RegExp): string {
  return text.replace(escaped, (character) => {
    const short = SHORT[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) ?? 0;
    // DEL and C1 are no controls to it.
    if (code >= 0x7f && code < 0xa0) return character;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t',
}; // biome-ignore format: a table

/** Whether the text stands at `at`, not beyond `to`: the bytes after it, or -1. */
export function endOfNeedle({ characters }: Needle, bytes: Uint8Array, at: number, to: number): number {
  let end = at;
  for (const forms of characters) {
    const form = forms.find((each) => stands(each, bytes, end, to));
    if (form === undefined) return -1;
    end += form.length;
  }
  return end;
}

function stands(form: Uint8Array, bytes: Uint8Array, at: number, to: number): boolean {
  if (at + form.length > to) return false;
  for (let k = 0; k < form.length; k++) if (bytes[at + k] !== form[k]) return false;
  return true;
}
