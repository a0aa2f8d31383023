/** Fuzzy terms over columns: each distinct value is asked once, and only where it has the letters. */
import { type FuzzyPart, fuzzyTerms, type PartTest, partTest } from '../query/fuzzy.ts';
import { FUZZY_FIELDS } from '../query/match.ts';
import { lettersOf, type Near } from '../query/near.ts';
import type { Field } from '../query/query.ts';
import type { AllowTable, CodeTest, Columns } from './code-tests.ts';
import type { FieldColumn } from './tables.ts';

/** Where a fuzzy term is looked for. */
export const SEARCHED: readonly Field[] = [...FUZZY_FIELDS, 'name', 'path'];

/** How near the values of a field are to a part that is looked for. */
export interface NearTable extends AllowTable {
  readonly field: Field;
  /** By code how it is found, one of `NEAR`, as far as `current` has looked. */
  near(): Uint8Array;
}

/** All of these have to pass. */
export function fuzzyTests(text: string, columns: Columns): readonly CodeTest[] {
  return fuzzyTerms(text).map((parts): CodeTest => {
    const [only] = parts;
    if (parts.length === 1 && only?.negate === true) return { tables: nearTables(only, columns), negate: true };
    const sought = parts.filter(({ negate }) => !negate);
    const avoided = parts.filter(({ negate }) => negate);
    return {
      tables: sought.flatMap((part) => nearTables(part, columns)),
      negate: false,
      ...(avoided.length === 0 ? {} : { orNot: avoided.map((part) => nearTables(part, columns)) }),
    };
  });
}

/** The tables of a part, by field: for a text that is typed on they are made anew, for the same one they stay. */
export function nearTables(part: FuzzyPart, columns: Columns): readonly NearTable[] {
  return SEARCHED.flatMap((field) => {
    const column = columns[field];
    return column === undefined ? [] : [nearTable(field, column, part)];
  });
}

const made = new WeakMap<FieldColumn, Map<string, NearTable>>();
/** Parts that are kept a column: those of a few terms, and of what was typed just before. */
const KEPT = 12;

function nearTable(field: Field, column: FieldColumn, part: FuzzyPart): NearTable {
  const known = made.get(column) ?? new Map<string, NearTable>();
  made.set(column, known);
  const key = `${part.kind} ${part.ignoresCase} ${part.text}`;
  const table = known.get(key) ?? new FieldNearTable(field, column, partTest(part));
  known.delete(key);
  known.set(key, table);
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
  return table;
}

class FieldNearTable implements NearTable {
  readonly field: Field;
  readonly column: FieldColumn['column'];
  isEmpty = true;
  private readonly values: FieldColumn;
  private readonly test: PartTest;
  private readonly letters: Letters;
  private allowed = new Uint8Array(64);
  private nears = new Uint8Array(64);
  private known = 0;

  constructor(field: Field, values: FieldColumn, test: PartTest) {
    this.field = field;
    this.column = values.column;
    this.values = values;
    this.test = test;
    this.letters = lettersOfColumn(values);
  }

  current(): Uint8Array {
    const size = this.values.size();
    if (size > this.allowed.length) {
      this.allowed = larger(this.allowed, size * 2);
      this.nears = larger(this.nears, size * 2);
    }
    if (this.known < size) this.look(size);
    return this.allowed;
  }

  near(): Uint8Array {
    return this.nears;
  }

  private look(size: number): void {
    const { allowed, nears, test, values } = this;
    const { needs } = test;
    const letters = this.letters.upTo(size);
    const texts = values.texts?.();
    for (let code = this.known; code < size; code++) {
      if (texts !== undefined && (code === 0 || (needs & ~letters[code]!) !== 0)) continue;
      const near = texts === undefined ? nearest(values.values(code), test) : test(texts[code]!, letters[code]!);
      nears[code] = near;
      if (near === 0) continue;
      allowed[code] = 1;
      this.isEmpty = false;
    }
    this.known = size;
  }
}

/** Of several values the nearest counts. */
function nearest(values: readonly string[], test: PartTest): Near {
  let best: Near = 0;
  for (const value of values) {
    const near = test(value, lettersOf(value));
    if (near > best) best = near;
  }
  return best;
}

/** The letters of each value of a column, found out once. */
class Letters {
  private readonly column: FieldColumn;
  private letters = new Int32Array(64);
  private known = 0;

  constructor(column: FieldColumn) {
    this.column = column;
  }

  upTo(size: number): Int32Array {
    const texts = this.column.texts?.();
    if (texts === undefined) return this.letters;
    if (size > this.letters.length) {
      const more = new Int32Array(size * 2);
      more.set(this.letters);
      this.letters = more;
    }
    for (let code = this.known; code < size; code++) this.letters[code] = lettersOf(texts[code]!);
    this.known = Math.max(this.known, size);
    return this.letters;
  }
}

const lettersKnown = new WeakMap<FieldColumn, Letters>();

function lettersOfColumn(column: FieldColumn): Letters {
  const known = lettersKnown.get(column) ?? new Letters(column);
  lettersKnown.set(column, known);
  return known;
}

function larger(array: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(size);
  more.set(array);
  return more;
}
