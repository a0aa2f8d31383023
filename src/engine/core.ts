/**
 * The embedded engine: pulls the source, keeps the index, and answers views, searches and questions, in slices, so
 * that what comes from the screen is dealt with between any two of them. Runs in the worker; knows no messages.
 */
import { wholeEventTest } from '../audit/block.ts';
import type { Policy } from '../policy/policy.ts';
import type { Field } from '../query/query.ts';
import type { FileRef, Source, SourceState } from '../sources/source.ts';
import type { Columns } from './compile.ts';
import { orderOf } from './counts.ts';
import type { Counted, EventId, Gone, Progress, RawEvent, Target, View, ViewSpec } from './engine.ts';
import { Index } from './index-store.ts';
import { countLines } from './lines.ts';
import { Rate } from './rate.ts';
import { readEvent } from './read-event.ts';
import { idOf } from './rows.ts';
import { ruleEvaluator } from './rules.ts';
import { seek } from './seek.ts';
import { Standing } from './standing.ts';
import { fieldColumns } from './tables.ts';
import { buildView, rowOf } from './views.ts';
import type { RowRef } from './walk.ts';

/** Views go out at most this often while data comes in; what a key asked for goes out at once. */
const VIEW_EVERY_MS = 100;

interface Shown {
  spec: ViewSpec;
  seq: number;
  standing: Standing;
  /** Whether a counting loop is under way. */
  counting: boolean;
}

export class Core {
  private readonly index = new Index();
  private readonly columns: Columns = fieldColumns(this.index.tables);
  private readonly files = new Map<number, FileRef>();
  private readonly shown = new Map<number, Shown>();
  private readonly source: Source;
  private readonly follow: boolean;
  private readonly stop = new AbortController();
  private readonly onView: (view: number, message: View) => void;
  private readonly onProgress: (progress: Progress) => void;
  private policyInForce: Policy | null = null;
  private state: SourceState | null = null;
  /** What the user should know of the source beside its state. */
  private note = '';
  private refreshTimer: NodeJS.Timeout | null = null;
  private rateTimer: NodeJS.Timeout | null = null;
  private lastRefresh = 0;
  private readonly rate = new Rate();
  private toldBad = 0;

  constructor(
    source: Source,
    follow: boolean,
    onView: (view: number, message: View) => void,
    onProgress: (progress: Progress) => void,
  ) {
    this.source = source;
    this.follow = follow;
    this.onView = onView;
    this.onProgress = onProgress;
    this.index.listener = {
      superseding: (...what) => {
        for (const { standing } of this.shown.values()) standing.superseding(...what);
      },
    };
  }

  /** Reads the source until it ends or `close` is called. */
  async run(): Promise<void> {
    const events = this.source.read({
      order: 'tail',
      follow: this.follow,
      isWhole: wholeEventTest(),
      signal: this.stop.signal,
    });
    for await (const event of events) {
      if (event.type === 'lines') this.take(event.file, event.offset, event.bytes, event.where);
      else if (event.type === 'truncated') {
        // Its events were recorded and stay in the list; opening one tells that its text is gone.
        this.note = `${event.file.path} was truncated: what it held before is still listed, but cannot be opened.`;
        this.tell();
      } else {
        this.state = event.state;
        this.tell();
      }
      await nextTurn();
    }
  }

  show(view: number, seq: number, spec: ViewSpec): void {
    const old = this.shown.get(view);
    const standing = old !== undefined && sameFilter(old.spec, spec) ? old.standing : this.standingFor(spec);
    const shown: Shown = { spec, seq, standing, counting: old?.standing === standing && old.counting };
    this.shown.set(view, shown);
    this.send(view, shown);
    if (!standing.complete) void this.count(view, shown);
  }

  hide(view: number): void {
    this.shown.delete(view);
  }

  async find(target: Target, from: EventId, dir: 1 | -1): Promise<EventId | null> {
    const at = rowOf(this.index, from);
    if (at === null) return null;
    const found = await seek(this.index, this.columns, target, at, dir, nextTurn);
    return found === null ? null : idOf(found);
  }

  async values(
    field: Field,
    spec: Pick<ViewSpec, 'query' | 'fold'>,
    text: string,
    limit: number,
  ): Promise<readonly Counted[]> {
    const standing = new Standing(this.index, this.columns, { ...spec, fields: [field], best: false });
    while (standing.step()) await nextTurn();
    const wanted = text.toLowerCase();
    return [...(standing.facets[0]?.values() ?? [])]
      .filter(([value]) => value.toLowerCase().includes(wanted))
      .map(([value, { count }]) => ({ value, count }))
      .sort(orderOf(field))
      .slice(0, limit);
  }

  async event(id: EventId): Promise<RawEvent | Gone> {
    const at = rowOf(this.index, id);
    if (at === null) return { id, gone: 'This event is not held.' };
    const found = await this.read(at);
    if ('gone' in found) return found;
    const file = this.files.get(at.segment.file);
    return { ...found, line: file === undefined ? null : await this.lineOf(file, found.offset) };
  }

  /** Every matching event up to now, oldest first; without line numbers, which cost a count of LFs each. */
  async *scan(query: ViewSpec['query'], fold: ViewSpec['fold']): AsyncGenerator<RawEvent | Gone> {
    const upTo = this.index.ordinal;
    const standing = new Standing(this.index, this.columns, { query, fold, upTo, fields: [], best: false });
    // Rows keep their place in a segment while older ones come in front of them, so bounds are enough to freeze.
    const frozen = this.index.segments.map((segment) => ({ segment, from: segment.start, to: segment.end }));
    for (const { segment, from, to } of frozen) {
      for (let row = from; row < to; row++) {
        if (standing.ensure(segment)[row] === 0) yield await this.read({ segment, row });
      }
    }
  }

  private async read(at: RowRef): Promise<RawEvent | Gone> {
    const id = idOf(at);
    const file = this.files.get(at.segment.file);
    return file === undefined
      ? { id, gone: 'Its file is not known any more.' }
      : await readEvent(this.source, file, at, id);
  }

  async policy(policy: Policy | null): Promise<void> {
    const { tables } = this.index;
    this.policyInForce = policy;
    tables.rules = policy === null ? -1 : policy.rules.length;
    this.index.ruleOf = policy === null ? null : ruleEvaluator(policy, tables);
    const evaluate = this.index.ruleOf;
    for (const segment of [...this.index.segments]) {
      const rules = segment.codes.rule;
      for (let row = segment.start; row < segment.end; row++)
        rules[row] = evaluate === null ? 0 : evaluate(segment, row);
      await nextTurn();
      if (this.policyInForce !== policy) return; // a later one took over
    }
    for (const [view, { spec, seq }] of [...this.shown]) {
      this.shown.delete(view);
      this.show(view, seq, spec);
    }
  }

  close(): void {
    this.stop.abort();
    if (this.refreshTimer !== null) clearTimeout(this.refreshTimer);
    if (this.rateTimer !== null) clearTimeout(this.rateTimer);
  }

  private take(file: FileRef, offset: number, bytes: Uint8Array, where: 'newer' | 'older'): void {
    this.files.set(file.file, file);
    const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const events = this.index.add(file.file, file.path, offset, block, where);
    if (where === 'newer' && this.state?.phase === 'live') this.rate.add(events, Date.now());
    this.refreshSoon();
  }

  private standingFor(spec: ViewSpec): Standing {
    const fields = spec.facets.map((facet) => facet.field);
    return new Standing(this.index, this.columns, {
      query: spec.query,
      fold: spec.fold,
      fields,
      best: spec.best > 0,
      ...(spec.upTo === undefined ? {} : { upTo: spec.upTo }),
    });
  }

  private send(view: number, shown: Shown): void {
    this.onView(view, buildView(this.index, shown.standing, shown.spec, shown.seq, this.policyInForce));
  }

  /** Counts what is not counted yet, segment by segment, and sends the view again once all of it is. */
  private async count(view: number, shown: Shown): Promise<void> {
    if (shown.counting) return;
    shown.counting = true;
    while (this.shown.get(view)?.standing === shown.standing && shown.standing.step()) await nextTurn();
    const current = this.shown.get(view);
    if (current?.standing !== shown.standing) return;
    current.counting = false;
    this.send(view, current);
  }

  private refreshSoon(): void {
    if (this.refreshTimer !== null) return;
    const wait = Math.max(0, this.lastRefresh + VIEW_EVERY_MS - Date.now());
    this.refreshTimer = setTimeout(() => this.refresh(), wait);
  }

  private refresh(): void {
    this.refreshTimer = null;
    this.lastRefresh = Date.now();
    for (const [view, shown] of this.shown) {
      // New rows are counted here; a view that has far more to count goes on in slices.
      if (!shown.counting) while (shown.standing.step());
      this.send(view, shown);
    }
    this.tell();
  }

  private tell(): void {
    const { index, state } = this;
    if (state === null) return;
    const done = state.phase !== 'reading';
    this.onProgress({ type: 'sources', sources: [{ ...state, detail: state.detail || this.note }] });
    this.onProgress({ type: 'loading', read: state.read, size: state.size, done, events: index.held });
    this.tellRate();
    if (index.badCount !== this.toldBad) {
      this.toldBad = index.badCount;
      const latest = index.bad.map(({ fileId: _, ...line }) => line);
      this.onProgress({ type: 'bad', count: index.badCount, latest });
    }
  }

  /** Live events a second; while there are any, it is told again until they are out of the window. */
  private tellRate(): void {
    const perSecond = this.rate.perSecond(Date.now());
    this.onProgress({ type: 'rate', perSecond });
    if (perSecond === 0) return;
    this.rateTimer ??= setTimeout(() => {
      this.rateTimer = null;
      this.tellRate();
    }, 1000);
  }

  private async lineOf(file: FileRef, offset: number): Promise<number | null> {
    const before = this.index.lines.get(file.file)?.before(offset) ?? null;
    if (before === null) return null;
    const bytes = await this.source.readBack(file, before.pieceAt, offset - before.pieceAt);
    return bytes === null ? null : before.lines + countLines(bytes, bytes.length) + 1;
  }
}

/** Whether two specs filter and count alike, so that masks and counts can be kept. */
function sameFilter(a: ViewSpec, b: ViewSpec): boolean {
  const key = (spec: ViewSpec): string =>
    JSON.stringify([spec.query, spec.fold, spec.upTo ?? null, spec.facets.map((facet) => facet.field), spec.best > 0]);
  return key(a) === key(b);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
