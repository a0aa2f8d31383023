/** What is asked of the index once and answered once, in slices: searches, values, events read back, scans. */
import type { Field } from '../query/query.ts';
import type { FileRef } from '../sources/source.ts';
import type { Sources } from '../sources/together.ts';
import type { Columns } from './code-tests.ts';
import { orderOf } from './counts.ts';
import type { Counted, EventId, Gone, RawEvent, Target, ViewSpec } from './engine.ts';
import { sourceOf } from './file-id.ts';
import type { Index } from './index-store.ts';
import { countLines } from './lines.ts';
import { type ReadBack, readEvent } from './read-event.ts';
import { idOf } from './rows.ts';
import { seek } from './seek.ts';
import { asksOfPolicy, type FilterSpec, Standing } from './standing.ts';
import type { TextSearch } from './text-search.ts';
import { nextTurn } from './turn.ts';
import { rowOf } from './views.ts';
import { passingRows, type RowRef } from './walk.ts';

export class Questions {
  private readonly index: Index;
  private readonly columns: Columns;
  private readonly sources: Sources;
  private readonly files: ReadonlyMap<number, FileRef>;
  private readonly texts: TextSearch;

  /** `files`: those that rows came from, by number; it may grow. */
  constructor(
    index: Index,
    columns: Columns,
    sources: Sources,
    files: ReadonlyMap<number, FileRef>,
    texts: TextSearch,
  ) {
    this.index = index;
    this.columns = columns;
    this.sources = sources;
    this.files = files;
    this.texts = texts;
  }

  async find(target: Target, from: EventId, dir: 1 | -1): Promise<EventId | null> {
    const { query, fold, upTo } = target;
    const filter = { query, fold, ...(upTo === undefined ? {} : { upTo }), fields: [] };
    return await this.underOnePolicy(filter, async () => {
      const at = rowOf(this.index, from);
      const found = at === null ? null : await seek(this.index, this.columns, target, at, dir, nextTurn);
      return found === null ? null : idOf(found);
    });
  }

  async values(
    field: Field,
    spec: Pick<ViewSpec, 'query' | 'fold'>,
    text: string,
    limit: number,
  ): Promise<readonly Counted[]> {
    const counts = await this.underOnePolicy({ ...spec, fields: [field] }, async (standing) => {
      while (standing.step()) await nextTurn();
      return standing.facets[0]?.values() ?? [];
    });
    const wanted = text.toLowerCase();
    return [...counts]
      .filter(([value]) => value.toLowerCase().includes(wanted))
      .map(([value, count]) => ({ value, count }))
      .sort(orderOf(field))
      .slice(0, limit);
  }

  async event(id: EventId): Promise<RawEvent | Gone> {
    const at = rowOf(this.index, id);
    if (at === null) return { id, gone: 'This event is not held.' };
    const found = await this.read(at);
    if ('gone' in found) return found;
    const file = this.files.get(at.segment.file);
    return { ...found, line: file === undefined ? null : await this.lineOf(at.segment.file, file, found.offset) };
  }

  /** Every matching event up to now, oldest first; without line numbers, which cost a count of LFs each. */
  async *scan(query: ViewSpec['query'], fold: ViewSpec['fold']): AsyncGenerator<RawEvent | Gone> {
    const standing = this.standing({ query, fold, upTo: this.index.ordinal, fields: [] });
    try {
      await this.texts.settled(standing);
      // What the policy of now lets pass: another one may come while the events are read.
      if (asksOfPolicy(query)) while (standing.step());
      for (const at of passingRows(this.index, standing, null, 1)) yield await this.read(at);
    } finally {
      this.texts.remove(standing);
    }
  }

  /**
   * Asks when all is known of raw lines that a view of the filter has to know, and again where another policy came into
   * force meanwhile, so that no answer mixes two.
   */
  private async underOnePolicy<T>(
    filter: Omit<FilterSpec, 'best'>,
    ask: (standing: Standing) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const { policyChanges } = this.index;
      const standing = this.standing(filter);
      try {
        await this.texts.settled(standing);
        const answer = await ask(standing);
        if (policyChanges === this.index.policyChanges) return answer;
      } finally {
        this.texts.remove(standing);
      }
    }
  }

  /** A view of a filter, for which raw lines are searched until it is removed again. */
  private standing(filter: Omit<FilterSpec, 'best'>): Standing {
    const standing = new Standing(this.index, this.columns, { ...filter, best: false });
    this.texts.add(standing);
    return standing;
  }

  private async read(at: RowRef): Promise<RawEvent | Gone> {
    const id = idOf(at);
    const file = this.files.get(at.segment.file);
    return file === undefined
      ? { id, gone: 'Its file is not known any more.' }
      : await readEvent(this.backFrom(at.segment.file), file, at, id);
  }

  /** Reads back from the source that the file is of. */
  private backFrom(id: number): ReadBack {
    const source = sourceOf(id);
    return {
      read: (file, offset, length) => this.sources.readBack(source, file, offset, length),
      whyGone: () => this.sources.whyGone(source),
    };
  }

  private async lineOf(id: number, file: FileRef, offset: number): Promise<number | null> {
    const before = this.index.lines.get(id)?.before(offset) ?? null;
    if (before === null) return null;
    const bytes = await this.backFrom(id).read(file, before.pieceAt, offset - before.pieceAt);
    return bytes === null ? null : before.lines + countLines(bytes, bytes.length) + 1;
  }
}
