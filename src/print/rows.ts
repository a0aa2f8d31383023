/** One event as a line of a table, of CSV, or of JSON. */
import stringWidth from 'string-width';
import { csvLine } from '../audit/csv.ts';
import { type EventFields, resourceName } from '../audit/event.ts';
import { redact } from '../audit/redact.ts';
import { decodedPath } from '../audit/request-path.ts';
import { type SafeText, safe } from '../audit/safe.ts';
import { formatMicros } from '../audit/time.ts';
import { verbKind } from '../audit/verbs.ts';
import { type ColumnField, CSV_FIELDS, columnText } from '../query/columns.ts';
import type { Context } from '../query/fields.ts';
import type { RawText } from '../query/raw.ts';
import type { StreamedEvent } from './stream.ts';
import type { Paint, Tone } from './tone.ts';

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

/** A column of the table: its title, its least width (a longer value moves what follows, nothing is cut), and what it says. */
export interface TableColumn {
  readonly title: string;
  readonly cells: number;
  read(event: EventFields, context: Context, raw: RawText): string;
  /** How it is to be taken; null for plain. */
  tone(event: EventFields, context: Context): Tone | null;
}

const plain = (): null => null;

/** What the table has of an event where nothing else is asked for. */
export const EVENT_COLUMNS: readonly TableColumn[] = [
  { title: 'time', cells: 27, read: (e) => formatMicros(e.time), tone: plain },
  { title: 'stage', cells: 16, read: (e) => e.stage, tone: toneOf('stage') },
  { title: 'level', cells: 15, read: (e) => e.level, tone: plain },
  { title: 'verb', cells: 16, read: (e) => e.verb, tone: toneOf('verb') },
  { title: 'resource', cells: 20, read: (e) => resourceName(e.resource, e.subresource), tone: plain },
  { title: 'namespace/name', cells: 32, read: placeOf, tone: plain },
  { title: 'user', cells: 32, read: (e) => (e.as === '' ? e.user : `${e.user}->${e.as}`), tone: plain },
  { title: 'code', cells: 4, read: (e) => (e.code === 0 ? '' : String(e.code)), tone: toneOf('code') },
];

function placeOf(event: EventFields): string {
  if (!event.isResource) return decodedPath(event.requestURI);
  return event.namespace === '' ? event.name : `${event.namespace}/${event.name}`;
}

/** What most values of a column fit into, where that is more than its title. */
const CELLS: Readonly<Partial<Record<ColumnField, number>>> = {
  time: 27, stage: 16, level: 15, verb: 16, user: 32, as: 20, group: 32, ns: 16, resource: 20, apigroup: 20, name: 32,
  code: 4, status: 12, ip: 15, agent: 32, path: 40, uri: 40, decision: 8, reason: 32, latency: 9, rule: 4, drift: 10,
  audit: 36, source: 16, minute: 20, hour: 20, size: 7, binding: 24, role: 24, webhook: 24,
}; // biome-ignore format: a table

function toneOf(field: ColumnField): TableColumn['tone'] {
  switch (field) {
    case 'stage':
      return ({ stage }) => (stage === 'Panic' ? 'alarm' : null);
    case 'verb':
      return ({ verb }) => (({ read: null, write: 'write', remove: 'remove' }) as const)[verbKind(verb)];
    case 'code':
    case 'status':
      return ({ code }) => codeTone(code);
    case 'decision':
      return ({ decision }) => (decision === 'forbid' ? 'refused' : null);
    case 'rule':
      return () => 'policy';
    case 'drift':
      return () => 'write';
    default:
      return plain;
  }
}

function codeTone(code: number): Tone | null {
  if (code >= 500) return 'alarm';
  if (code === 401 || code === 403) return 'refused';
  return code >= 400 ? 'failed' : null;
}

/** Columns that were asked for by name. */
export interface Asked {
  readonly fields: readonly ColumnField[];
  /** As they were written: the titles. */
  readonly names: readonly string[];
}

/** Which columns there are, where none are asked for, beside those of every event. */
export interface Besides {
  /** Where there is a policy. */
  readonly rule: boolean;
  /** Where there are several sources. */
  readonly source: boolean;
}

/** A column of a field. */
function columnOf(field: ColumnField, title: string): TableColumn {
  const read: TableColumn['read'] = (event, context, raw) => columnText(field, event, context, raw);
  return { title, cells: Math.max(CELLS[field] ?? 0, title.length), read, tone: toneOf(field) };
}

/** `asked` null: those of every event. */
export function tableForm(asked: Asked | null, besides: Besides, paint: Paint): Form {
  const columns =
    asked === null
      ? [
          ...EVENT_COLUMNS,
          ...(besides.rule ? [columnOf('rule', 'rule')] : []),
          ...(besides.source ? [{ ...columnOf('source', 'source'), cells: 6 }] : []),
        ]
      : asked.fields.map((field, at) => columnOf(field, asked.names[at] ?? field));
  return {
    head: tableHead(columns, paint),
    event: (event, context) => tableRow(columns, event, context, paint),
    between: '',
    tail: () => '',
  };
}

export function tableHead(columns: readonly TableColumn[], paint: Paint): string {
  return tableLine(
    columns.map(({ title, cells }) => [title, cells, 'strong']),
    paint,
  );
}

export function tableRow(
  columns: readonly TableColumn[],
  { fields, raw }: StreamedEvent,
  context: Context,
  paint: Paint,
): string {
  return tableLine(
    columns.map(({ cells, read, tone }) => {
      const text = read(fields, context, raw);
      return text === '' ? ['-', cells, null] : [text, cells, tone(fields, context)];
    }),
    paint,
  );
}

/** A line of a table: each text as recorded, the cells it takes at least, and its tone. */
function tableLine(
  cells: readonly (readonly [text: string, least: number, tone: Tone | null])[],
  paint: Paint,
): string {
  const last = cells.length - 1;
  const line = cells.map(([text, least, tone], at) => {
    const shown = safe(text);
    // What paints has no width.
    const blank = at === last ? '' : ' '.repeat(Math.max(0, least - stringWidth(shown)));
    return (tone === null ? shown : paint(shown, tone)) + blank;
  });
  return `${line.join(' ').trimEnd()}\n`;
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

/** `asked` null: those of every event. */
export function csvForm(asked: Asked | null, besides: Besides): Form {
  const fields: readonly ColumnField[] = asked?.fields ?? [
    ...CSV_FIELDS,
    ...(besides.rule ? (['rule'] as const) : []),
    ...(besides.source ? (['source'] as const) : []),
  ];
  return {
    head: csvLine(asked?.names ?? fields),
    event: (event, context) => csvLine(fields.map((field) => columnText(field, event.fields, context, event.raw))),
    between: '',
    tail: () => '',
  };
}
