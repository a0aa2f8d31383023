/** Times in the log backend's own form, read digit by digit with the minute remembered; others by `parseMicros`. */
import type { Micros } from './event.ts';
import { parseMicros } from './time.ts';

/** `2026-11-23T21:27:` is the part of a time that stays the same for a while. */
const MINUTE_BYTES = 17;
/** `2026-11-23T21:27:10.112734Z` */
const TIME_BYTES = 27;

export class TimeReader {
  private known = false;
  private start = 0;
  private readonly minute = new Uint8Array(MINUTE_BYTES);

  /** The time in `bytes[from, to)`; `text` gives it as text where that is needed. NaN for what is no time. */
  read(bytes: Buffer, from: number, to: number, text: () => string): Micros {
    if (to - from !== TIME_BYTES || bytes[from + 26] !== 0x5a || bytes[from + 19] !== 0x2e) return parseMicros(text());
    let same = this.known;
    for (let k = 0; same && k < MINUTE_BYTES; k++) same = this.minute[k] === bytes[from + k];
    if (!same) return this.newMinute(bytes, from, text());
    let micros = 0;
    for (let k = 20; k < 26; k++) {
      const digit = bytes[from + k]! - 0x30;
      if (digit < 0 || digit > 9) return Number.NaN;
      micros = micros * 10 + digit;
    }
    const tens = bytes[from + 17]! - 0x30;
    const ones = bytes[from + 18]! - 0x30;
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return Number.NaN;
    return this.start + (tens * 10 + ones) * 1_000_000 + micros;
  }

  private newMinute(bytes: Buffer, from: number, text: string): Micros {
    const start = parseMicros(`${text.slice(0, MINUTE_BYTES)}00Z`);
    if (!Number.isNaN(start)) {
      this.known = true;
      this.start = start;
      this.minute.set(bytes.subarray(from, from + MINUTE_BYTES));
    }
    return parseMicros(text);
  }
}
