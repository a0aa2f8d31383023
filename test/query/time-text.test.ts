import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMicros, parseMicros } from '../../src/audit/time.ts';
import { formatTime, isTimeText, parseTime } from '../../src/query/time-text.ts';

const NOW = parseMicros('2026-11-24T14:30:00Z');
const UTC = { now: NOW, local: false };

function said(text: string, near?: string): string {
  const found = parseTime(text, near === undefined ? UTC : { ...UTC, near: parseMicros(near) });
  return typeof found === 'number' ? formatTime(found) : found.message;
}

describe('a time as it is typed', () => {
  it.each([
    ['now', '2026-11-24T14:30:00Z'],
    ['2026-11-24T14:05:30.250Z', '2026-11-24T14:05:30.25Z'],
    ['2026-11-24T14:05:30.123456789Z', '2026-11-24T14:05:30.123456Z'],
    ['2026-11-24t14:05:30z', '2026-11-24T14:05:30Z'],
    ['2026-11-24T14:05:30+02:00', '2026-11-24T12:05:30Z'],
    ['2026-11-24T14:05-0130', '2026-11-24T15:35:00Z'],
    ['2026-11-24T14:05Z', '2026-11-24T14:05:00Z'],
    ['2026-11-24T14:05', '2026-11-24T14:05:00Z'],
    ['2026-11-24 14:05', '2026-11-24T14:05:00Z'],
    ['2026-11-24 14:05 UTC', '2026-11-24T14:05:00Z'],
    ['2026-11-24', '2026-11-24T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['0099-02-03', '0099-02-03T00:00:00Z'],
    ['today', '2026-11-24T00:00:00Z'],
    ['today 03:10', '2026-11-24T03:10:00Z'],
    ['today  23:10', '2026-11-24T23:10:00Z'],
    ['Yesterday 22:00', '2026-11-23T22:00:00Z'],
    ['yesterday', '2026-11-23T00:00:00Z'],
    ['14:05', '2026-11-24T14:05:00Z'],
    ['9:05', '2026-11-24T09:05:00Z'],
    ['14:05:30.5', '2026-11-24T14:05:30.5Z'],
    ['14:30', '2026-11-24T14:30:00Z'],
    ['14:31', '2026-11-23T14:31:00Z'],
    ['23:59:59', '2026-11-23T23:59:59Z'],
    ['16:05+02:00', '2026-11-24T14:05:00Z'],
    ['today 01:00+02:00', '2026-11-23T23:00:00Z'],
    ['10m', '2026-11-24T14:20:00Z'],
    ['-10m', '2026-11-24T14:20:00Z'],
    ['10m ago', '2026-11-24T14:20:00Z'],
    ['2h30m', '2026-11-24T12:00:00Z'],
    ['1.5h', '2026-11-24T13:00:00Z'],
    ['1d', '2026-11-23T14:30:00Z'],
    ['1w', '2026-11-17T14:30:00Z'],
    ['250ms', '2026-11-24T14:29:59.75Z'],
    ['2h30m15s', '2026-11-24T11:59:45Z'],
  ])('%s is %s', (text, expected) => {
    expect(isTimeText(text)).toBe(true);
    expect(said(text)).toBe(expected);
  });

  it.each([
    ['14:05', '2026-11-20T03:00:00Z', '2026-11-20T14:05:00Z'],
    ['00:00', '2026-11-20T23:59:59.999999Z', '2026-11-20T00:00:00Z'],
    ['01:00+02:00', '2026-11-20T23:30:00Z', '2026-11-20T23:00:00Z'],
    ['today 14:05', '2026-11-20T03:00:00Z', '2026-11-24T14:05:00Z'],
    ['10m', '2026-11-20T03:00:00Z', '2026-11-24T14:20:00Z'],
  ])('%s near %s is %s', (text, near, expected) => {
    expect(said(text, near)).toBe(expected);
  });

  it.each([
    ['2026-02-31', 'there is no 2026-02-31'],
    ['2026-02-29T10:00Z', 'there is no 2026-02-29'],
    ['2026-13-01', 'there is no 2026-13-01'],
    ['2026-00-10', 'there is no 2026-00-10'],
    ['24:00', 'there is no 24:00'],
    ['14:60', 'there is no 14:60'],
    ['2026-11-24T23:59:60Z', 'there is no 23:59:60'],
    ['today 25:00', 'there is no 25:00'],
    ['2026-11-24T14:05+25:00', 'there is no zone +25:00'],
    ['+10m', '+10m lies ahead: a span is so long ago'],
    ['', 'a time is missing here'],
    ['14', 'no time: 14.'],
    ['10', 'no time: 10.'],
    ['10x', 'no time: 10x.'],
    ['m', 'no time: m.'],
    ['tomorrow', 'no time: tomorrow.'],
    ['today Z', 'no time: today Z.'],
    ['2026-11', 'no time: 2026-11.'],
    ['2026-11-24T', 'no time: 2026-11-24T.'],
    ['14:05:30:10', 'no time: 14:05:30:10.'],
    ['999999999w', '999999999w is too long ago'],
  ])('%j is refused: %s', (text, message) => {
    expect(said(text)).toContain(message);
  });

  it.each(['', 'z', 'utc', 'alice', 'verb:get', '10', 'code:10m', '2026', 'todays'])(
    '%j is no time by itself',
    (text) => {
      expect(isTimeText(text)).toBe(false);
    },
  );

  const micros = fc.integer({ min: parseMicros('1700-01-01T00:00:00Z'), max: parseMicros('2255-01-01T00:00:00Z') });

  it('reads back what it writes, of any time', () => {
    fc.assert(
      fc.property(micros, (time) => {
        expect(parseTime(formatTime(time), UTC)).toBe(time);
        expect(parseTime(formatMicros(time), UTC)).toBe(time);
      }),
    );
  });

  it('takes a time of day as the latest one that is not after now', () => {
    const day = 86_400e6;
    fc.assert(
      fc.property(micros, fc.nat(86_399), (now, second) => {
        const clock = new Date(second * 1000).toISOString().slice(11, 19);
        const time = parseTime(clock, { now, local: false });
        if (typeof time !== 'number') throw new Error(time.message);
        expect(time).toBeLessThanOrEqual(now);
        expect(time).toBeGreaterThan(now - day);
        expect(formatTime(time).slice(11, 19)).toBe(clock);
      }),
    );
  });

  it('gives a time or a sentence for any text', () => {
    const like = fc.string({ unit: fc.constantFrom(...'0123456789-:+.TZ mhdwtoday') });
    fc.assert(
      fc.property(fc.oneof(fc.string(), like), (text) => {
        const found = parseTime(text, UTC);
        if (typeof found === 'number') expect(Number.isInteger(found)).toBe(true);
        else expect(found.message).not.toBe('');
      }),
    );
  });
});

/** Times of a zone need a process whose zone that is. */
function inZone(zone: string, now: string, texts: readonly string[]): string[] {
  const module = fileURLToPath(new URL('../../src/query/time-text.ts', import.meta.url));
  const script = `
    const { parseTime, formatTime } = await import(${JSON.stringify(module)});
    const context = { now: ${parseMicros(now)}, local: true };
    const said = (text) => { const found = parseTime(text, context); return typeof found === 'number' ? formatTime(found) : found.message; };
    console.log(JSON.stringify(${JSON.stringify(texts)}.map(said)));`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, TZ: zone },
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout);
}

describe('a local time', () => {
  it('is of the zone, save where one is said', () => {
    expect(
      inZone('Asia/Kolkata', '2026-11-24T20:00:00Z', [
        '01:00', '02:00', 'today', 'yesterday 22:00', '2026-11-24', '2026-11-24T14:05', '2026-11-24T14:05Z', '14:05Z', '10m',
      ]), // biome-ignore format: a list
    ).toEqual([
      '2026-11-24T19:30:00Z', // It is 01:30 of the 25th there.
      '2026-11-23T20:30:00Z',
      '2026-11-24T18:30:00Z',
      '2026-11-24T16:30:00Z',
      '2026-11-23T18:30:00Z',
      '2026-11-24T08:35:00Z',
      '2026-11-24T14:05:00Z',
      '2026-11-24T14:05:00Z',
      '2026-11-24T19:50:00Z',
    ]);
  });

  it('holds when the clocks are changed', () => {
    // 02:00 to 03:00 is left out on 29 March; 02:00 to 03:00 comes twice on 25 October.
    expect(inZone('Europe/Berlin', '2026-03-29T12:00:00Z', ['01:59', '02:30', '03:00', 'yesterday 02:30', '1d'])).toEqual(
      ['2026-03-29T00:59:00Z', '2026-03-29T01:30:00Z', '2026-03-29T01:00:00Z', '2026-03-28T01:30:00Z', '2026-03-28T12:00:00Z'],
    ); // biome-ignore format: a list
    expect(inZone('Europe/Berlin', '2026-10-25T12:00:00Z', ['01:59', '02:30', '03:00', 'yesterday 02:30'])).toEqual([
      '2026-10-24T23:59:00Z', '2026-10-25T00:30:00Z', '2026-10-25T02:00:00Z', '2026-10-24T00:30:00Z',
    ]); // biome-ignore format: a list
  });

  it('of a day without a midnight begins when the day does', () => {
    expect(inZone('America/Asuncion', '2023-10-02T12:00:00Z', ['yesterday'])).toEqual(['2023-10-01T04:00:00Z']);
  });
});
