/** Times in the log backend's own form, `2026-11-23T21:27:10.112734Z`. */

/** The minute read last, `2026-11-23T21:27`, and when it begins, in microseconds since the epoch. */
const MINUTE = memory.data(16, 16);
let start: i64 = 0;

/** The time in the 27 bytes at `p`, microseconds since the epoch; NaN for any other form, and for what is no time. */
export function micros(p: usize): f64 {
  if (v128.any_true(v128.xor(v128.load(p), v128.load(MINUTE))) && !newMinute(p)) return NaN;
  if (load<u8>(p, 16) !== 0x3a || load<u8>(p, 19) !== 0x2e || load<u8>(p, 26) !== 0x5a) return NaN;
  const second = number(p + 17, 2);
  const fraction = number(p + 20, 6);
  return second < 60 && fraction < 1000000 ? <f64>(start + <i64>second * 1000000 + <i64>fraction) : NaN;
}

/** Some digits; more than any of these could be where another character is among them. */
function number(p: usize, length: usize): u32 {
  let n: u32 = 0;
  for (let at = p; at < p + length; at++) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) return 0xffffff;
    n = n * 10 + digit;
  }
  return n;
}

function newMinute(p: usize): bool {
  const year = number(p, 4);
  const month = number(p + 5, 2);
  const day = number(p + 8, 2);
  const hour = number(p + 11, 2);
  const minute = number(p + 14, 2);
  if (load<u8>(p, 4) !== 0x2d || load<u8>(p, 7) !== 0x2d || load<u8>(p, 10) !== 0x54 || load<u8>(p, 13) !== 0x3a)
    return false;
  if (year > 9999 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hour > 23 || minute > 59)
    return false;
  start = (daysBefore(year, month, day) * 1440 + <i64>(hour * 60 + minute)) * 60000000;
  v128.store(MINUTE, v128.load(p));
  return true;
}

function daysOf(year: u32, month: u32): u32 {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01; the year is taken to begin in March, so that a leap day is its last. */
function daysBefore(year: u32, month: u32, day: u32): i64 {
  const y = <i64>year + 400 - <i64>(month < 3);
  const m = <i64>((month + 9) % 12);
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + <i64>day - 1 - 719468 - 146097;
}
