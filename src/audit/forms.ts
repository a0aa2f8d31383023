/**
 * The forms a line may have beside that of an event: the one place that says which events a line holds, and in which
 * order. Whoever reads a log and whoever reads one event back by its item number ask here.
 *
 * - an event: itself, byte for byte;
 * - an EventList, a JSON array, a v1 List: its items;
 * - several of these in a row, as files joined without a line end leave them, and what a list that is spread over
 *   lines leaves in one: `[`, `{...},`, `{...}]`, `]}`;
 * - a line of the legacy format;
 * - a wrapper that a log shipper put around any of these.
 *
 * What was no line of its own comes as one compact line of audit.k8s.io/v1: with the kind and apiVersion that items of a
 * webhook's list lack, and otherwise as it stands, numbers to the last digit, less the blanks between tokens.
 */
import type { Bad } from './fields.ts';
import { compact } from './json-text.ts';
import { elementsOf, isString, membersOf, readMembers, type ValueRange, valuesInRow } from './json-values.ts';
import { legacyEvent, looksLegacy } from './legacy.ts';
import { createScanner, type LineKind, type Scanner } from './scan.ts';
import { SLOT } from './shape.ts';
import { isOther, unwrapContainer, WRAPPERS } from './wrapped.ts';

const HEAD = '{"kind":"Event","apiVersion":"audit.k8s.io/v1"';
/** A wrapper in a wrapper in a list is the deepest that is met in life. */
const MAX_DEPTH = 4;
/** Values of an array that are looked at to say whether it is one of events. */
export const LOOKED_AT = 100;

/** Holds the value looked at; what it says is taken before the next one is. */
const scanner = createScanner();

/**
 * The JSON texts a line (without its LF; or a whole document, or an item of one, over several lines) holds; item `k`
 * of a place is text `k`. A text may still be no event, which scanning it tells: a bad item of a list takes its place
 * in the count. None: an empty list, or brackets of one spread over lines. Bad: the line as a whole is none of the forms.
 */
export function eventsOfLine(text: string): readonly string[] | Bad {
  return eventsIn(text, 0);
}

function eventsIn(text: string, depth: number): readonly string[] | Bad {
  const first = /[^\s\ufeff]/.exec(text)?.[0] ?? '';
  if (/\d/.test(first)) return plainText(text.trim(), depth);
  const oneLine = !text.includes('\n');
  const bytes = Buffer.from(oneLine ? `${text}\n` : `${text.replaceAll('\n', ' ')}\n`);
  const end = bytes.length - 1;
  const kind = scanner.scan(bytes, 0, end);
  if (kind === 'event' && oneLine) return [text.endsWith('\r') ? text.slice(0, -1) : text];
  const { reason } = scanner;
  const values = valuesInRow(bytes, 0, end) ?? openList(bytes, end);
  if (values === null) return { bad: reason };
  const [only] = values;
  const whole = values.length === 1 && only !== undefined;
  if (whole) return eventsOfValue(bytes, only, depth, reason);
  if (!holdsEvents(bytes, values, depth)) return { bad: reason };
  return values.flatMap((value) => eventsOfItem(bytes, value, depth, false));
}

/** Lines that do not begin with a bracket: the legacy format, and a container's log as its runtime writes it. */
function plainText(text: string, depth: number): readonly string[] | Bad {
  if (looksLegacy(text)) {
    const event = legacyEvent(text);
    return typeof event === 'string' ? [event] : event;
  }
  const content = unwrapContainer(text);
  if (content === null || depth >= MAX_DEPTH) return { bad: scanReason(text) };
  if (typeof content !== 'string') return content;
  const events = eventsIn(content, depth + 1);
  return 'bad' in events ? events : asItems(events);
}

/** One object or array. `reason`: what is wrong with the line, if this is nothing else. */
function eventsOfValue(bytes: Buffer, value: ValueRange, depth: number, reason: string): readonly string[] | Bad {
  const text = bytes.toString('utf8', value.start, value.end);
  const kind = scanText(text);
  if (kind === 'event') return [asItem(text)];
  const why = scanner.reason || reason || 'a list whose items cannot be read';
  if (depth >= MAX_DEPTH) return { bad: why };
  const list = listAt(scanner, bytes, value, kind);
  if (list !== null) {
    // Any other array or List is not a list of broken events.
    if (kind !== 'list' && !holdsEvents(bytes, list, depth)) return { bad: `${why}, and no list of audit events` };
    return list.flatMap((item) => eventsOfItem(bytes, item, depth, kind === 'list'));
  }
  return unwrap(bytes, value, depth) ?? { bad: why };
}

/** Whether one of the first values is, or holds, an event; of none it is so, too. */
function holdsEvents(bytes: Buffer, list: readonly ValueRange[], depth: number): boolean {
  return (
    list.length === 0 ||
    list.slice(0, LOOKED_AT).some((item) => {
      const events = eventsOfValue(bytes, item, depth + 1, '');
      return !('bad' in events) && events.length > 0;
    })
  );
}

/**
 * The same of an item among others: what is no event stands for itself, so that it is told as a bad item. An item of an
 * EventList is an event whatever it lacks.
 */
function eventsOfItem(bytes: Buffer, value: ValueRange, depth: number, inEventList: boolean): readonly string[] {
  const text = bytes.toString('utf8', value.start, value.end);
  if (text === 'null') return [];
  const events = eventsOfValue(bytes, value, depth + 1, '');
  if ('bad' in events) return [inEventList ? asItem(text) : compact(text)];
  return events;
}

/** The items of a value that is a list, as the scan has just found it; null for what is none. */
export function listAt(
  scanner: Scanner,
  bytes: Buffer,
  value: ValueRange,
  kind: LineKind,
): readonly ValueRange[] | null {
  if (bytes[value.start] === 0x5b) return wholeList(bytes, value);
  const isList = kind === 'list' || isCoreList(scanner);
  if (!isList) return null;
  const items = membersOf(bytes, value.start, value.end, ['items'])?.get('items');
  return items === undefined || bytes[items.start] === 0x6e ? [] : wholeList(bytes, items); // n: null
}

/** Null for what is no list, and where it has more elements than there can be events. */
function wholeList(bytes: Buffer, list: ValueRange): readonly ValueRange[] | null {
  const { values, after } = elementsOf(bytes, list.start, list.end);
  return after < 0 ? null : values;
}

function isCoreList(scanner: Scanner): boolean {
  return scanner.text(SLOT.kind) === 'List' && scanner.text(SLOT.apiVersion) === 'v1';
}

/** What a list that goes on in the next lines holds in its first: `[`, or an EventList's head up to its items. */
function openList(bytes: Buffer, end: number): readonly ValueRange[] | null {
  const start = bytes.findIndex((byte) => byte === 0x5b || byte === 0x7b);
  if (start < 0 || bytes.toString('utf8', 0, start).trim() !== '') return null;
  let list = start;
  if (bytes[start] === 0x7b) {
    const { torn } = readMembers(bytes, start, end, []);
    if (torn?.key !== 'items') return null;
    const kind = scanText(`${bytes.toString('utf8', start, torn.start)}[]}`);
    if (kind !== 'list' && !isCoreList(scanner)) return null;
    list = torn.start;
  }
  if (bytes[list] !== 0x5b) return null;
  const { values, stoppedAt } = elementsOf(bytes, list, end);
  const rest = valuesInRow(bytes, stoppedAt, end);
  return rest === null ? null : [...values, ...rest];
}

/** The events in the field of a wrapper; null where it is none, Bad where the field holds the remains of one. */
function unwrap(bytes: Buffer, value: ValueRange, depth: number): readonly string[] | Bad | null {
  const members = membersOf(bytes, value.start, value.end, [...WRAPPERS, 'kind', 'apiVersion']);
  if (members === null || isOther(members)) return null;
  let remains: Bad | null = null;
  for (const key of WRAPPERS) {
    const field = members.get(key);
    if (field === undefined) continue;
    const content = contentOf(bytes, field);
    if (!/^[\s\ufeff]*(?:[{[]|\d{4}-)/.test(content)) continue;
    const events = eventsIn(content, depth + 1);
    if ('bad' in events) remains ??= { bad: `in ${key}: ${events.bad}` };
    else if (events.length > 0) return asItems(events);
  }
  return remains;
}

function contentOf(bytes: Buffer, field: ValueRange): string {
  const text = bytes.toString('utf8', field.start, field.end);
  return isString(bytes, field.start) ? String(JSON.parse(text)).replace(/\n$/, '') : text;
}

function asItems(texts: readonly string[]): readonly string[] {
  return texts.map(asItem);
}

function asItem(text: string): string {
  const raw = compact(text);
  if (!raw.startsWith('{')) return raw;
  const bytes = Buffer.from(`${raw}\n`);
  const members = membersOf(bytes, 0, bytes.length - 1, ['kind']);
  if (members === null || members.has('kind')) return raw;
  return raw === '{}' ? `${HEAD}}` : `${HEAD},${raw.slice(1)}`;
}

function scanText(text: string): LineKind {
  const bytes = Buffer.from(`${text}\n`);
  return scanner.scan(bytes, 0, bytes.length - 1);
}

function scanReason(text: string): string {
  scanText(text);
  return scanner.reason;
}
