/** Bytes of lines in, knowledge of rows out: literals by the finder over many lines at once, expressions in a worker. */
import { createExpressionRunner, type ExpressionRunner } from '../query/expression-runner.ts';
import type { Finder } from '../query/find.ts';
import { createFinder } from '../query/find-compiled.ts';
import type { Needle } from '../query/needle.ts';
import type { ExpressionTerm, TextTerm } from '../query/query.ts';
import type { RawText } from '../query/raw.ts';
import { questionOf, type RawQuestion, type RawTerm } from '../query/raw-term.ts';
import { needlesOfTerm, type RawTest, textTest } from '../query/text-test.ts';
import { TextList } from '../query/texts.ts';
import type { Segment } from './segment.ts';
import { passes, TEXT, type TextColumn, type TextUse } from './text-columns.ts';
import type { ReadRun, Rooms } from './text-reading.ts';
import { endOf, OwnTexts, type Run, rowAt, runOfRow, startOf } from './text-rows.ts';

export class TextBlocks implements Rooms {
  /** Made when it is first needed: most viewers never search. */
  private made: Finder | null = null;
  private readonly ownTexts = new OwnTexts();
  private readonly literals = new WeakMap<TextTerm, { readonly needles: readonly Needle[]; readonly test: RawTest }>();
  private readonly questions = new WeakMap<RawTerm, RawQuestion>();
  private runner: ExpressionRunner | null = null;

  private get finder(): Finder {
    this.made ??= createFinder();
    return this.made;
  }

  get capacity(): number {
    return this.finder.capacity;
  }

  room(which: 0 | 1): Buffer {
    return this.finder.room(which);
  }

  /** Finds out all that the terms want to know of the rows asked for; `readAlone`: for rows of a stretch that is not all there. */
  async search(
    texts: readonly TextUse[],
    segment: Segment,
    read: ReadRun,
    readAlone: (run: Run) => Promise<ReadRun>,
  ): Promise<void> {
    const { run, status } = read;
    if (status === 'read') await this.know(texts, segment, read);
    else if (status === 'gone' || run.rows.length === 1)
      for (const row of run.rows) lose(columnsOf(texts), segment, row);
    else {
      for (const row of run.rows) await this.search(texts, segment, await readAlone(runOfRow(segment, row)), readAlone);
    }
  }

  close(): void {
    this.runner?.close();
  }

  private async know(texts: readonly TextUse[], segment: Segment, read: ReadRun): Promise<void> {
    const columns = columnsOf(texts);
    for (const column of columns) {
      if (column.term.kind !== 'text') continue;
      if (segment.hasForms || read.room === null) this.knowOneByOne(column, column.term, segment, read);
      else this.knowLines(column, column.term, segment, read.run, read.room);
    }
    for (const column of columns) {
      const { term } = column;
      if (term.kind !== 'text' && term.kind !== 'expression') this.askLines(texts, column, term, segment, read);
    }
    for (const column of columns) {
      if (column.term.kind === 'expression') await this.run(texts, column, column.term, segment, read);
    }
  }

  /** Asks the lines of the rows that other terms leave, but for those that lack what every match needs. */
  private askLines(
    texts: readonly TextUse[],
    column: TextColumn,
    term: RawTerm,
    segment: Segment,
    read: ReadRun,
  ): void {
    const { run } = read;
    const states = column.of(segment);
    const { test, needles } = this.questionOf(term);
    const isSearched = needles !== null && !segment.hasForms && read.room !== null;
    const may = isSearched ? this.rowsWith(needles, segment, run, read.room) : null;
    for (const row of leftRows(texts, column, segment, run)) {
      if (may !== null && may[row - run.from] === 0) {
        states[row] = TEXT.no;
        continue;
      }
      const raw = this.ownTexts.of(segment, row, run, read.bytes);
      if (raw === null) lose([column], segment, row);
      else states[row] = test(raw) ? TEXT.yes : TEXT.no;
    }
  }

  /** By row of a run, 1 where any of the texts is in its line. */
  private rowsWith(needles: readonly Needle[], segment: Segment, run: Run, room: 0 | 1): Uint8Array {
    const found = new Uint8Array(run.to - run.from);
    for (const needle of needles) this.eachRow(needle, segment, run, room, (row) => (found[row - run.from] = 1));
    return found;
  }

  private eachRow(needle: Needle, segment: Segment, run: Run, room: 0 | 1, then: (row: number) => void): void {
    let row = run.from;
    for (const hit of this.finder.find(needle, room, run.length)) {
      const offset = run.offset + hit;
      while (row < run.to && endOf(segment, row) <= offset) row++;
      // A line that is no event has no row.
      if (row < run.to && startOf(segment, row) <= offset) then(row);
    }
  }

  /** Looks through all lines of a run at once. */
  private knowLines(column: TextColumn, term: TextTerm, segment: Segment, run: Run, room: 0 | 1): void {
    const states = column.of(segment);
    if (run.rows.every((row) => states[row] !== TEXT.unknown)) return;
    for (let row = run.from; row < run.to; row++) if (states[row] === TEXT.unknown) states[row] = TEXT.no;
    for (const needle of this.literalsOf(term).needles) {
      this.eachRow(needle, segment, run, room, (row) => {
        states[row] = TEXT.yes;
      });
    }
  }

  private knowOneByOne(column: TextColumn, term: TextTerm, segment: Segment, read: ReadRun): void {
    const states = column.of(segment);
    const { test } = this.literalsOf(term);
    for (const row of read.run.rows) {
      if (states[row] !== TEXT.unknown) continue;
      const raw = this.ownTexts.of(segment, row, read.run, read.bytes);
      if (raw === null) lose([column], segment, row);
      else states[row] = test(raw) ? TEXT.yes : TEXT.no;
    }
  }

  /** Runs an expression over what the other terms leave of the rows asked for. */
  private async run(
    texts: readonly TextUse[],
    column: TextColumn,
    { expression }: ExpressionTerm,
    segment: Segment,
    read: ReadRun,
  ): Promise<void> {
    const states = column.of(segment);
    const left = leftRows(texts, column, segment, read.run);
    const list = new TextList();
    const rows: number[] = [];
    for (const row of left) {
      const raw = this.ownTexts.of(segment, row, read.run, read.bytes);
      if (raw === null) lose([column], segment, row);
      else {
        list.add(bytesOf(raw));
        rows.push(row);
      }
    }
    if (rows.length === 0 || column.stopped !== null) return;
    this.runner ??= createExpressionRunner();
    const answer = await this.runner.run(expression, list.all());
    if ('stopped' in answer) column.stopped = answer.stopped;
    else for (const [at, row] of rows.entries()) states[row] = answer.found[at] === 1 ? TEXT.yes : TEXT.no;
  }

  private questionOf(term: RawTerm): RawQuestion {
    let known = this.questions.get(term);
    if (known === undefined) {
      known = questionOf(term);
      this.questions.set(term, known);
    }
    return known;
  }

  private literalsOf(term: TextTerm) {
    let known = this.literals.get(term);
    if (known === undefined) {
      known = { needles: needlesOfTerm(term), test: textTest(term) };
      this.literals.set(term, known);
    }
    return known;
  }

  /**
   * Looks into a block at byte `offset` of a file, whose rows are in the index since this moment: what is found out of
   * them is told to `known`. Expressions, and events that are not their own lines, are left to be read back.
   */
  fed(
    columns: ReadonlySet<TextColumn>,
    segments: readonly Segment[],
    file: number,
    offset: number,
    bytes: Buffer,
    known: (segment: Segment, from: number, to: number) => void,
  ): void {
    const fresh = segments.filter(
      (segment) =>
        segment.file === file &&
        !segment.hasForms &&
        segment.end > segment.start &&
        startOf(segment, segment.start) < offset + bytes.length &&
        endOf(segment, segment.end - 1) > offset,
    );
    for (const segment of fresh) {
      const from = rowAt(segment, offset, segment.start, segment.end);
      const to = rowAt(segment, offset + bytes.length, from, segment.end);
      for (const column of columns) {
        const { term } = column;
        if (term.kind !== 'text') continue;
        const states = column.of(segment);
        const { test } = this.literalsOf(term);
        for (let row = from; row < to; row++) {
          if (states[row] !== TEXT.unknown) continue;
          const start = startOf(segment, row) - offset;
          const end = endOf(segment, row) - offset;
          if (end <= bytes.length) states[row] = test({ bytes, from: start, to: end }) ? TEXT.yes : TEXT.no;
        }
      }
      known(segment, from, to);
    }
  }
}

function columnsOf(texts: readonly TextUse[]): readonly TextColumn[] {
  return [...new Set(texts.flatMap(({ columns }) => columns))];
}

/** Of the rows asked for those of which a column is to be found out: what other parts of the filter leave. */
function leftRows(texts: readonly TextUse[], column: TextColumn, segment: Segment, run: Run): Int32Array {
  const states = column.of(segment);
  const looks = texts.map((use) => ({ use, known: use.states(segment, run.from, run.to) }));
  return run.rows.filter(
    (row) => states[row] === TEXT.unknown && looks.every(({ use, known }) => passes(use, known[row]!) !== false),
  );
}

function lose(columns: readonly TextColumn[], segment: Segment, row: number): void {
  for (const column of columns) {
    const states = column.of(segment);
    if (states[row] !== TEXT.unknown) continue;
    states[row] = TEXT.gone;
    column.hasGone = true;
  }
}

function bytesOf({ bytes, from, to }: RawText): Uint8Array {
  return bytes.subarray(from, to);
}
