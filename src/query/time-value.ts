/**
 * Times in a filter. A date and a time, or a time that is told from now, is one point in time and stands in the filter in
 * UTC, so that the same text means the same to a colleague an hour later. A time without a date is a time of day, of any day.
 */
import type { Value } from './query.ts';
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

/** The text as it stands in a filter, or what is wrong with it. */
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
  // What is UTC already stays as precise as it was typed: a date means the whole day where it stands for itself.
  if (IN_UTC.test(text)) return { text: text.toUpperCase() };
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !clock.local) return { text };
  return {
    text: /^(?:today|yesterday)$/i.test(text) && !clock.local ? formatTime(time).slice(0, 10) : formatTime(time),
  };
}

const IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z$/i;

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
}

function stretchOf(text: string): Stretch {
  const ofDay = OF_DAY.exec(text);
  if (ofDay !== null) {
    const [, hour, minute, second, fraction = '', , sign, hours = '0', minutes = '0'] = ofDay;
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60 * SECOND;
    const micros = Number(fraction.padEnd(6, '0'));
    const at = (Number(hour) * 3600 + Number(minute) * 60 + Number(second ?? 0)) * SECOND + micros - offset;
    const width = second === undefined ? 60 * SECOND : SECOND / 10 ** Math.min(6, fraction.length);
    return { ofDay: true, from: at, to: at + width - 1 };
  }
  const from = parseTime(text, { now: 0, local: false });
  if (typeof from !== 'number') throw new Error(`not a time that a filter holds: ${text}`);
  const fraction = /\.(\d+)Z$/.exec(text)?.[1]?.length ?? 0;
  const ofMinute = text.length === '2026-11-24T03:10Z'.length;
  const width = text.length === 10 ? DAY : ofMinute ? 60 * SECOND : SECOND / 10 ** Math.min(6, fraction);
  return { ofDay: false, from, to: from + width - 1 };
}

/** A test of a time in µs since 1970; NaN, no time, is none of them. */
export function timeTest(value: Value): (micros: number) => boolean {
  switch (value.kind) {
    case 'plain': {
      if (value.text === '') return Number.isNaN;
      if (/^\*+$/.test(value.text)) return (micros) => !Number.isNaN(micros);
      const { ofDay, from, to } = stretchOf(value.text);
      return ofDay ? dayTest(from, to) : (micros) => micros >= from && micros <= to;
    }
    case 'compared': {
      const { ofDay, from } = stretchOf(value.bound);
      const { operator } = value;
      if (ofDay) {
        const at = modulo(from, DAY);
        if (operator === '>') return dayTest(at + 1, DAY - 1);
        if (operator === '>=') return dayTest(at, DAY - 1);
        return operator === '<' ? dayTest(0, at - 1) : dayTest(0, at);
      }
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

function rangeTest(value: Extract<Value, { kind: 'range' }>): (micros: number) => boolean {
  const from = value.from === '*' ? null : stretchOf(value.from);
  const to = value.to === '*' ? null : stretchOf(value.to);
  const ofDay = from?.ofDay ?? to?.ofDay ?? false;
  const first = from === null ? Number.NEGATIVE_INFINITY : from.from + (value.withFrom ? 0 : 1);
  const last = to === null ? Number.POSITIVE_INFINITY : to.from - (value.withTo ? 0 : 1);
  if (!ofDay) return (micros) => micros >= first && micros <= last;
  return dayTest(from === null ? 0 : first, to === null ? DAY - 1 : last);
}

/** Between two times of day, over midnight where the later one is the smaller; both included. */
function dayTest(from: number, to: number): (micros: number) => boolean {
  // An empty stretch, as before midnight.
  if (to === from - 1) return () => false;
  const first = modulo(from, DAY);
  const last = modulo(to, DAY);
  if (first <= last) return (micros) => inDay(micros, first) && modulo(micros, DAY) <= last;
  return (micros) => inDay(micros, first) || modulo(micros, DAY) <= last;
}

/** False for NaN. */
function inDay(micros: number, first: number): boolean {
  return modulo(micros, DAY) >= first;
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
