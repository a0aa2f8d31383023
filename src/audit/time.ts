/** Reading and writing the times of audit events: microseconds since the epoch, always UTC. */
import type { Micros } from './event.ts';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * Parses an RFC 3339 time of any precision, kinder than Go, which reads only exactly six fraction digits; finer
 * digits are cut. NaN where the text is no such time (a leap second, 24:00 and 30 February are none, as in Go).
 */
export function parseMicros(text: string): Micros {
  const found = RFC3339.exec(text);
  if (found === null) return Number.NaN;
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = found;
  const utc = new Date(0);
  utc.setUTCFullYear(Number(year), Number(month) - 1, Number(day)); // Date.UTC reads years under 100 as 19xx
  utc.setUTCHours(Number(hour), Number(minute), Number(second));
  const inRange =
    utc.getUTCMonth() === Number(month) - 1 &&
    utc.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!inRange) return Number.NaN;
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  return utc.getTime() * 1000 + micros - offsetMinutes(zone) * 60_000_000;
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 24 || minutes > 59) return Number.NaN; // the bounds of Go's time.Parse
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** `2026-11-23T21:27:10.112734Z`, the form of the log backend; '' for NaN. */
export function formatMicros(time: Micros): string {
  if (Number.isNaN(time)) return '';
  const millis = Math.floor(time / 1000);
  const iso = new Date(millis).toISOString();
  return `${iso.slice(0, -1)}${String(time - millis * 1000).padStart(3, '0')}Z`;
}
