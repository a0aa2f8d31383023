/** One event as a line of a table, of CSV, or of JSON. */
import stringWidth from 'string-width';
import { type EventFields, resourceName } from '../audit/event.ts';
import { redact } from '../audit/redact.ts';
import { decodedPath } from '../audit/request-path.ts';
import { type SafeText, safe } from '../audit/safe.ts';
import { formatMicros } from '../audit/time.ts';
import { type Context, qualifiedResource } from '../query/fields.ts';
import type { StreamedEvent } from './stream.ts';

export interface Form {
  /** Before the first event, '' for nothing. */
  readonly head: string;
  event(event: StreamedEvent, context: Context): string;
  /** Between two events. */
  readonly between: string;
  /** After the last; `any` whether there was one. */
  tail(any: boolean): string;
}

/** The event's JSON as it may be shown. */
export function shownText(event: StreamedEvent, masked: boolean): string {
  return masked ? redact(event.text()).text : event.text();
}

/** Columns of the table with their least widths: a longer value moves what follows, nothing is cut. */
export const EVENT_COLUMNS: readonly (readonly [string, number, (e: EventFields) => string])[] = [
  ['time', 27, (e) => formatMicros(e.time)],
  ['stage', 16, (e) => e.stage],
  ['level', 15, (e) => e.level],
  ['verb', 16, (e) => e.verb],
  ['resource', 20, (e) => resourceName(e.resource, e.subresource)],
  ['namespace/name', 32, placeOf],
  ['user', 32, (e) => (e.as === '' ? e.user : `${e.user}->${e.as}`)],
  ['code', 4, (e) => (e.code === 0 ? '' : String(e.code))],
];

function placeOf(event: EventFields): string {
  if (!event.isResource) return decodedPath(event.requestURI);
  return event.namespace === '' ? event.name : `${event.namespace}/${event.name}`;
}

/** Which columns there are beside those of every event. */
export interface Besides {
  /** Where there is a policy. */
  readonly rule: boolean;
  /** Where there are several sources. */
  readonly source: boolean;
}

export function tableForm(besides: Besides): Form {
  type Column = readonly [string, number, (e: EventFields, context: Context) => string];
  const columns: Column[] = [...EVENT_COLUMNS];
  if (besides.rule) columns.push(['rule', 4, (_, context) => context.rule]);
  if (besides.source) columns.push(['source', 6, (_, context) => context.source]);
  return {
    head: tableLine(columns.map(([title, cells]) => [title, cells])),
    event: (event, context) => tableLine(columns.map(([, cells, read]) => [read(event.fields, context) || '-', cells])),
    between: '',
    tail: () => '',
  };
}

/** A line of a table: each text as recorded, and the cells it takes at least. */
export function tableLine(cells: readonly (readonly [text: string, least: number])[]): string {
  const line = cells.map(([text, least]) => padded(safe(text), least)).join(' ');
  return `${line.trimEnd()}\n`;
}

/** Text with spaces up to so many terminal cells, never cut: wide letters take two. */
export function padded(text: SafeText | string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - stringWidth(text)));
}

export function jsonlForm(masked: boolean): Form {
  return { head: '', event: (event) => `${shownText(event, masked)}\n`, between: '', tail: () => '' };
}

export function jsonForm(masked: boolean): Form {
  return {
    head: '[',
    event: (event) => `\n${shownText(event, masked)}`,
    between: ',',
    tail: (any) => (any ? '\n]\n' : ']\n'),
  };
}

const CSV_COLUMNS: readonly (readonly [string, (e: EventFields) => string])[] = [
  ['time', (e) => formatMicros(e.time)],
  ['stage', (e) => e.stage],
  ['level', (e) => e.level],
  ['verb', (e) => e.verb],
  ['user', (e) => e.user],
  ['as', (e) => e.as],
  ['ns', (e) => e.namespace],
  ['resource', (e) => qualifiedResource(e.resource, e.apiGroup, e.subresource)],
  ['name', (e) => e.name],
  ['code', (e) => (e.code === 0 ? '' : String(e.code))],
  ['status', (e) => e.status],
  ['ip', (e) => e.sourceIPs.at(-1) ?? ''],
  ['agent', (e) => e.userAgent],
  ['decision', (e) => e.decision],
  ['reason', (e) => e.reason],
  ['uri', (e) => e.requestURI],
  ['audit', (e) => e.auditID],
];

export function csvForm(besides: Besides): Form {
  const more: (readonly [string, (context: Context) => string])[] = [];
  if (besides.rule) more.push(['rule', (context) => context.rule]);
  if (besides.source) more.push(['source', (context) => context.source]);
  return {
    head: csvLine([...CSV_COLUMNS.map(([title]) => title), ...more.map(([title]) => title)]),
    event: (event, context) =>
      csvLine([...CSV_COLUMNS.map(([, read]) => read(event.fields)), ...more.map(([, read]) => read(context))]),
    between: '',
    tail: () => '',
  };
}

/** RFC 4180, with LF as line end as the tools of this field write it; control characters are made visible. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => csvCell(safe(cell))).join(',')}\n`;
}

function csvCell(text: SafeText): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
