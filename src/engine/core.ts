/**
 * The embedded engine: pulls the source, keeps the index, and answers views, searches and questions, in slices, so
 * that what comes from the screen is dealt with between any two of them. Runs in the worker; knows no messages.
 */
import { wholeEventTest } from '../audit/block.ts';
import type { CheckedPolicy } from '../policy/check.ts';
import type { FileRef } from '../sources/source.ts';
import type { Sources } from '../sources/together.ts';
import type { Columns } from './code-tests.ts';
import type { PolicyText, Progress, View, ViewSpec } from './engine.ts';
import { fileId } from './file-id.ts';
import { Index } from './index-store.ts';
import { PolicyLoader } from './policy-loader.ts';
import { Questions } from './questions.ts';
import { ReadAgain } from './read-again.ts';
import { asksOfPolicy, Standing } from './standing.ts';
import { fieldColumns } from './tables.ts';
import { Telling } from './telling.ts';
import { TextSearch } from './text-search.ts';
import { nextTurn } from './turn.ts';
import { buildView } from './views.ts';

/** Views go out at most this often while data comes in; what a key asked for goes out at once. */
const VIEW_EVERY_MS = 100;
/** The same while the past is read, after the first of it. */
const READING_VIEW_EVERY_MS = 250;
const FIRST_VIEWS = 10;
/** How long a document over several lines may take to go on, before what there is of it is given out as lines. */
const DOCUMENT_WAIT_MS = 1000;

/** Beyond the memory allowed, what rows may take that somebody scrolled back to: some hundred thousand of them. */
const AGAIN_BYTES = 16e6;
/** Of the memory of the index, what the past may fill. */
const BACKFILL_PART = 0.8;

export interface CoreOptions {
  /** False: stop at the end of each source. */
  readonly follow: boolean;
  /** Bytes of memory that the index may take, about; Infinity for no limit. */
  readonly indexBytes: number;
  /** Bytes of history that may still be read; absent: all there are. */
  readonly historyLeft?: () => number;
}

interface Shown {
  spec: ViewSpec;
  seq: number;
  standing: Standing;
  /** Whether a counting loop is under way. */
  counting: boolean;
  /** Scrolled back to where there are fewer rows than are wanted. */
  short: boolean;
}

export class Core {
  /** Searches, values, events, scans. */
  readonly questions: Questions;
  private readonly index = new Index();
  private readonly columns: Columns = fieldColumns(this.index.tables);
  private readonly files = new Map<number, FileRef>();
  private readonly shown = new Map<number, Shown>();
  private readonly sources: Sources;
  private readonly follow: boolean;
  /** What the index may take; beyond it the oldest rows are let go. */
  private readonly maxBytes: number;
  /** And at which no more of the past is read. */
  private readonly backfillBytes: number;
  private readonly stop = new AbortController();
  private readonly policies = new PolicyLoader(this.index, () => this.policyChanged());
  /** Settles when the newest lines of the source are in the index, or there are none. */
  private readonly begun = Promise.withResolvers<void>();
  private readonly onView: (view: number, message: View) => void;
  private readonly telling: Telling;
  private readonly again: ReadAgain;
  private readonly texts: TextSearch;
  private refreshTimer: NodeJS.Timeout | null = null;
  /** Set while all views are about to be sent again. */
  private resend: NodeJS.Immediate | null = null;
  private documentTimer: NodeJS.Timeout | null = null;
  private lastRefresh = 0;
  private refreshes = 0;

  constructor(
    sources: Sources,
    how: CoreOptions,
    onView: (view: number, message: View) => void,
    onProgress: (progress: Progress) => void,
  ) {
    this.sources = sources;
    this.follow = how.follow;
    this.maxBytes = how.indexBytes;
    this.backfillBytes = how.indexBytes * BACKFILL_PART;
    this.onView = onView;
    this.again = new ReadAgain(this.index, sources, this.files);
    const limits = { indexBytes: this.backfillBytes, historyLeft: how.historyLeft ?? (() => Number.POSITIVE_INFINITY) };
    this.telling = new Telling(this.index, this.files, limits, onProgress);
    this.texts = new TextSearch(this.index, sources, this.files, (...what) => this.textFound(...what));
    this.questions = new Questions(this.index, this.columns, sources, this.files, this.texts);
    this.index.listener = {
      superseding: (...what) => {
        for (const { standing } of this.shown.values()) standing.superseding(...what);
      },
      evicting: (segment) => {
        for (const { standing } of this.shown.values()) standing.evicting(segment);
        this.texts.evicting(segment);
      },
    };
  }

  /** Reads the sources until they end or `close` is called. */
  async run(): Promise<void> {
    const events = this.sources.read({
      order: 'tail',
      follow: this.follow,
      isWhole: wholeEventTest(),
      signal: this.stop.signal,
      wantsOlder: () => !this.isFull(),
    });
    try {
      for await (const { source, name, event } of events) {
        if (source >= 0) this.index.lane(source, name);
        if (event.type === 'lines') this.take(source, event.file, event.offset, event.bytes, event.where);
        else if (event.type === 'truncated') {
          // Its events were recorded and stay in the list; opening one tells that its text is gone.
          const note = `${event.file.path} was truncated: what it held before is still listed, but cannot be opened.`;
          this.telling.note(source, note);
        } else {
          this.telling.is(source, event.state);
          this.refreshSoon();
        }
        if (event.type !== 'state' || event.state.phase !== 'reading') this.begun.resolve();
        await nextTurn();
      }
    } finally {
      this.begun.resolve();
    }
    this.endDocuments();
  }

  show(view: number, seq: number, spec: ViewSpec): void {
    const old = this.shown.get(view);
    const standing = old !== undefined && sameFilter(old.spec, spec) ? old.standing : this.standingFor(spec);
    const counting = old?.standing === standing && old.counting;
    const shown: Shown = { spec, seq, standing, counting, short: false };
    if (old?.standing !== standing) this.replace(old?.standing ?? null, standing);
    this.shown.set(view, shown);
    this.send(view, shown);
    if (!standing.complete) void this.count(view, shown);
  }

  hide(view: number): void {
    this.replace(this.shown.get(view)?.standing ?? null, null);
    this.shown.delete(view);
  }

  /** Lines are searched for the views that are shown, and for no others. */
  private replace(old: Standing | null, standing: Standing | null): void {
    if (old !== null) this.texts.remove(old);
    if (standing !== null) this.texts.add(standing);
  }

  /** `settled`: nothing is left to be searched for it now. */
  private textFound(standing: Standing, settled: boolean): void {
    this.refreshSoon();
    if (!settled) return;
    for (const [view, shown] of this.shown) if (shown.standing === standing) this.send(view, shown);
  }

  async policy(file: PolicyText | null): Promise<CheckedPolicy | null> {
    // The first screen is not to wait for a policy.
    await this.begun.promise;
    return await this.policies.load(file);
  }

  /** Called when all rows have changed over. Views show it at once, and come again once the answer has gone. */
  private policyChanged(): void {
    for (const [view, shown] of this.shown) {
      if (asksOfPolicy(shown.spec.query)) {
        const standing = shown.standing.afresh();
        this.replace(shown.standing, standing);
        this.shown.set(view, { ...shown, standing, counting: false });
      } else shown.standing.policyChanged();
    }
    this.resend ??= setImmediate(() => {
      this.resend = null;
      for (const [view, { seq, spec }] of this.shown) this.show(view, seq, spec);
      this.telling.tell();
    });
  }

  /** With some room left for what comes live, which would push out at once what was read last. */
  private isFull(): boolean {
    return this.index.bytes >= this.backfillBytes;
  }

  close(): void {
    this.stop.abort();
    if (this.refreshTimer !== null) clearTimeout(this.refreshTimer);
    if (this.documentTimer !== null) clearTimeout(this.documentTimer);
    if (this.resend !== null) clearImmediate(this.resend);
    this.telling.close();
    this.texts.close();
  }

  private take(source: number, file: FileRef, offset: number, bytes: Uint8Array, where: 'newer' | 'older'): void {
    const id = fileId(source, file.file);
    this.files.set(id, file);
    const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const events = this.index.add(id, file.path, offset, block, where);
    this.texts.fed(id, offset, block);
    this.index.shrink(this.allowedBytes);
    if (where === 'newer') this.telling.came(source, events);
    if (where === 'newer') this.waitForDocuments();
    this.refreshSoon();
  }

  private waitForDocuments(): void {
    if (this.documentTimer !== null) clearTimeout(this.documentTimer);
    this.documentTimer = setTimeout(() => this.endDocuments(), DOCUMENT_WAIT_MS);
  }

  private endDocuments(): void {
    if (this.documentTimer !== null) clearTimeout(this.documentTimer);
    this.documentTimer = null;
    if (this.stop.signal.aborted) return;
    const before = this.index.held + this.index.bad.count;
    this.index.endDocuments((file) => this.files.get(file)?.path ?? '');
    if (this.index.held + this.index.bad.count > before) this.refreshSoon();
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
    const { spec, standing } = shown;
    const text = this.texts.progress(standing);
    const message = buildView(this.index, standing, spec, shown.seq, text, this.canReadAgain());
    const isScrolled = spec.anchor !== 'end' && spec.anchor !== 'start';
    shown.short = isScrolled && message.anchorIndex >= 0 && message.anchorIndex < spec.before;
    this.onView(view, message);
    if (shown.short && this.canReadAgain()) this.readAgain();
  }

  private canReadAgain(): boolean {
    return this.again.left && this.index.bytes < this.maxBytes + AGAIN_BYTES;
  }

  private readAgain(): void {
    const isWanted = (): boolean => this.canReadAgain() && [...this.shown.values()].some(({ short }) => short);
    const onBlock = (): void => {
      this.texts.wake();
      this.refresh();
    };
    void this.again.run(isWanted, onBlock, this.stop.signal);
  }

  /** What the index may take: more while somebody looks at what was let go and read again. */
  private get allowedBytes(): number {
    const isScrolled = [...this.shown.values()].some(({ spec }) => spec.anchor !== 'end');
    return this.maxBytes + (isScrolled ? AGAIN_BYTES : 0);
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
    const isReading = this.refreshes >= FIRST_VIEWS && this.telling.isReading;
    const every = isReading ? READING_VIEW_EVERY_MS : VIEW_EVERY_MS;
    const wait = Math.max(0, this.lastRefresh + every - Date.now());
    this.refreshTimer = setTimeout(() => this.refresh(), wait);
  }

  private refresh(): void {
    this.refreshTimer = null;
    if (this.resend !== null) return;
    this.lastRefresh = Date.now();
    this.refreshes++;
    for (const [view, shown] of this.shown) {
      // New rows are counted here; a view that has far more to count goes on in slices.
      if (!shown.counting) while (shown.standing.step());
      this.send(view, shown);
    }
    this.telling.tell();
  }
}

/** Whether two specs filter and count alike, so that masks and counts can be kept. */
function sameFilter(a: ViewSpec, b: ViewSpec): boolean {
  const key = (spec: ViewSpec): string =>
    JSON.stringify([spec.query, spec.fold, spec.upTo ?? null, spec.facets.map((facet) => facet.field), spec.best > 0]);
  return key(a) === key(b);
}
