import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { hash53 } from '../../src/audit/hash.ts';
import { createScanner, type Scanner } from '../../src/audit/scan.ts';
import { createBlockScanner, type SlotCodes } from '../../src/audit/scan-block.ts';
import { scanModule } from '../../src/audit/scan-module.ts';
import { SLOT, SLOTS, type Slot } from '../../src/audit/shape.ts';

const reference = createScanner();

/** Everything a scanner holds of the line scanned last, but for what no field is made of. */
function cells(s: Scanner, kind: string) {
  const ranges = Array.from(s.from, (from, slot) =>
    from < 0 || slot === SLOT.unused ? null : [from, s.to[slot], s.escaped[slot]],
  );
  const { code, received, time, isResource, hasExtra, hasGroups, timeIsReceived, reason } = s;
  return { kind, ranges, code, received, time, isResource, hasExtra, hasGroups, timeIsReceived, reason };
}

/** Scans a block with both, compares them cell by cell, and gives the number of lines the compiled one took itself. */
function compare(bytes: Buffer, scanner: Scanner): number {
  let taken = 0;
  scanner.begin(bytes);
  for (let at = 0; at < bytes.length; ) {
    const end = scanner.lineEnd(bytes, at);
    expect(end).toBe(reference.lineEnd(bytes, at));
    const found = cells(scanner, scanner.scan(bytes, at, end));
    expect(found).toEqual(cells(reference, reference.scan(bytes, at, end)));
    if (scanner.codes !== null) {
      taken++;
      const [from, to] = [scanner.from[SLOT.auditID]!, scanner.to[SLOT.auditID]!];
      expect(scanner.auditHash).toBe(from < 0 ? 0 : hash53(bytes, from, to));
    }
    at = end + 1;
  }
  return taken;
}

const line = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: 'x', stage: 'Panic', requestURI: '/',
    verb: 'get', user: { username: 'u', groups: ['g', 'h'] }, ...more, stageTimestamp: '2026-11-23T21:27:10.112734Z',
  }); // biome-ignore format: a table
const block = (...lines: readonly string[]): Buffer => Buffer.from(lines.map((text) => `${text}\n`).join(''));

describe('the compiled scan', () => {
  it('is there', () => {
    expect(scanModule()).not.toBeNull();
  });

  it('takes nearly every line of a log itself', () => {
    const bytes = readFileSync(new URL('../../fixtures/audit.log', import.meta.url));
    const lines = bytes.toString('utf8').trimEnd().split('\n').length;
    expect(compare(bytes, createBlockScanner())).toBeGreaterThan(lines * 0.99);
  });

  it.each([
    ['spaces between tokens', line().replaceAll(':', ' : ').replaceAll(' : 27 : ', ':27:')],
    ['a CR before the LF', `${line()}\r`],
    ['a body as deep as it counts', line({ requestObject: JSON.parse(`${'['.repeat(62)}{}${']'.repeat(62)}`) })],
    ['escapes', line({ userAgent: '\u001b"\\/\b\u00e9\ud83d\ude00', requestObject: { 'a"b': '\\"' } })],
    ['keys that stand twice', line({ requestObject: 1 }).replace('"verb"', '"user":{"uid":"1"},"verb":"x","verb"')],
    ['null', line({ objectRef: null, annotations: null, requestReceivedTimestamp: null })],
    ['a leap day', line({ requestReceivedTimestamp: '2000-02-29T23:59:59.999999Z' })],
    ['years before 1970', line({ requestReceivedTimestamp: '0001-03-01T00:00:00.000001Z' })],
    ['long keys', line({ annotations: { [`authorization.k8s.io/decision${'x'.repeat(40)}`]: 'a' } })],
  ])('takes a line with %s', (_, text) => {
    expect(compare(block(text), createBlockScanner())).toBe(1);
  });

  it.each([
    ['an escaped key', line().replace('"verb"', '"v\\u0065rb"')],
    ['another form of time', line({ requestReceivedTimestamp: '2026-11-23T21:27:10Z' })],
    ['a day that is none', line({ requestReceivedTimestamp: '1900-02-29T23:59:59.999999Z' })],
    ['a code that is not so whole', line({ responseStatus: { code: 200.5 } })],
    ['a broken number in a body', line({ requestObject: 'N' }).replace('"N"', '01')],
    ['a broken escape in a body', line({ requestObject: 'N' }).replace('"N"', '"\\u12g4"')],
    ['a tab in a string', line({ requestObject: 'N' }).replace('"N"', '"\t"')],
    ['brackets that do not match', line({ requestObject: 'N' }).replace('"N"', '[{]}')],
    ['a body too deep', line({ requestObject: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) })],
    ['more after the event', `${line()} {}`],
    ['no end', line().slice(0, -1)],
    ['nothing', ''],
    ['another kind', line({ kind: 'EventList' })],
    ['v1beta1', line({ apiVersion: 'audit.k8s.io/v1beta1' })],
    ['no stageTimestamp', line().replace('stageT', 'T')],
  ])('leaves a line with %s to the reference', (_, text) => {
    expect(compare(block(line(), text, line({ verb: 'list' })), createBlockScanner())).toBe(2);
  });

  it('takes lines longer than a piece, and leaves those longer than its room', () => {
    const scanner = createBlockScanner();
    const long = (bytes: number): string => line({ requestObject: { data: 'x\\"{'.repeat(bytes / 5) } });
    expect(compare(block(line(), long(300_000), line(), long(4_000_000), line()), scanner)).toBe(5);
    expect(compare(block(line(), long(9_000_000), line()), scanner)).toBe(2);
    expect(compare(block(line()), scanner)).toBe(1);
  });

  it('takes more lines than there are rows, and a last one without LF', () => {
    const lines = Array.from({ length: 1500 }, (_, k) => line({ auditID: `${k}` }));
    expect(compare(Buffer.from(lines.join('\n')), createBlockScanner())).toBe(1500);
  });

  it('agrees wherever a byte of a block is another one', () => {
    const scanner = createBlockScanner();
    const whole = block(
      line({
        objectRef: { resource: 'pods', name: 'é' },
        responseStatus: { metadata: {}, code: 200 },
        requestObject: { a: [1.5e-3, true, null, { b: '\\u' }], c: -0 },
        annotations: { 'authorization.k8s.io/reason': 'x\u0001' },
        requestReceivedTimestamp: '2024-02-29T00:00:00.000000Z',
      }),
      line({ verb: 'watch' }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('{}[]",:\\0e.\n\r 9'))), (at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        compare(changed, scanner);
      }),
      { numRuns: 4000 },
    ); // biome-ignore format: a table
  });
});

describe('codes', () => {
  /** Codes as a dictionary would give them, and what was asked. */
  function codes(): SlotCodes & { readonly texts: string[]; readonly asked: string[] } {
    const texts = [''];
    const asked: string[] = [];
    return {
      texts,
      asked,
      dictionaries: [[SLOT.verb], [SLOT.username, SLOT.as]],
      maxBytes: Number.POSITIVE_INFINITY,
      forget() {},
      codeOf(slot: Slot, bytes: Buffer, from: number, to: number) {
        const raw = bytes.toString('utf8', from, to);
        asked.push(`${slot}:${raw}`);
        const text = String(JSON.parse(`"${raw}"`));
        const known = texts.indexOf(text);
        return known >= 0 ? known : texts.push(text) - 1;
      },
    };
  }

  it('gives each text a code, asking once a form and dictionary', () => {
    const of = codes();
    const scanner = createBlockScanner(of);
    const lines = ['a', 'b', 'a', ''].map((verb) => line({ verb, impersonatedUser: { username: 'u' } }));
    const bytes = block(...lines, line({ verb: 'a' }).replace('"verb":"a"', '"verb":"\\u0061"'));
    const found: number[][] = [];
    for (let round = 0; round < 2; round++) {
      scanner.begin(bytes);
      for (let at = 0; at < bytes.length; ) {
        const end = scanner.lineEnd(bytes, at);
        scanner.scan(bytes, at, end);
        found.push([SLOT.verb, SLOT.username, SLOT.as].map((slot) => scanner.codes?.[slot] ?? -1));
        at = end + 1;
      }
    }
    const one = [[1, 2, 2], [3, 2, 2], [1, 2, 2], [0, 2, 2], [1, 2, 0]]; // biome-ignore format: a table
    expect(found).toEqual([...one, ...one]);
    expect(of.texts).toEqual(['', 'a', 'u', 'b']);
    expect(of.asked).toEqual(['6:a', '9:u', '6:b', '6:\\u0061']);
  });

  it('keeps its rows and codes while the dictionary grows', () => {
    const of = codes();
    const byText = new Map<string, number>();
    const scanner = createBlockScanner({
      ...of,
      codeOf: (_, bytes, from, to) => {
        const text = bytes.toString('utf8', from, to);
        if (!byText.has(text)) byText.set(text, byText.size + 1);
        return byText.get(text) ?? -1;
      },
    });
    const name = (k: number): string => `${'n'.repeat(k % 70)}${k}`;
    for (let round = 0; round < 2; round++) {
      for (let from = 0; from < 40_000; from += 2_000) {
        const bytes = block(
          ...Array.from({ length: 2_000 }, (_, k) =>
            line({ user: { username: name(from + k) }, auditID: `${from + k}` }),
          ),
        );
        scanner.begin(bytes);
        for (let at = 0, k = from; at < bytes.length; k++) {
          const end = scanner.lineEnd(bytes, at);
          scanner.scan(bytes, at, end);
          if (scanner.text(SLOT.auditID) !== `${k}` || scanner.codes?.[SLOT.username] !== byText.get(name(k)))
            expect.fail(`row ${k}`);
          at = end + 1;
        }
      }
    }
    expect(byText.size).toBe(40_000 + 1); // and the verb
  });
});

describe('where it cannot run', () => {
  afterEach(() => {
    delete process.env.AUDITTY_TEST_SCAN;
  });

  it('is the reference', () => {
    process.env.AUDITTY_TEST_SCAN = 'reference';
    const scanner = createBlockScanner();
    expect(scanner.constructor).toBe(createScanner().constructor);
    expect(compare(block(line(), line()), scanner)).toBe(0);
    expect(scanner.from).toHaveLength(SLOTS);
  });
});
