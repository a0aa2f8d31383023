import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Dictionary, ListDictionary } from '../../src/engine/dictionary.ts';
import { Index } from '../../src/engine/index-store.ts';
import { fieldColumns } from '../../src/engine/tables.ts';
import { sharedDir } from '../support/shared.ts';

afterEach(() => {
  delete process.env.AUDITTY_TEST_SCAN;
});

/** Every cell of an index of some bytes, its codes as the values they mean. */
function cells(bytes: Buffer, scan: 'compiled' | 'reference', where: 'newer' | 'older') {
  if (scan === 'reference') process.env.AUDITTY_TEST_SCAN = 'reference';
  const index = new Index();
  delete process.env.AUDITTY_TEST_SCAN;
  const blocks: [number, Buffer][] = [];
  for (let at = 0; at < bytes.length; ) {
    const lf = bytes.indexOf(10, Math.min(at + 200_000, bytes.length));
    const end = lf < 0 ? bytes.length : lf + 1;
    blocks.push([at, bytes.subarray(at, end)]);
    at = end;
  }
  if (where === 'older') blocks.reverse();
  for (const [offset, block] of blocks) index.add(0, 'log', offset, block, where);
  index.endDocuments(() => 'log');
  const columns = Object.entries(fieldColumns(index.tables));
  return index.segments.flatMap((segment) =>
    Array.from({ length: segment.end - segment.start }, (_, k) => {
      const row = segment.start + k;
      const odd = segment.odd.get(row);
      return {
        values: columns.map(([name, { column, values }]) => [name, values(segment.codes[column][row] ?? -1)]),
        numbers: [segment.time, segment.audit, segment.length, segment.item, segment.flags].map(
          (column) => column[row],
        ),
        place: [segment.offsetOf(row), segment.latencyOf(row)],
        odd: odd && [index.tables.ns.texts[odd.ns], index.tables.name.texts[odd.name]],
      };
    }),
  );
}

function agree(bytes: Buffer): void {
  for (const where of ['newer', 'older'] as const) {
    const found = cells(bytes, 'compiled', where);
    const expected = cells(bytes, 'reference', where);
    expect(found.length).toBe(expected.length);
    for (const [row, cell] of found.entries()) expect(cell, `row ${row}`).toEqual(expected[row]);
  }
}

describe('an index by the compiled scan is that by the reference', () => {
  it('of the fixture', () => agree(readFileSync(new URL('../../fixtures/audit.log', import.meta.url))));

  it('of texts in several forms', () => {
    const line = (name: string, more = ''): string =>
      `{"kind":"Event","apiVersion":"audit.k8s.io/v1",${more}"level":"Metadata","auditID":"a","stage":"Panic","verb":"update",` +
      `"requestURI":"/api/v1/namespaces/n/pods/other","objectRef":{"resource":"pods","namespace":"n","name":"${name}"},` +
      `"stageTimestamp":"2026-11-23T21:27:10.112734Z"}`;
    const names = [
      'plain',
      'pl\\u0061in',
      'other',
      'l\\u0061ter',
      'later',
      'é',
      '\\u00e9',
      'a/b',
      'a\\/b',
      '',
      'plain',
    ];
    // An escaped key: a line of the reference.
    agree(
      Buffer.from(names.flatMap((name) => [line(name), line(`${name}x`, '"\\u0061":1,'), line(`${name}x`)]).join('\n')),
    );
  });

  const shared = sharedDir();
  it.skipIf(shared === null)('of the recorded logs', () => {
    const samples = join(shared ?? '', 'samples');
    for (const name of readdirSync(samples, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:log|jsonl|json|gz)$/.test(name)) continue;
      const bytes = readFileSync(join(samples, name));
      agree(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    }
  });
});

describe('a dictionary', () => {
  const plain = (dictionary: Dictionary, text: string): number =>
    dictionary.codeOfPlain(Buffer.from(`<${text}>`), 1, 1 + text.length);

  it('gives a text one code, whichever way it comes', () => {
    const dictionary = new Dictionary();
    expect(plain(dictionary, 'a')).toBe(1);
    expect(plain(dictionary, 'b')).toBe(2);
    expect(dictionary.codeOfForm('\\u0061')).toBe(1);
    expect(dictionary.codeOfForm('\\u0063')).toBe(3);
    expect(plain(dictionary, 'c')).toBe(3);
    expect(plain(dictionary, 'd')).toBe(4);
    expect(dictionary.size).toBe(5);
    expect(dictionary.find('d')).toBe(4);
    expect(dictionary.codeOf('d')).toBe(4);
    expect(dictionary.texts).toEqual(['', 'a', 'b', 'c', 'd']);
    expect(dictionary.find('e')).toBe(-1);
  });

  it('holds many', () => {
    const dictionary = new Dictionary();
    for (let k = 0; k < 20_000; k++)
      expect(k % 7 === 0 ? dictionary.codeOf(`n${k}`) : plain(dictionary, `n${k}`)).toBe(k + 1);
    expect(dictionary.texts[20_000]).toBe('n19999');
    for (let k = 0; k < 20_000; k++) expect(dictionary.find(`n${k}`)).toBe(k + 1);
  });

  it('of lists knows a list by its items', () => {
    const { dictionary } = new ListDictionary();
    expect(plain(dictionary, '["a", "b"]')).toBe(1);
    expect(plain(dictionary, '["a","b"]')).toBe(1);
    expect(plain(dictionary, '[ ]')).toBe(0);
  });
});
