import { describe, expect, it } from 'vitest';
import { eventsOfLine } from '../../src/audit/forms.ts';
import { eventLines } from '../support/events.ts';
import { readLines } from '../support/read-lines.ts';

const LINES = eventLines(6, 3);
const VALUES = LINES.map((line) => JSON.parse(line) as unknown);
const [A = '', B = '', C = ''] = LINES;
const LIST = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: VALUES.slice(0, 3) };

/** What is read of a text: the events' texts, the bad lines' numbers and reasons, and the lines of the events. */
function read(text: string | Buffer) {
  const bytes = Buffer.from(text);
  const { events, bad, accounts } = readLines(bytes);
  expect(accounts.events + accounts.bad + accounts.separators).toBe(bytes.length);
  for (const event of events) {
    const again = eventsOfLine(bytes.toString('utf8', event.offset, event.offset + event.length));
    expect('bad' in again ? again : again[event.item]).toBe(event.text);
    expect(bytes.subarray(0, event.offset).filter((byte) => byte === 10).length + 1).toBe(event.line);
  }
  return { texts: events.map((event) => event.text), lines: events.map((event) => event.line), bad, accounts };
}

describe('documents over many lines', () => {
  it.each([
    [
      'events, as jq writes them',
      VALUES.slice(0, 3)
        .map((value) => JSON.stringify(value, null, 2))
        .join('\n'),
      0,
    ],
    [
      'events indented by tabs, CR LF',
      VALUES.slice(0, 3)
        .map((value) => JSON.stringify(value, null, '\t'))
        .join('\n')
        .replaceAll('\n', '\r\n'),
      0,
    ],
    ['an EventList', JSON.stringify(LIST, null, 2), 0],
    ['a List', JSON.stringify({ ...LIST, kind: 'List', apiVersion: 'v1' }, null, 4), 0],
    ['an array', JSON.stringify(LIST.items, null, 1), 0],
    [
      'an array of wrapped events',
      JSON.stringify(
        [A, B, C].map((log) => ({ log })),
        null,
        2,
      ),
      0,
    ],
    ['an array, a line an event', `[\n${A},\n${B},\n${C}\n]`, 0],
    ['the same, indented', `[\n  ${A},\n  ${B},\n  ${C}\n]`, 0],
    ['the same, joined by commas', `[${A},\n${B},\n${C}]`, 0],
    ['the same, as psql writes it', `[${A}, \n ${B}, \n ${C}]`, 0],
    [
      'an EventList, a line an event',
      `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[\n${A},\n${B},\n${C}\n]}`,
      0,
    ],
    [
      'an array of which each item is over lines in the first column',
      `[\n${VALUES.slice(0, 3)
        .map((value) => JSON.stringify(value, null, 2))
        .join(',\n')}\n]`,
      0,
    ],
    ['after a byte order mark and NULs', `\ufeff\u0000\u0000${JSON.stringify(LIST, null, 2)}`, 0],
    ['blank lines within', JSON.stringify(LIST, null, 2).replaceAll('\n', '\n\n'), 0],
    ['a torn one before', `${JSON.stringify(VALUES[3], null, 2).slice(0, 300)}\n${A}\n${B}\n${C}`, 1],
  ] as const)('%s', (_, text, bad) => {
    const found = read(text);
    expect(found.texts).toEqual([A, B, C]);
    if (bad === 0) expect(found.bad).toEqual([]);
    else expect(found.bad.length).toBeGreaterThan(0);
    expect(read(`${text}\n${A}\n`).texts).toEqual([A, B, C, A]);
  });

  it('give items that lack a kind theirs, and keep the digits of numbers and what stands in strings', () => {
    const text =
      '{\n "kind": "EventList", "apiVersion": "audit.k8s.io/v1",\n "items": [\n  {\n   "level": "Metadata",\n   "auditID": "x  y",\n   "stage": "Panic", "requestObject": {"n": 12345678901234567890}\n  }\n ]\n}\n';
    expect(read(text).texts).toEqual([
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"x  y","stage":"Panic","requestObject":{"n":12345678901234567890}}',
    ]);
  });

  it('give them theirs where each is on an indented line, too', () => {
    const bare = [A, B].map((line) => line.replace('"kind":"Event","apiVersion":"audit.k8s.io/v1",', ''));
    const head = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[';
    for (const text of [`${head}\n  ${bare.join(',\n  ')}\n]}\n`, `${head}\n ${bare.join('\n ,')}]}\n`])
      expect(read(text).texts.map((event) => JSON.parse(event) as unknown)).toEqual(VALUES.slice(0, 2));
  });

  it('tell a bad item at its own place', () => {
    const text = JSON.stringify([VALUES[0], { kind: 'Policy' }, VALUES[1]], null, 2);
    const found = read(text);
    expect(found.texts).toEqual([A, B]);
    expect(found.bad).toMatchObject([
      { reason: 'not an audit event: kind "Policy", apiVersion ""', length: '{\n    "kind": "Policy"\n  },'.length },
    ]);
    expect(text.split('\n')[(found.bad[0]?.line ?? 0) - 1]).toBe('  {');
  });

  it('that are something else are one bad line', () => {
    const policy = JSON.stringify(
      { kind: 'Policy', apiVersion: 'audit.k8s.io/v1', rules: [{ level: 'None' }] },
      null,
      2,
    );
    expect(read(`${policy}\n`).bad).toMatchObject([{ line: 1, length: policy.length }]);
    expect(read('[\n 1,\n 2\n]\n').bad).toMatchObject([
      { line: 1, reason: 'not a JSON object, and no list of audit events' },
    ]);
  });

  it('never show an event that stands in a body', () => {
    const forged = { ...(VALUES[0] as object), auditID: 'forged' };
    const value = { ...(VALUES[1] as object), requestObject: { items: [forged] } };
    const text = JSON.stringify([value], null, 2);
    const { texts } = read(text);
    expect(texts).toEqual([JSON.stringify(value)]);
    // Nor from the middle, before its beginning is read.
    const bytes = Buffer.from(text);
    const cuts = [...text.matchAll(/\n/g)].map((found) => found.index + 1);
    for (let first = 0; first <= cuts.length; first += 3)
      expect(readLines(bytes, cuts, first).events.map((event) => event.text)).toEqual(texts);
  });
});

describe('a torn line', () => {
  it('takes nothing with it, wherever it was cut', () => {
    const bytes = Buffer.from(A);
    for (let cut = 1; cut < bytes.length; cut++) {
      const found = read(Buffer.concat([bytes.subarray(0, cut), Buffer.from(`\n${B}\n${C}\n`)]));
      expect(found.texts).toEqual([B, C]);
      expect(found.bad.length).toBe(1);
      const tail = read(Buffer.concat([Buffer.from(`${B}\n`), bytes.subarray(cut), Buffer.from(`\n${C}\n`)]));
      expect(tail.texts).toEqual([B, C]);
      expect(tail.bad.length).toBeLessThanOrEqual(1);
    }
  });

  it('of a document leaves the lines after it', () => {
    const lines = JSON.stringify(LIST, null, 2).split('\n');
    for (let cut = 1; cut < lines.length; cut += 5) {
      const found = read(`${lines.slice(0, cut).join('\n')}\n${A}\n${JSON.stringify(LIST, null, 2)}\n`);
      expect(found.texts).toEqual([A, A, B, C]);
      expect(found.bad.length).toBeGreaterThan(0);
    }
  });
});

describe('odd bytes', () => {
  it.each([
    ['NULs before a line, as copytruncate leaves them', `${A}\n${'\u0000'.repeat(5000)}${B}\n${C}\n`, 5003],
    ['NULs after a line', `${A}\n${B}\u0000\u0000\n${C}`, 4],
    ['NULs between two', `${A}\u0000${B}\n\u0000\n${C}`, 4],
    ['a byte order mark first, and in the middle', `\ufeff${A}\n\ufeff\ufeff${B}\n${C}\n`, 12],
    ['blank lines, and lines of white space', `\n\n${A}\n \t \r\n${B}\n\r\n${C}\n\n`, 13],
    ['no LF at the end', `${A}\n${B}\n${C}`, 2],
  ])('%s', (_, text, separators) => {
    const found = read(text);
    expect(found.texts).toEqual([A, B, C]);
    expect(found.bad).toEqual([]);
    expect(found.accounts.separators).toBe(separators);
  });

  it('CR LF, and CR alone', () => {
    expect(read(`${A}\r\n${B}\r\n${C}\r\n`).texts).toEqual([A, B, C]);
    expect(read(`${A}\r${B}\r${C}\r`).texts).toEqual([A, B, C]);
  });

  it('a torn line before NULs, and a whole one after them', () => {
    const found = read(`${A.slice(0, 50)}\u0000\u0000${B}\n`);
    expect(found.texts).toEqual([B]);
    expect(found.bad).toMatchObject([{ offset: 0, length: 50 }]);
  });

  it('bytes that are no UTF-8 stay readable', () => {
    const bytes = Buffer.from(A.replace('"verb":"', '"verb":"x\u0001\u0001y'));
    for (let at = bytes.indexOf(1); at >= 0; at = bytes.indexOf(1, at)) bytes[at] = 0xff;
    expect(read(bytes).texts).toEqual([A.replace('"verb":"', '"verb":"x\ufffd\ufffdy')]);
  });

  it('as many as there may be in a line', () => {
    const found = read(
      Buffer.concat([
        Buffer.alloc(200_000, '\u0000x'),
        Buffer.from('\n'),
        Buffer.alloc(300_000, '\ufeff'),
        Buffer.from(A),
      ]),
    );
    expect(found.texts).toEqual([A]);
    expect(found.bad.length).toBe(100_000);
  });
});
