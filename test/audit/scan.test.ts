import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { eventsOfLine } from '../../src/audit/forms.ts';
import { createScanner } from '../../src/audit/scan.ts';
import { createBlockScanner } from '../../src/audit/scan-block.ts';
import { scannedFields } from '../../src/audit/scanned.ts';
import { sharedDir } from '../support/shared.ts';

const reference = createScanner();
const compiled = createBlockScanner();

/** What the scan says of a line, set in the middle of other bytes. */
function scan(line: string | Buffer, scanner = reference) {
  const bytes = Buffer.from(line);
  const all = Buffer.concat([Buffer.from('{"kind":"x\n'), bytes, Buffer.from('\n"}')]);
  scanner.begin(all);
  expect(scanner.lineEnd(all, 0)).toBe(10);
  expect(scanner.lineEnd(all, 11)).toBe(11 + bytes.length);
  const kind = scanner.scan(all, 11, 11 + bytes.length);
  return { kind, reason: scanner.reason, fields: kind === 'event' ? scannedFields(scanner) : null };
}

/** What JSON.parse and the reading of its value say. */
function parsed(line: string | Buffer) {
  const text = line.toString('utf8');
  if (/^[ \t\r]*$/.test(text)) return { kind: 'blank', fields: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'bad', fields: null };
  }
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (kind === 'EventList') return { kind: 'list', fields: null };
  const fields = fieldsOf(value);
  return 'bad' in fields ? { kind: 'bad', fields: null } : { kind: 'event', fields };
}

function agree(line: string | Buffer): void {
  const found = scan(line);
  expect({ kind: found.kind, fields: found.fields }, line.toString('utf8').slice(0, 300)).toEqual(parsed(line));
  if (found.kind === 'bad') expect(found.reason).not.toBe('');
  expect(scan(line, compiled), line.toString('utf8').slice(0, 300)).toEqual(found);
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    lines.push(bytes.subarray(at, end < 0 ? bytes.length : end));
    at = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}

const HEAD = { kind: 'Event', apiVersion: 'audit.k8s.io/v1' };
const MINIMAL = { ...HEAD, level: 'Metadata', auditID: 'x', stage: 'Panic', requestURI: '/', verb: 'get' };

describe('single lines', () => {
  it.each([
    ['', 'blank'],
    [' \t\r', 'blank'],
    ['null', 'bad'],
    ['[1]', 'bad'],
    ['{}', 'bad'],
    ['{"kind":"Event","apiVersion":"v1"}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1"}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1beta1"}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1alpha1"}', 'bad'],
    ['{"kind":"Policy","apiVersion":"audit.k8s.io/v1"}', 'bad'],
    ['{"level":"Metadata","auditID":"a","stage":"Panic"}', 'event'],
    ['{"level":"Metadata","auditID":"a"}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1"} x', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1"}\r', 'event'],
    ['{"k\\u0069nd":"Event","apiVersion":"audit.k8s.io\\/v1"}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","user":{"username":"\\ud83d\\ude00 \\ud800"}}', 'event'],
    [
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","requestObject":{"stage":"Panic","a":[{"b":"}\\""}]},"stage":"X"}',
      'event',
    ],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","__proto__":{"stage":"Panic"}}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":5}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","sourceIPs":["a",1]}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","sourceIPs":[ ]}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","sourceIPs":["a",null , "b"]}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","sourceIPs":["a",]}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","objectRef":[]}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","objectRef":null}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","objectRef":{}}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","annotations":{"a":1}}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","responseStatus":{"code":40.5}}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","responseStatus":{"code":4e2}}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","stageTimestamp":"yesterday"}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","stageTimestamp":"2026-11-23T24:00:00.000000Z"}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","stageTimestamp":"2026-11-23T23:00:60.000000Z"}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","stageTimestamp":"2026-11-23T23:00:00+01:00"}', 'event'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","requestObject":{"a":tru}}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","requestObject":{"a":01}}', 'bad'],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1","requestObject":{"a":1}', 'bad'],
    ['\u0000\u0000{"kind":"Event","apiVersion":"audit.k8s.io/v1"}', 'bad'],
  ])('%s is %s', (line, kind) => {
    agree(line);
    expect(scan(line).kind).toBe(kind);
  });

  it('says what is wrong and where', () => {
    expect(scan('{"kind":"Ev').reason).toBe('cut short: the line ends inside its JSON');
    expect(scan('{"kind":x}').reason).toBe('broken JSON at byte 9');
    expect(scan('{"kind":"Event","apiVersion":"v1"}').reason).toBe('a core v1 Event, not an audit event');
    expect(scan(JSON.stringify({ ...HEAD, verb: 3 })).reason).toBe('verb is not a string');
  });

  it('lets the last of two keys win and merges objects, as Go does', () => {
    const twice = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","verb":"a","verb":"b","user":{"username":"first"},"user":{"groups":["g"]}}`;
    expect(scan(twice).fields).toMatchObject({ verb: 'b', user: 'first', groups: ['g'] });
    expect(scan(twice, compiled)).toEqual(scan(twice));
  });

  it('knows that bodies were cut off, however that is written, and from no other place', () => {
    const truncated = (rest: string): boolean | undefined => {
      const line = `{"kind":"Event","apiVersion":"audit.k8s.io/v1",${rest}}`;
      agree(line);
      return scan(line).fields?.truncated;
    };
    expect(truncated(`"annotations":{"audit.k8s.io/truncated":"true"}`)).toBe(true);
    expect(truncated(`"annotations":{"\\u0061udit.k8s.io\\/truncated":"tr\\u0075e"}`)).toBe(true);
    expect(truncated(`"annotations":{"audit.k8s.io/truncated":"true","audit.k8s.io/truncated":"false"}`)).toBe(false);
    expect(truncated(`"annotations":{"audit.k8s.io/truncated":"false","audit.k8s.io/truncated":"true"}`)).toBe(true);
    expect(truncated(`"annotations":{"audit.k8s.io/truncated":null,"x":"true"}`)).toBe(false);
    expect(truncated(`"requestObject":{"annotations":{"audit.k8s.io/truncated":"true"}}`)).toBe(false);
  });

  it('skips a body nested as deep as Go reads, and refuses a deeper one', () => {
    const deep = (n: number): string =>
      JSON.stringify(MINIMAL).replace(/}$/, `,"requestObject":${'['.repeat(n)}${']'.repeat(n)}}`);
    expect(scan(deep(9_999)).kind).toBe('event');
    expect(scan(deep(100_000)).kind).toBe('bad');
  });

  it('takes strings of many megabytes', () => {
    agree(JSON.stringify({ ...MINIMAL, requestObject: { data: '"\\x'.repeat(3_000_000) }, verb: 'delete' }));
  });
});

describe('any JSON', () => {
  const string = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('Event', 'kind', '\ud800', '}{"', 'audit.k8s.io/v1', ''),
  );
  const time = fc.oneof(
    fc
      .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2100-01-01') })
      .map((d) => d.toISOString().replace('Z', '123Z')),
    fc.constantFrom(
      '2026-11-23T21:27:10Z',
      '2026-11-23T21:27:10.1234567-03:30',
      '2026-02-30T00:00:00.000000Z',
      'x',
      null,
    ),
  );
  const user = fc.record(
    {
      username: string,
      uid: string,
      groups: fc.array(fc.option(string)),
      extra: fc.dictionary(string, fc.array(string)),
    },
    { requiredKeys: [] },
  );
  const body = fc.jsonValue({ maxDepth: 6 });
  const event = fc.record(
    {
      kind: fc.constantFrom('Event', 'Event', 'Event', 'Policy'),
      apiVersion: fc.constantFrom('audit.k8s.io/v1', 'audit.k8s.io/v1', 'audit.k8s.io/v1beta1'),
      level: string, auditID: string, stage: string, requestURI: string, verb: string, userAgent: string,
      user: fc.option(user), impersonatedUser: fc.option(user),
      sourceIPs: fc.option(fc.array(string)),
      objectRef: fc.option(fc.record({ resource: string, namespace: string, name: string, apiGroup: string, apiVersion: string, subresource: string, uid: string }, { requiredKeys: [] })),
      responseStatus: fc.option(fc.record({ metadata: fc.constant({}), code: fc.integer(), reason: string, status: string, message: string }, { requiredKeys: [] })),
      requestObject: body, responseObject: body,
      requestReceivedTimestamp: time, stageTimestamp: time,
      annotations: fc.option(fc.dictionary(fc.oneof(string, fc.constantFrom('authorization.k8s.io/decision', 'authorization.k8s.io/reason', 'audit.k8s.io/truncated')), fc.oneof(string, fc.constant('true')))),
    },
    { requiredKeys: [] },
  ); // biome-ignore format: a table

  /** JSON text of a value with its keys in any order, any white space, and escapes where none are needed. */
  function written(value: unknown, random: () => number): string {
    const space = (): string => ['', '', ' ', '\t', ' \r '][Math.floor(random() * 5)] ?? '';
    const quote = (text: string): string =>
      JSON.stringify(text).replace(/[a-z]/gi, (c) =>
        random() < 0.05 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c,
      );
    if (Array.isArray(value))
      return `[${space()}${value.map((item) => written(item, random) + space()).join(`,${space()}`)}]`;
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).sort(() => random() - 0.5);
      return `{${space()}${entries.map(([k, v]) => `${quote(k).replace(/\\u0022|\\[a-z]?$/, (m) => m)}${space()}:${space()}${written(v, random)}${space()}`).join(`,${space()}`)}}`;
    }
    return typeof value === 'string' ? safeQuote(value, quote) : (JSON.stringify(value) ?? 'null');
  }
  /** JSON.stringify's own escapes must stay whole: only texts without any get more of them. */
  function safeQuote(text: string, quote: (text: string) => string): string {
    return /[\\"\u0000-\u001f\ud800-\udfff]/.test(text) ? JSON.stringify(text) : quote(text);
  }

  it('agrees with JSON.parse on events, and on any other value', () => {
    fc.assert(
      fc.property(
        fc.oneof(event, event, fc.jsonValue()),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (value, stream) => {
          agree(written(value, () => stream.next().value ?? 0));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('agrees with JSON.parse on broken lines', () => {
    const line = Buffer.from(
      JSON.stringify({
        ...MINIMAL,
        user: { username: 'é', groups: ['a'] },
        requestObject: { a: [1.5e3, true, null, { b: '\\u' }] },
        annotations: { 'authorization.k8s.io/reason': 'x' },
      }),
    );
    fc.assert(
      fc.property(
        fc.nat(line.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom('set', 'cut', 'drop', 'insert'),
        (at, byte, how) => {
          if (byte === 10) return;
          const changed =
          how === 'cut' ? line.subarray(0, at)
          : how === 'drop' ? Buffer.concat([line.subarray(0, at), line.subarray(at + 1)])
          : how === 'insert' ? Buffer.concat([line.subarray(0, at), Buffer.of(byte), line.subarray(at)])
          : Buffer.concat([line.subarray(0, at), Buffer.of(byte), line.subarray(at + 1)]); // biome-ignore format: a table
          // A key that now stands twice is read as Go reads it, which JSON.parse does not.
          agree(changed);
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('lists', () => {
  it('gives items the kind they lack and keeps their digits', () => {
    const list =
      '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[{"level":"Metadata","requestObject": {"n" : 12345678901234567890, "s":" a \\" b "}},{},{"kind":"Event","apiVersion":"audit.k8s.io/v1"},null]}';
    expect(scan(list).kind).toBe('list');
    expect(eventsOfLine(list)).toEqual([
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","requestObject":{"n":12345678901234567890,"s":" a \\" b "}}',
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1"}',
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1"}',
    ]);
  });
});

const shared = sharedDir();
describe.skipIf(shared === null)('recorded logs (../shared)', () => {
  const root = shared ?? '';
  const files =
    shared === null
      ? []
      : logFiles(join(root, 'samples')).concat(logFiles(join(root, 'golden', 'decode')), [
          join(root, 'golden', 'events.jsonl'),
        ]);
  it.each(files.map((file) => relative(root, file)))('%s', (name) => {
    const file = join(root, name);
    const bytes = readFileSync(file);
    const lines = linesOf(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const json = line[0] === 0xef ? line.subarray(3) : line;
      if (!json.includes('"verb":"delete","verb"')) agree(json);
    }
  });
});

function logFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:log|jsonl|json|gz)$/.test(name))
    .map((name) => join(dir, name));
}
