/** The raw files of fixtures/decode beside what Go decodes of them, line by line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { readLines } from '../support/read-lines.ts';
import { fixture, readJsonl } from '../support/shared.ts';

interface DecodedLine {
  readonly line: number;
  readonly bytes: number;
  readonly decodedAs?: string;
  readonly reencoded?: { readonly items?: readonly unknown[] };
}
interface DecodedFile {
  readonly file: string;
  readonly lines: readonly DecodedLine[];
}

/** Where Go refuses a line and we show an event, and why. */
const KINDER: Readonly<Record<string, string>> = {
  '05-bom.log:1': 'a byte order mark says nothing of the event after it',
  '09-v1beta1-event.log:1': 'v1beta1 has the same fields, and files of old clusters are full of it',
  '12-timestamps.log:2': 'a time without fraction is the same time',
  '12-timestamps.log:4': 'so is one in nanoseconds, cut to what the columns hold',
};
/** What no one can read, and what is told of it. */
const REASONS: Readonly<Record<string, string>> = {
  '02-partial-last-line.log:2': 'cut short: the line ends inside its JSON',
  '06-garbage-between.log:2': 'broken JSON at byte 2',
  '06-garbage-between.log:3': 'cut short: the line ends inside its JSON',
};

const FILES = readJsonl<DecodedFile>(fixture('decode', 'expected.jsonl'));
const said = new Set<string>();

describe.each(FILES.map((file) => [file.file.replace('decode/', ''), file] as const))('%s', (name, { lines }) => {
  const bytes = readFileSync(fixture('decode', name));
  const found = readLines(bytes);

  it('is accounted for', () => {
    const { accounts } = found;
    expect(accounts.events + accounts.bad + accounts.separators).toBe(bytes.length);
    expect(lines.reduce((sum, line) => sum + line.bytes, 0)).toBe(bytes.length);
  });

  it.each(lines.map((line) => [line.line, line] as const))('line %i', (number, { decodedAs, reencoded }) => {
    const at = `${name}:${number}`;
    said.add(at);
    const events = found.events
      .filter((event) => event.line === number)
      .map((event) => fieldsOf(JSON.parse(event.text)));
    const bad = found.bad.filter((line) => line.line === number).map((line) => line.reason);
    const isBlank = bytes.toString().split('\n')[number - 1]?.trim() === '';
    if (decodedAs === undefined) {
      const expected = isBlank ? [] : at in KINDER ? [] : [REASONS[at]];
      expect({ events: events.length, bad }).toEqual({ events: at in KINDER ? 1 : 0, bad: expected });
      for (const event of events) expect(event).not.toHaveProperty('bad');
      return;
    }
    expect(bad).toEqual([]);
    const items = decodedAs === 'audit.EventList' ? (reencoded?.items ?? []) : [reencoded];
    expect(events).toEqual(items.map((item) => fieldsOf(item)));
  });
});

it('every kinder answer and every reason is of a line there is', () => {
  for (const at of [...Object.keys(KINDER), ...Object.keys(REASONS)]) expect(said).toContain(at);
});
