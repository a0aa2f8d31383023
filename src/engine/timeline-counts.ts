/**
 * How many rows of a view fall into each stretch of time. They are counted in small units, once, as rows come and go,
 * and summed up to the bars that are wanted; where the units become too many they are made larger, not counted again.
 */
import { type Bars, countedSpan, unitFor, unitsIn } from './bars.ts';
import type { TimelineSpec } from './engine.ts';
import type { Segment } from './segment.ts';
import { joined, type TimeSpan } from './segment-times.ts';
import type { Selection } from './selection.ts';
import type { Tables } from './tables.ts';

/** Room for units, more than there are in the span (`bars.ts`), so that these seldom have to be moved. */
const ROOM = 32_768;
/** So much larger than it has to be a unit may be, before all is counted again. */
const COARSE = 10;

/** What is counted of a row, beside that it is one. */
const ERROR = 1;
const SEVERE = 2;

export class TimelineCounts {
  /** Between these it counts, µs. */
  readonly span: TimeSpan;
  private readonly tables: Tables;
  private readonly spec: TimelineSpec;
  /** By code of the rule column, 1 where it is highlighted. */
  private readonly lit: Uint8Array;
  private unit = 1;
  /** The number of the first unit that there is room for: units count from 1970. */
  private base = 0;
  private counts = new Int32Array(0);
  private errors = new Int32Array(0);
  private severe = new Int32Array(0);
  private highlighted = new Int32Array(0);
  private kinds = new Uint8Array(0);

  constructor(tables: Tables, spec: TimelineSpec) {
    this.tables = tables;
    this.spec = spec;
    this.span = countedSpan(spec);
    // As in the column: rule i has code i + 2, no rule 1.
    const codes = spec.highlight.map((rule) => rule + 2);
    this.lit = new Uint8Array(Math.max(0, ...codes) + 1);
    for (const code of codes) this.lit[code] = 1;
  }

  /** The same, with nothing counted. */
  afresh(): TimelineCounts {
    return new TimelineCounts(this.tables, this.spec);
  }

  /** Whether it hangs on the policy in force. */
  get isOfPolicy(): boolean {
    return this.lit.length > 1;
  }

  /** Whether rows of a segment may fall into what is counted. */
  concerns(segment: Segment): boolean {
    return !segment.times.outside(this.span.from, this.span.to);
  }

  /** Counts the passing rows of a selection once more or once less. `held`: between what times all rows lie. */
  count(segment: Segment, rows: Selection, sign: 1 | -1, held: () => TimeSpan | null): void {
    const times = segment.times.span();
    if (rows.passed === 0 || times === null || !this.concerns(segment)) return;
    const { span } = this;
    const isWhole = segment.times.within(span.from, span.to);
    this.makeRoom({ from: Math.max(times.from, span.from), to: Math.min(times.to, span.to) }, held);
    const kinds = this.kindsOfCodes();
    const panic = this.tables.stage.find('Panic');
    const { counts, errors, severe, highlighted, lit, unit } = this;
    const start = this.base * unit;
    const { time } = segment;
    const { code: codes, stage: stages, rule: rules } = segment.codes;
    const { from, passed, passing, failed } = rows;
    for (let at = 0; at < passed; at++) {
      const row = failed === 0 ? from + at : passing[at]!;
      const when = time[row]!;
      // A row without a time falls into none.
      if (!isWhole && !(when >= span.from && when <= span.to)) continue;
      const unitAt = Math.floor((when - start) / unit);
      counts[unitAt]! += sign;
      const kind = stages[row] === panic ? ERROR | SEVERE : kinds[codes[row]!]!;
      if (kind !== 0) {
        errors[unitAt]! += sign;
        if ((kind & SEVERE) !== 0) severe[unitAt]! += sign;
      }
      if (lit[rules[row]!] === 1) highlighted[unitAt]! += sign;
    }
  }

  /** Whether the units are far larger than they have to be: what is held has become much shorter. */
  isCoarse(span: TimeSpan): boolean {
    return this.unit >= COARSE * unitFor(span);
  }

  /** The unit of which an interval has to be a multiple, so that its bars can be summed up. */
  unitFor(span: TimeSpan): number {
    return unitFor(span, this.unit);
  }

  /** What falls into each bar. */
  sums({ from, interval, count }: Bars) {
    const of = (units: Int32Array): number[] => {
      const bars: number[] = new Array(count).fill(0);
      const perBar = interval / this.unit;
      const first = from / this.unit - this.base;
      const end = Math.min(units.length, first + count * perBar);
      for (let at = Math.max(0, first); at < end; at++) bars[Math.floor((at - first) / perBar)]! += units[at]!;
      return bars;
    };
    return {
      counts: of(this.counts),
      errors: of(this.errors),
      severe: of(this.severe),
      highlighted: of(this.highlighted),
    };
  }

  /** The kind of every code: those that are errors, and those that are severe. */
  private kindsOfCodes(): Uint8Array {
    const { texts, size } = this.tables.code;
    const known = this.kinds.length;
    if (known === size) return this.kinds;
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    for (let code = known; code < size; code++) {
      const status = Number(texts[code]);
      kinds[code] = status >= 500 ? ERROR | SEVERE : status >= 400 ? ERROR : 0;
    }
    this.kinds = kinds;
    return kinds;
  }

  /** Room for what falls into a span, and for all that is held. */
  private makeRoom(wanted: TimeSpan, held: () => TimeSpan | null): void {
    const { counts, base, unit } = this;
    const fits = Math.floor(wanted.from / unit) >= base && Math.floor(wanted.to / unit) < base + counts.length;
    if (fits) return;
    const all = joined(this.clipped(held()), wanted) ?? wanted;
    // The first time there is nothing to be moved: the unit is what it has to be.
    const larger = counts.length === 0 ? unitFor(all) : unitFor(all, unit);
    const middle = Math.floor((ROOM - unitsIn(all, larger)) / 2);
    this.move(larger, Math.floor(all.from / larger) - middle);
  }

  private clipped(held: TimeSpan | null): TimeSpan | null {
    if (held === null) return null;
    const { from, to } = this.span;
    const span = { from: Math.max(held.from, from), to: Math.min(held.to, to) };
    return span.from <= span.to ? span : null;
  }

  /** Sums up to larger units, and moves to another first one. What falls out of the room is nothing. */
  private move(unit: number, base: number): void {
    const moved = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const fresh = new Int32Array(ROOM);
      const factor = unit / this.unit;
      for (let at = 0; at < old.length; at++) {
        if (old[at] !== 0) fresh[Math.floor((this.base + at) / factor) - base]! += old[at]!;
      }
      return fresh;
    };
    this.counts = moved(this.counts);
    this.errors = moved(this.errors);
    this.severe = moved(this.severe);
    this.highlighted = moved(this.highlighted);
    this.unit = unit;
    this.base = base;
  }
}
