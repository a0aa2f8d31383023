/** The embedded engine over bytes in memory: started, and asked for views, as tests want it. */
import { expect, onTestFinished } from 'vitest';
import type { EventFields } from '../../src/audit/event.ts';
import { fieldsOf } from '../../src/audit/fields.ts';
import { Core, type CoreOptions } from '../../src/engine/core.ts';
import type { Progress, View, ViewSpec } from '../../src/engine/engine.ts';
import { parseQuery } from '../../src/query/parse.ts';
import type { Field, Query } from '../../src/query/query.ts';
import type { Source } from '../../src/sources/source.ts';
import { together } from '../../src/sources/together.ts';
import { piecesSource } from './pieces-source.ts';

const PANES: readonly Field[] = [
  'stage',
  'level',
  'user',
  'verb',
  'code',
  'ns',
  'group',
  'ip',
  'resource',
  'rule',
  'drift',
];

/** The query of a text that parses. */
export function query(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.query;
}

/** A view of the last rows with all counts, but for what is given. */
export function spec(over: Partial<ViewSpec> = {}): ViewSpec {
  return {
    query: query(''),
    order: 'time',
    fold: 'stages',
    anchor: 'end',
    before: 20,
    after: 0,
    facets: PANES.map((field) => ({ field, limit: 1000 })),
    best: 0,
    ...over,
  };
}

/** The fields of events as the reference reads them. */
export function reference(lines: readonly string[]): EventFields[] {
  return lines.map((line) => {
    const fields = fieldsOf(JSON.parse(line));
    if ('bad' in fields) throw new Error(fields.bad);
    return fields;
  });
}

/** A core on the text: `middle` on first, then what is before it, in blocks; see `piecesSource`. */
export function loaded(text: string, middle: number, block: number, more?: () => AsyncIterable<Buffer>) {
  return started(piecesSource(Buffer.from(text), middle, block, more));
}

/** A core that reads these sources; `reading` settles when it has read all of them. */
export function started(...sources: readonly Source[]) {
  return startedWith(Number.POSITIVE_INFINITY, ...sources);
}

/** The same with an index that may take so many bytes. */
export function startedWith(indexBytes: number, ...sources: readonly Source[]) {
  return startedAs({ indexBytes }, ...sources);
}

/** The same with a core that is told how to read. */
export function startedAs(how: Omit<CoreOptions, 'follow'>, ...sources: readonly Source[]) {
  /** The latest of each, and all of them in order. */
  const views = new Map<number, View>();
  const progress = new Map<string, Progress>();
  const sent: (View | Progress)[] = [];
  const core = new Core(
    together({ sources, later: null }),
    { ...how, follow: true },
    (view, message) => {
      views.set(view, message);
      sent.push(message);
    },
    (told) => {
      progress.set(told.type, told);
      sent.push(told);
    },
  );
  let seq = 0;
  const show = async (wanted: ViewSpec): Promise<View> => {
    core.show(1, ++seq, wanted);
    const isWhole = (view: View | undefined): boolean =>
      view?.seq === seq &&
      view.total !== null &&
      (wanted.timeline === undefined || view.timeline !== null || view.total.held === 0);
    await expect.poll(() => isWhole(views.get(1))).toBe(true);
    const view = views.get(1);
    if (view === undefined) throw new Error('no view');
    return view;
  };
  const reading = core.run();
  onTestFinished(() => core.close());
  return { core, show, views, progress, sent, reading };
}
