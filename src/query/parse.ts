/** Text to filter, by the grammar of `grammar.peggy`. */
import { parse } from './grammar.js';
import { Make, type Piece } from './make.ts';
import type { Field, Query } from './query.ts';
import type { Clock } from './time-value.ts';
import { type Expected, Wrong } from './wrong.ts';

/** The query, or what is wrong and where: `at` and `length` in UTF-16 units of the text. */
export type Parsed =
  | { readonly ok: true; readonly query: Query }
  | {
      readonly ok: false;
      readonly message: string;
      readonly at: number;
      readonly length: number;
      /** What may have been meant by the text there. */
      readonly meant: string | null;
    };

/** What a text was read as, whether all of it makes sense or not. */
export interface Reading {
  readonly parsed: Parsed;
  readonly pieces: readonly Piece[];
  /** What is missing where it went wrong. */
  readonly expected: Expected;
}

/** One event after the other tells nothing of those to come. */
const IN_STREAMS: ReadonlyMap<Field, string> = new Map([
  [
    'requests',
    'requests: is known in the viewer alone, as a request goes on; stage:(ResponseComplete OR Panic) is near to it',
  ],
]);
const NONE: ReadonlyMap<Field, string> = new Map();

/** Parses a filter. `where` says for what: what the viewer knows of later events `print` and `count` do not. */
export function parseQuery(text: string, where: 'viewer' | 'stream' = 'viewer', clock: Clock = utcNow()): Parsed {
  return readQuery(text, where, clock).parsed;
}

export function readQuery(text: string, where: 'viewer' | 'stream', clock: Clock): Reading {
  const make = new Make({ clock, refused: where === 'stream' ? IN_STREAMS : NONE });
  try {
    return { parsed: { ok: true, query: parse(text, { make }) }, pieces: make.pieces, expected: 'nothing' };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    const { message, at, length, expected, meant } = error;
    return { parsed: { ok: false, message, at, length, meant }, pieces: make.pieces, expected };
  }
}

function utcNow(): Clock {
  return { now: Date.now() * 1000, local: false };
}
