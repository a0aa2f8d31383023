/**
 * Times as people type them: in `time:` terms, after `--since` and `--until`, and to jump to. What `Date` reads of its
 * own accord is not taken: it guesses, and moves 31 February into March.
 */
import { parseMicros } from '../audit/time.ts';

export interface TimeContext {
  /** µs since 1970. */
  readonly now: number;
  /** A time without a zone is one of the machine's own zone; else it is UTC. */
  readonly local: boolean;
  /** µs; a time of day without a date is meant on the same day as this. Absent: the latest one that is not after now. */
  readonly near?: number;
}

/** What is wrong with a time, as a clause without its stop. */
export interface NoTime {
  readonly message: string;
}

/** The forms, for messages and help. */
export const TIME_FORMS = '14:05, today 03:10, 10m (ago) or 2026-11-24T14:05Z';

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const UNITS: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1000,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: DAY,
  w: 7 * DAY,
};

const PART = String.raw`(\d{1,9}(?:\.\d{1,6})?)(us|ms|s|m|h|d|w)`;
const AGO = new RegExp(`^([-+]?)((?:${PART})+)(?: ago)?$`);
const ZONE = '(?: ?(z|[+-]\\d\\d:?\\d\\d|utc))?';
const CLOCK = '(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?';
const OF_DAY = new RegExp(`^(?:(today|yesterday) ?)?(?:${CLOCK})?${ZONE}$`);
const DATED = new RegExp(`^(\\d{4})-(\\d\\d)-(\\d\\d)(?:[t ]${CLOCK})?${ZONE}$`);

/**
 * The time that a text says, in µs since 1970:
 * - RFC 3339, to the second or finer, to the minute (`2026-11-24T14:05Z`), or a date alone, which is its midnight;
 *   without a zone UTC, or local where that is asked for;
 * - `14:05`, `14:05:30`, `14:05:30.250`: see `TimeContext.near`;
 * - `today 03:10`, `yesterday 22:00`, and `today` and `yesterday` alone for their midnights;
 * - `10m`, `-10m`, `2h30m`, `1d`: so long ago (a day is 24 hours); `now`.
 *
 * Local times are as `Date` takes them: one that is left out when clocks go forward is as much later, of one that
 * comes twice the first is meant. Finer digits than µs are cut.
 */
export function parseTime(text: string, context: TimeContext): number | NoTime {
  const typed = text.trim().replace(/\s+/g, ' ').toLowerCase();
  if (typed === '') return { message: `a time is missing here, such as ${TIME_FORMS}` };
  if (typed === 'now') return context.now;
  return (
    agoTime(typed, context) ??
    datedTime(typed, context) ??
    timeOfDay(typed, context) ?? { message: `no time: ${text.trim()}. Times are written as ${TIME_FORMS}` }
  );
}

/** Whether a text is a time and nothing else: it then needs no field in front to be taken for one. */
export function isTimeText(text: string): boolean {
  const typed = text.trim().toLowerCase();
  return typed === 'now' || AGO.test(typed) || /^(?:today|yesterday)\b|^\d{1,2}:\d\d|^\d{4}-\d\d-\d\d/.test(typed);
}

/** `2026-11-24T21:31:29.5Z`: RFC 3339 in UTC with no more digits of a second than it takes. `parseTime` gives it back. */
export function formatTime(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const fraction = String(micros - Math.floor(micros / SECOND) * SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${new Date(millis).toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function agoTime(typed: string, { now }: TimeContext): number | NoTime | null {
  const found = AGO.exec(typed);
  if (found === null) return null;
  const [, sign, parts = ''] = found;
  if (sign === '+') return { message: `${typed} lies ahead: a span is so long ago` };
  let span = 0;
  for (const [, count, unit] of parts.matchAll(new RegExp(PART, 'g'))) span += Number(count) * (UNITS[unit ?? ''] ?? 0);
  const time = now - Math.round(span);
  return isInRange(time) ? time : { message: `${typed} is longer ago than there are dates` };
}

function datedTime(typed: string, { local }: TimeContext): number | NoTime | null {
  const found = DATED.exec(typed);
  if (found === null) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction = '', zone] = found;
  const date = { year: Number(year), month: Number(month) - 1, day: Number(day) };
  if (!isDate(date)) return { message: `there is no ${year}-${month}-${day}` };
  return at(date, { hour, minute, second, fraction }, zone ?? (local ? undefined : 'z'));
}

function timeOfDay(typed: string, { now, local, near }: TimeContext): number | NoTime | null {
  const found = OF_DAY.exec(typed);
  if (found === null) return null;
  const [, day, hour, minute = '00', second = '00', fraction = '', ownZone] = found;
  if (day === undefined && hour === undefined) return null;
  if (day !== undefined && hour === undefined && ownZone !== undefined) return null;
  const zone = ownZone ?? (local ? undefined : 'z');
  const clock = { hour: hour ?? '0', minute, second, fraction };
  const onDay = (from: number, days: number): number | NoTime => at(dateOf(from, zone, days), clock, zone);
  if (day !== undefined) return onDay(now, day === 'today' ? 0 : -1);
  if (near !== undefined) return onDay(near, 0);
  const today = onDay(now, 0);
  return typeof today === 'number' && today > now ? onDay(now, -1) : today;
}

interface Day {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
}
interface ClockText {
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly fraction: string;
}

/** `zone`: undefined for the machine's own. */
function at(date: Day, clock: ClockText, zone: string | undefined): number | NoTime {
  const { hour, minute, second, fraction } = clock;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return { message: `there is no ${hour}:${minute}${second === '00' ? '' : `:${second}`}` };
  }
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  if (zone === undefined) {
    const time = new Date(2000, 0, 1);
    time.setFullYear(date.year, date.month, date.day);
    time.setHours(Number(hour), Number(minute), Number(second), 0);
    return time.getTime() * 1000 + micros;
  }
  const two = (value: number | string): string => String(value).padStart(2, '0');
  const offset = zone === 'z' || zone === 'utc' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const day = `${String(date.year).padStart(4, '0')}-${two(date.month + 1)}-${two(date.day)}`;
  const time = parseMicros(`${day}T${two(hour)}:${minute}:${second}${offset}`);
  return Number.isNaN(time) ? { message: `there is no zone ${zone}` } : time + micros;
}

/** The date of a moment in a zone, `days` later. */
function dateOf(micros: number, zone: string | undefined, days: number): Day {
  const date = new Date(Math.floor(micros / 1000));
  if (zone === undefined) {
    const moved = new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
    return { year: moved.getFullYear(), month: moved.getMonth(), day: moved.getDate() };
  }
  const moved = new Date(date.getTime() + offsetMillis(zone) + days * (DAY / 1000));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth(), day: moved.getUTCDate() };
}

function offsetMillis(zone: string): number {
  if (zone === 'z' || zone === 'utc') return 0;
  return (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

function isDate({ year, month, day }: Day): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

/** What RFC 3339 can write. */
function isInRange(micros: number): boolean {
  return micros >= -62_167_219_200 * SECOND && micros < 253_402_300_800 * SECOND;
}
