/** Numbers, sizes, times and durations as reference/look/README.md writes them. All results are plain ASCII. */
import { bytesText } from '../audit/amounts.ts';
import { literal, type SafeText } from '../audit/safe.ts';

/** `3,750`: whole, in sentences and in the header. */
export function whole(count: number): SafeText {
  return literal(String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ','));
}

/** In columns of five cells: `99,999` is the last written out (six), then `128k`, `1.28M`. */
export function counted(count: number): SafeText {
  if (count < 100_000) return whole(count);
  if (count < 999_500) return literal(`${Math.round(count / 1000)}k`);
  return literal(
    count < 9_995_000
      ? `${(count / 1e6).toFixed(2)}M`
      : count < 99_950_000
        ? `${(count / 1e6).toFixed(1)}M`
        : `${Math.round(count / 1e6)}M`,
  );
}

/** Decimal: `26 B`, `4.9 kB`, `1.35 GB`. */
export function bytes(size: number): SafeText {
  return literal(bytesText(size));
}

/** `7.3/s`, `190/s`. */
export function rate(perSecond: number): SafeText {
  return literal(`${perSecond < 10 ? perSecond.toFixed(1).replace(/\.0$/, '') : whole(perSecond)}/s`);
}

/** `9.3 MB/s`, `480 MB/s`: as sizes, but whole from ten of a unit on. */
export function speed(bytesPerSecond: number): SafeText {
  return literal(`${bytesText(Math.round(bytesPerSecond)).replace(/^(\d{2,})\.\d+/, '$1')}/s`);
}

/** `38.3%`. */
export function share(part: number, all: number): SafeText {
  return literal(all === 0 ? '-' : `${((100 * part) / all).toFixed(1)}%`);
}

/** `310 us`, `8.3 ms`, `1.6 s`, `5 m 3 s`, `2 h 5 m`; negative after a clock step. */
export function duration(micros: number, gap = ' '): SafeText {
  const size = Math.abs(micros);
  const sign = micros < 0 ? '-' : '';
  if (size < 1000) return literal(`${sign}${Math.round(size)}${gap}us`);
  if (size < 999_950) return literal(`${sign}${trim(size / 1000)}${gap}ms`);
  if (size < 59_950_000) return literal(`${sign}${trim(size / 1e6)}${gap}s`);
  const seconds = Math.round(size / 1e6);
  if (seconds < 3600) return literal(`${sign}${Math.floor(seconds / 60)}${gap}m${gap}${seconds % 60}${gap}s`);
  const minutes = Math.round(seconds / 60);
  return literal(`${sign}${Math.floor(minutes / 60)}${gap}h${gap}${minutes % 60}${gap}m`);
}

function trim(value: number): string {
  return value < 99.95 ? value.toFixed(1) : String(Math.round(value));
}

/** A point in time split as the list shows it; UTC, or the machine's own zone. */
export interface Clock {
  /** `2026-11-23`. */
  readonly day: SafeText;
  /** `21:31:59`. */
  readonly second: SafeText;
  /** `.971`. */
  readonly fraction: SafeText;
}

const UNKNOWN: Clock = { day: literal(''), second: literal('--:--:--'), fraction: literal('.---') };

/** From µs since 1970. */
export function clock(micros: number, local: boolean): Clock {
  if (!Number.isFinite(micros)) return UNKNOWN;
  const date = new Date(Math.floor(micros / 1000));
  if (Number.isNaN(date.getTime())) return UNKNOWN;
  // A local time is the UTC reading of a date moved by the zone's offset at that moment.
  const shown = local ? new Date(date.getTime() - date.getTimezoneOffset() * 60_000) : date;
  const iso = shown.toISOString();
  const at = iso.indexOf('T');
  return {
    day: literal(iso.slice(0, at)),
    second: literal(iso.slice(at + 1, at + 9)),
    fraction: literal(iso.slice(at + 9, at + 13)),
  };
}
