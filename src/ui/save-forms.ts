/** The forms in which events are saved: JSON lines, one JSON array, CSV, or a report for people; the name's end says which. */
import { csvLine } from '../audit/csv.ts';
import type { EventFields } from '../audit/event.ts';
import { literal, type SafeText } from '../audit/safe.ts';
import { CSV_FIELDS, columnText } from '../query/columns.ts';
import type { Context } from '../query/fields.ts';
import { reportEvent, reportHead } from './report.ts';

/** An event on its way to a file. */
export interface Saving {
  /** Its JSON, masked where masking is on, and what that says. */
  readonly text: string;
  readonly fields: EventFields;
  readonly context: Context;
  readonly file: string;
  readonly line: number | null;
}

/** What is said at the head of a report. */
export interface About {
  readonly filter: string;
  readonly sources: readonly string[];
  readonly masked: boolean;
  /** The policy's name; '' for none. */
  readonly policy: string;
}

export interface SaveForm {
  /** As it is told while the name is typed. */
  readonly name: SafeText;
  head(about: About): string;
  event(event: Saving, about: About): string;
  readonly between: string;
  tail(any: boolean): string;
}

const nothing = (): string => '';

const JSON_LINES: SaveForm = {
  name: literal('JSON lines'),
  head: nothing,
  event: ({ text }) => `${text}\n`,
  between: '',
  tail: nothing,
};

const JSON_ARRAY: SaveForm = {
  name: literal('a JSON array'),
  head: () => '[',
  event: ({ text }) => `\n${text}`,
  between: ',',
  tail: (any) => (any ? '\n]\n' : ']\n'),
};

const CSV: SaveForm = {
  name: literal('CSV'),
  head: ({ policy }) => csvLine([...CSV_FIELDS, ...(policy === '' ? [] : ['rule'])]),
  event: ({ fields, context }, { policy }) =>
    csvLine([
      ...CSV_FIELDS.map((field) => columnText(field, fields, context)),
      ...(policy === '' ? [] : [context.rule]),
    ]),
  between: '',
  tail: nothing,
};

const REPORT: SaveForm = {
  name: literal('a report'),
  head: reportHead,
  event: reportEvent,
  between: '\n',
  tail: nothing,
};

/** The form that a file's name asks for by its end; JSON lines where that says nothing. */
export function formOfName(name: string): SaveForm {
  const end = /\.([a-z]+)$/i.exec(name.trim())?.[1]?.toLowerCase();
  if (end === 'json') return JSON_ARRAY;
  if (end === 'csv') return CSV;
  return end === 'txt' || end === 'text' ? REPORT : JSON_LINES;
}
