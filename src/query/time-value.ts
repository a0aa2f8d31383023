/**
 * Times in a filter. A date and a time, or a time that is told from now, is one point in time and stands in the filter in
 * UTC, so that the same text means the same to a colleague an hour later. A time without a date is a time of day, of any day.
 */
import { parseMicros } from '../audit/time.ts';
import { plain, type RangeValue, type Value } from './query.ts';
import { formatTime, parseTime } from './time-text.ts';

/** What a filter's times are told from. */
export interface Clock {
  /** µs since 1970. */
  readonly now: number;
  /** Times without a zone are local ones; else they are UTC. */
  readonly local: boolean;
}

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const OF_DAY = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?(?:(z)|([+-])(\d\d):?(\d\d))?$/i;

/** The text as it stands in a filter, as precise as it was typed, or what is wrong with it. */
export function timeText(text: string, clock: Clock): { readonly text: string } | { readonly message: string } {
  const ofDay = OF_DAY.exec(text);
  if (ofDay !== null) {
    const [, hour = '', minute = '', second = '0'] = ofDay;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
      return { message: 'there is no such time of day' };
    const isZoned = ofDay[5] !== undefined || ofDay[6] !== undefined;
    return { text: clock.local && !isZoned ? `${text}${offsetText(clock.now)}` : text };
  }
  const time = parseTime(text, clock);
  if (typeof time !== 'number') return time;
  if (IN_UTC.test(text)) return { text: text.toUpperCase() };
  const said = formatTime(time);
  if (isWholeDay(text) && modulo(time, DAY) === 0) return { text: said.slice(0, 10) };
  return { text: TO_THE_MINUTE.test(text.trim()) ? `${said.slice(0, 16)}Z` : said };
}

const IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z$/i;
const TO_THE_MINUTE = /^(?:today|yesterday|\d{4}-\d\d-\d\d)[t ]?\s*\d{1,2}:\d\d(?!:)/i;

function isWholeDay(text: string): boolean {
  return /^(?:today|yesterday|\d{4}-\d\d-\d\d(?:\s*(?:z|utc|[+-]\d\d:?\d\d))?)$/i.test(text.trim());
}

/** What a time that stands for itself means: that second, minute or day; a day that is not one of UTC is a range. */
export function timeValue(text: string, clock: Clock): { readonly value: Value } | { readonly message: string } {
  const from = timeText(text, clock);
  if ('message' in from) return from;
  if (!isWholeDay(text) || from.text.length === 10) return { value: plain(from.text) };
  const zone = /[+-]\d\d:?\d\d$/.exec(text.trim().slice(10));
  const to = formatTime(nextDay(parseMicros(from.text), zone === null));
  return { value: { kind: 'range', from: from.text, to, withFrom: true, withTo: false } };
}

/** A day later; local days are an hour shorter or longer where clocks change. */
function nextDay(micros: number, local: boolean): number {
  const date = new Date(micros / 1000);
  if (local) date.setDate(date.getDate() + 1);
  return local ? date.getTime() * 1000 : micros + DAY;
}

/** `+01:00`: how far local time is from UTC. */
function offsetText(now: number): string {
  const minutes = -new Date(now / 1000).getTimezoneOffset();
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** A text that `timeText` gave: a stretch of time, or of any day; to the precision it is typed with. */
interface Stretch {
  readonly ofDay: boolean;
  /** µs, both ends included: since 1970, or since midnight UTC (it may lie outside of the day). */
  readonly from: number;
  readonly to: number;
  /** Of a time of day: when the day begins where the time is told, µs from midnight UTC. */
  readonly midnight: number;
}

function stretchOf(text: string): Stretch {
  const ofDay = OF_DAY.exec(text);
  if (ofDay !== null) {
    const [, hour, minute, second, fraction = '', , sign, hours = '0', minutes = '0'] = ofDay;
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60 * SECOND;
    const micros = Number(fraction.padEnd(6, '0'));
    const at = (Number(hour) * 3600 + Number(minute) * 60 + Number(second ?? 0)) * SECOND + micros - offset;
    const width = second === undefined ? 60 * SECOND : SECOND / 10 ** Math.min(6, fraction.length);
    return { ofDay: true, from: at, to: at + width - 1, midnight: -offset };
  }
  const from = parseTime(text, { now: 0, local: false });
  if (typeof from !== 'number') throw new Error(`not a time that a filter holds: ${text}`);
  const fraction = /\.(\d+)Z$/.exec(text)?.[1]?.length ?? 0;
  const ofMinute = text.length === '2026-11-24T03:10Z'.length;
  const width = text.length === 10 ? DAY : ofMinute ? 60 * SECOND : SECOND / 10 ** Math.min(6, fraction);
  return { ofDay: false, from, to: from + width - 1, midnight: 0 };
}

/** A test of a time in µs since 1970; NaN, no time, is none of them. */
export function timeTest(value: Value): (micros: number) => boolean {
  switch (value.kind) {
    case 'plain': {
      if (value.text === '') return Number.isNaN;
      if (/^\*+$/.test(value.text)) return (micros) => !Number.isNaN(micros);
      const { ofDay, from, to } = stretchOf(value.text);
      return ofDay ? dayTest(from, to - from + 1) : (micros) => micros >= from && micros <= to;
    }
    case 'compared': {
      const bound = stretchOf(value.bound);
      const { ofDay, from } = bound;
      const { operator } = value;
      if (ofDay)
        return operator.startsWith('>') ? sinceTest(bound, operator === '>=') : untilTest(bound, operator === '<=');
      if (operator === '>') return (micros) => micros > from;
      if (operator === '>=') return (micros) => micros >= from;
      return operator === '<' ? (micros) => micros < from : (micros) => micros <= from;
    }
    case 'range':
      return rangeTest(value);
    case 'expression':
      throw new Error('a time is not matched by an expression');
  }
}

function rangeTest({ from: first, to: last, withFrom, withTo }: RangeValue): (micros: number) => boolean {
  const from = first === '*' ? null : stretchOf(first);
  const to = last === '*' ? null : stretchOf(last);
  if (from?.ofDay !== true && to?.ofDay !== true) {
    const least = from === null ? Number.NEGATIVE_INFINITY : from.from + (withFrom ? 0 : 1);
    const most = to === null ? Number.POSITIVE_INFINITY : to.from - (withTo ? 0 : 1);
    return (micros) => micros >= least && micros <= most;
  }
  if (from === null) return to === null ? () => false : untilTest(to, withTo);
  if (to === null) return sinceTest(from, withFrom);
  // Over midnight where the later one is the smaller.
  return dayTest(
    from.from + (withFrom ? 0 : 1),
    modulo(to.from - from.from, DAY) + (withTo ? 1 : 0) - (withFrom ? 0 : 1),
  );
}

/** From a time of day to the midnight that follows it, where it is told. */
function sinceTest({ from, midnight }: Stretch, withIt: boolean): (micros: number) => boolean {
  return dayTest(from + (withIt ? 0 : 1), DAY - modulo(from - midnight, DAY) - (withIt ? 0 : 1));
}

function untilTest({ from, midnight }: Stretch, withIt: boolean): (micros: number) => boolean {
  return dayTest(midnight, modulo(from - midnight, DAY) + (withIt ? 1 : 0));
}

/** `length` µs from a time of day on, of any day; false for NaN. */
function dayTest(from: number, length: number): (micros: number) => boolean {
  return (micros) => modulo(micros - from, DAY) < length;
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}

/** Whether two bounds can be ends of one range: both points in time, or both times of day. */
export function isSameKind(from: string, to: string): boolean {
  return from === '*' || to === '*' || OF_DAY.test(from) === OF_DAY.test(to);
}

/** The stretch of time that a value allows at most, µs, both included; null where it is no one stretch. */
export function spanOfTime(value: Value): { readonly from: number; readonly to: number } | null {
  const none = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const bound = (text: string): Stretch | null => (text === '*' ? null : stretchOf(text));
  if (value.kind === 'range') {
    const from = bound(value.from);
    const to = bound(value.to);
    if (from?.ofDay === true || to?.ofDay === true) return null;
    return {
      from: from === null ? none.from : from.from + (value.withFrom ? 0 : 1),
      to: to === null ? none.to : to.from - (value.withTo ? 0 : 1),
    };
  }
  if (value.kind === 'compared') {
    const { ofDay, from } = stretchOf(value.bound);
    if (ofDay) return null;
    if (value.operator === '>' || value.operator === '>=')
      return { ...none, from: value.operator === '>' ? from + 1 : from };
    return { ...none, to: value.operator === '<' ? from - 1 : from };
  }
  if (value.kind !== 'plain' || value.text === '' || /^\*+$/.test(value.text)) return null;
  const { ofDay, from, to } = stretchOf(value.text);
  return ofDay ? null : { from, to };
}
