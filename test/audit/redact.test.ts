import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MASK, MASK_STRING, type Redacted } from '../../src/audit/mask.ts';
import { redact } from '../../src/audit/redact.ts';
import { fixture, sharedDir } from '../support/shared.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SECRETS = { resource: 'secrets', apiVersion: 'v1' };
const M = MASK;

/** An event with these members after the ones every event has. */
function event(members: object): string {
  return JSON.stringify({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'RequestResponse', ...members });
}

function body(requestObject: unknown, objectRef: object = { resource: 'pods' }): unknown {
  const { text } = redact(event({ objectRef, requestObject }));
  return JSON.parse(text).requestObject;
}

/** What of the result is masked, as text. */
function stretches({ text, masked }: Redacted): string[] {
  return masked.map(([start, end]) => text.slice(start, end));
}

describe('by kind', () => {
  test.each<[string, unknown, unknown]>([
    [
      'the values of a Secret, whatever they are',
      { kind: 'Secret', metadata: { name: 'x' }, data: { a: 'QQ==', b: '', c: null }, stringData: { d: 1, e: true } },
      { kind: 'Secret', metadata: { name: 'x' }, data: { a: M, b: M, c: null }, stringData: { d: M, e: M } },
    ],
    [
      'data of an odd shape keeps its keys and items',
      { kind: 'Secret', data: { a: { b: ['c', [1, null]] } }, stringData: 'x' },
      { kind: 'Secret', data: { a: { b: [M, [M, null]] } }, stringData: M },
    ],
    [
      'the items of a SecretList, which say no kind',
      { kind: 'SecretList', items: [{ data: { a: 'QQ==' }, type: 'Opaque' }] },
      { kind: 'SecretList', items: [{ data: { a: M }, type: 'Opaque' }] },
    ],
    [
      'Secrets among others, however deep',
      { kind: 'List', items: [{ kind: 'ConfigMap', data: { a: 'b' } }, { x: [{ kind: 'Secret', data: { a: 'b' } }] }] },
      { kind: 'List', items: [{ kind: 'ConfigMap', data: { a: 'b' } }, { x: [{ kind: 'Secret', data: { a: M } }] }] },
    ],
    [
      'the objects of a Table',
      { kind: 'Table', rows: [{ cells: ['x', 1], object: { kind: 'Secret', data: { a: 'b' } } }] },
      { kind: 'Table', rows: [{ cells: ['x', 1], object: { kind: 'Secret', data: { a: M } } }] },
    ],
    [
      'the token of a TokenRequest',
      { kind: 'TokenRequest', spec: { audiences: ['a'] }, status: { token: 'eyJ', expirationTimestamp: 'x' } },
      { kind: 'TokenRequest', spec: { audiences: ['a'] }, status: { token: M, expirationTimestamp: 'x' } },
    ],
    [
      'the token of a TokenReview',
      { kind: 'TokenReview', spec: { token: 'eyJ' }, status: { user: { username: 'bob' } } },
      { kind: 'TokenReview', spec: { token: M }, status: { user: { username: 'bob' } } },
    ],
    [
      'no other data',
      { kind: 'ConfigMap', data: { token: 'x', Secret: 'y' } },
      { kind: 'ConfigMap', data: { token: 'x', Secret: 'y' } },
    ],
  ])('%s', (_what, given, masked) => {
    expect(body(given)).toEqual(masked);
  });
});

describe('by objectRef', () => {
  test.each<[string, object, unknown, unknown]>([
    [
      'a merge patch',
      SECRETS,
      { data: { a: 'b' }, metadata: { labels: { data: 'x' } } },
      { data: { a: M }, metadata: { labels: { data: 'x' } } },
    ],
    ['a list of items without kind', SECRETS, { items: [{ data: { a: 'b' } }] }, { items: [{ data: { a: M } }] }],
    [
      'the rows of a table',
      SECRETS,
      { rows: [{ object: { data: { a: 'b' } } }] },
      { rows: [{ object: { data: { a: M } } }] },
    ],
    ['a body that is no object', SECRETS, 'cGFzcw==', M],
    ['secrets of another group', { resource: 'secrets', apiGroup: 'x.io' }, { data: { a: 'b' } }, { data: { a: 'b' } }],
    [
      'secrets of the core group, said to be',
      { resource: 'secrets', apiGroup: '' },
      { data: { a: 'b' } },
      { data: { a: M } },
    ],
    [
      'token reviews of another group',
      { resource: 'tokenreviews', apiGroup: 'x.io' },
      { spec: { token: 'eyJ' } },
      { spec: { token: 'eyJ' } },
    ],
    ['another resource', { resource: 'configmaps' }, { data: { a: 'b' } }, { data: { a: 'b' } }],
    [
      'a token request',
      { resource: 'serviceaccounts', subresource: 'token' },
      { status: { token: 'eyJ' } },
      { status: { token: M } },
    ],
    ['a service account', { resource: 'serviceaccounts' }, { status: { token: 'eyJ' } }, { status: { token: 'eyJ' } }],
    [
      'a token review',
      { resource: 'tokenreviews', apiGroup: 'authentication.k8s.io' },
      { spec: { token: 'eyJ' } },
      { spec: { token: M } },
    ],
  ])('%s', (_what, objectRef, given, masked) => {
    expect(body(given, objectRef)).toEqual(masked);
  });

  test('both bodies', () => {
    const { text } = redact(
      event({ objectRef: SECRETS, requestObject: { data: { a: 'b' } }, responseObject: { data: { a: 'c' } } }),
    );
    expect(JSON.parse(text)).toMatchObject({ requestObject: { data: { a: M } }, responseObject: { data: { a: M } } });
  });

  test('the events of a list', () => {
    const item = { objectRef: SECRETS, requestObject: { data: { a: 'b' } } };
    const { text } = redact(JSON.stringify({ kind: 'EventList', items: [item] }));
    expect(JSON.parse(text)).toMatchObject({ items: [{ requestObject: { data: { a: M } } }] });
  });
});

describe('a JSON patch of a secret', () => {
  test.each<[string, unknown, unknown]>([
    ['a value', { op: 'add', path: '/data/x', value: 'b' }, { op: 'add', path: '/data/x', value: M }],
    [
      'all values',
      { op: 'replace', path: '/stringData', value: { a: 'b' } },
      { op: 'replace', path: '/stringData', value: { a: M } },
    ],
    [
      'the whole object',
      { op: 'test', path: '', value: { data: { a: 'b' }, type: 'x' } },
      { op: 'test', path: '', value: { data: { a: M }, type: 'x' } },
    ],
    ['an escaped step', { path: '/data/a~1b/c', value: 'b' }, { path: '/data/a~1b/c', value: M }],
    ['another place', { path: '/metadata/labels/data', value: 'b' }, { path: '/metadata/labels/data', value: 'b' }],
    ['no pointer', { path: 'x/data/a', value: 'b' }, { path: 'x/data/a', value: M }],
    ['no path', { value: ['b', null] }, { value: [M, null] }],
  ])('%s', (_what, given, masked) => {
    expect(body([given], SECRETS)).toEqual([masked]);
    expect(body([given])).toEqual([given]);
  });

  test('the last applied configuration', () => {
    const path = `/metadata/annotations/${LAST_APPLIED.replaceAll('/', '~1')}`;
    const [operation] = Object(body([{ path, value: '{"data":{"a":"b"}}' }], SECRETS));
    expect(operation.value).toBe(`{"data":{"a":${MASK_STRING}}}`);
  });
});

describe('the last applied configuration', () => {
  const annotated = (kind: string, applied: string): object => ({
    kind,
    metadata: { annotations: { [LAST_APPLIED]: applied } },
  });

  test.each<[string, string, string, string]>([
    [
      'of a Secret',
      'Secret',
      '{"kind":"Secret", "data":{"a\\n":"b"},"x":1e400}\n',
      `{"kind":"Secret", "data":{"a\\n":${MASK_STRING}},"x":1e400}\n`,
    ],
    ['without kind', 'Secret', '{"stringData":{"a":"b"}}', `{"stringData":{"a":${MASK_STRING}}}`],
    [
      'of a Secret, elsewhere',
      'Pod',
      '{"kind":"Secret","data":{"ä😀":"b"}}',
      `{"kind":"Secret","data":{"ä😀":${MASK_STRING}}}`,
    ],
    ['of something else', 'Pod', '{"kind":"Pod","data":{"a":"Secret"}}', '{"kind":"Pod","data":{"a":"Secret"}}'],
    ['that is no JSON', 'Secret', 'data: {a: b}', M],
    ['that is no JSON and no secret', 'Pod', 'data: {a: b}', 'data: {a: b}'],
    ['that is no JSON and may be one, escaped', 'Pod', 'k\\u0069nd: x', M],
    ['that is no JSON and may be one', 'Pod', 'kind: Secret, data: {a: b}', M],
  ])('%s', (_what, kind, applied, masked) => {
    const text = event({ requestObject: annotated(kind, applied) });
    expect(redact(text).text).toBe(event({ requestObject: annotated(kind, masked) }));
  });

  test('within another one', () => {
    const nested = (value: string): object =>
      annotated('Secret', JSON.stringify(annotated('Secret', JSON.stringify({ data: { a: value } }))));
    expect(redact(event({ requestObject: nested('b') })).text).toBe(event({ requestObject: nested(M) }));
  });

  test('whose content is escaped needlessly', () => {
    const applied = '{"k\\u0069nd\\":\\"Secret\\",\\"d\\u0061ta\\":{\\"a\\":\\"\\u0062\\"}}'.replace('{"', '{\\"');
    const text = `{"requestObject":{"${LAST_APPLIED}":"${applied}"}}`;
    const expected = text.replace('\\"\\u0062\\"', `\\"${M}\\"`);
    expect(redact(text)).toMatchObject({
      text: expected,
      masked: [[expected.indexOf(`\\"${M}`), expected.indexOf(M) + 10]],
    });
  });
});

describe('hostile text', () => {
  test.each<[string, string, string]>([
    [
      'an escaped key',
      '{"kind":"Secret","d\\u0061ta":{"a":"b"}}',
      `{"kind":"Secret","d\\u0061ta":{"a":${MASK_STRING}}}`,
    ],
    [
      'an escaped kind',
      '{"kind":"\\u0053ecret","data":{"a":"b"}}',
      `{"kind":"\\u0053ecret","data":{"a":${MASK_STRING}}}`,
    ],
    [
      'an escaped resource',
      '{"objectRef":{"resource":"secret\\u0073"},"requestObject":{"data":"b"}}',
      `{"objectRef":{"resource":"secret\\u0073"},"requestObject":{"data":${MASK_STRING}}}`,
    ],
    [
      'a key given twice',
      '{"kind":"Secret","data":{"a":"b"},"data":{"a":"c"}}',
      `{"kind":"Secret","data":{"a":${MASK_STRING}},"data":{"a":${MASK_STRING}}}`,
    ],
    [
      'a kind given twice',
      '{"kind":"Secret","kind":"Pod","data":{"a":"b"}}',
      `{"kind":"Secret","kind":"Pod","data":{"a":${MASK_STRING}}}`,
    ],
    [
      'an objectRef given twice',
      '{"objectRef":{"resource":"secrets"},"objectRef":{},"requestObject":{"data":"b"}}',
      `{"objectRef":{"resource":"secrets"},"objectRef":{},"requestObject":{"data":${MASK_STRING}}}`,
    ],
    [
      'a path given twice',
      '{"objectRef":{"resource":"secrets"},"requestObject":[{"path":"/data/a","path":"/x","value":"b"}]}',
      `{"objectRef":{"resource":"secrets"},"requestObject":[{"path":"/data/a","path":"/x","value":${MASK_STRING}}]}`,
    ],
    [
      '__proto__ as a key',
      '{"kind":"Secret","data":{"__proto__":"b"}}',
      `{"kind":"Secret","data":{"__proto__":${MASK_STRING}}}`,
    ],
    [
      'a kind that objects inherit',
      '{"kind":"constructor","data":{"a":"Secret"}}',
      '{"kind":"constructor","data":{"a":"Secret"}}',
    ],
    [
      'spaces and big numbers',
      ' { "kind" : "Secret" , "n" : 12345678901234567890.10 , "data" : { "a" : "b" } } ',
      ` { "kind" : "Secret" , "n" : 12345678901234567890.10 , "data" : { "a" : ${MASK_STRING} } } `,
    ],
  ])('%s', (_what, text, masked) => {
    expect(redact(text).text).toBe(masked);
  });
});

describe('text that gives no tree', () => {
  const deep = (length: number): string => `${'['.repeat(length)}"QQ=="${']'.repeat(length)}`;
  const torn = '{"level":"RequestResponse","objectRef":{"resource":"secrets"},"requestObject":';

  test.each<[string, string, string]>([
    ['torn within a body', `${torn}{"data":{"a":"QQ`, `${torn}${MASK_STRING}`],
    ['torn before a body', '{"objectRef":{"resource":"secrets"', '{"objectRef":{"resource":"secrets"'],
    ['the tail of a line', 'Q=="},"type":"Opaque"}}', MASK_STRING],
    ['broken, with an escaped key', `{x,"d\\u0061ta":{"a":"QQ=="},"kind":"Secret"}`, `{x,"d\\u0061ta":${MASK_STRING}`],
    ['broken by a stray quote', `{" "data" : {"a":"QQ=="},"kind":"Secret"}`, `{" "data" :${MASK_STRING}`],
    [
      'too deep',
      `{"kind":"Event","requestObject":{"kind":"Secret","data":${deep(50_000)}},"responseObject": {}, "x":1}`,
      `{"kind":"Event","requestObject":${MASK_STRING},"responseObject": ${MASK_STRING}, "x":1}`,
    ],
    [
      'too deep, with bare words for bodies',
      `{"requestObject":null,"responseObject":12,"token":${deep(50_000)}}`,
      `{"requestObject":${MASK_STRING},"responseObject":${MASK_STRING},"token":${deep(50_000)}}`,
    ],
    [
      'too deep, with brackets in strings',
      `{"requestObject":{"a":"]}\\"]"},"token":${deep(50_000)}}`,
      `{"requestObject":${MASK_STRING},"token":${deep(50_000)}}`,
    ],
    [
      'too deep, with a bare word at the end',
      `{"token":${deep(50_000)},"requestObject":true}`,
      `{"token":${deep(50_000)},"requestObject":${MASK_STRING}}`,
    ],
    ['too deep, without a body', `{"kind":"Secret","data":${deep(50_000)}}`, MASK_STRING],
    [
      'too deep and torn',
      `{"requestObject":{"kind":"Secret","data":${deep(50_000)}}]}`,
      `{"requestObject":${MASK_STRING}`,
    ],
    ['no JSON at all', 'Secret token data', 'Secret token data'],
    ['nothing', '', ''],
    [
      'the legacy format',
      '2026-11-23T21:29:49Z AUDIT: id="x" uri="/api/v1/secrets"',
      '2026-11-23T21:29:49Z AUDIT: id="x" uri="/api/v1/secrets"',
    ],
  ])('%s', (_what, text, masked) => {
    expect(redact(text).text).toBe(masked);
  });
});

test('the stretches that are masked are told in their order', () => {
  const text = event({
    requestObject: { kind: 'Secret', data: { a: 'b', c: 12 }, [LAST_APPLIED]: '{"data":{"a":"b"}}' },
  });
  expect(stretches(redact(text))).toEqual([MASK_STRING, MASK_STRING, `\\"${M}\\"`]);
});

describe('whatever the secret', () => {
  const value = fc.string({ minLength: 12, unit: 'binary' }).map((text) => `s${JSON.stringify(text).slice(1, -1)}`);
  const data = fc.dictionary(fc.string(), fc.oneof(value, fc.constant(null)), { noNullPrototype: true });

  test('no value is left, and nothing but values has changed', () => {
    const wrap = fc.constantFrom<(data: object) => object>(
      (data) => ({ requestObject: { kind: 'Secret', n: 1, data } }),
      (data) => ({ objectRef: SECRETS, responseObject: { items: [{ data }, { stringData: data }] } }),
      (data) => ({ objectRef: SECRETS, requestObject: [{ op: 'add', path: '/data', value: data }] }),
      (data) => ({ requestObject: { x: { [LAST_APPLIED]: JSON.stringify({ kind: 'Secret', data }) } } }),
    );
    const space = fc.constantFrom<number | undefined>(undefined, 1);
    fc.assert(
      fc.property(wrap, data, space, (make, secret, indent) => {
        const masked = Object.fromEntries(Object.entries(secret).map(([key, each]) => [key, each === null ? null : M]));
        const { text } = redact(JSON.stringify(make(secret), null, indent));
        expect(text).toBe(JSON.stringify(make(masked), null, indent));
      }),
    );
  });

  test('any JSON keeps its structure, and what is not masked its characters', () => {
    const kind = fc.constantFrom('Secret', 'SecretList', 'TokenReview', 'Pod');
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, 1, true, 'x'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.record(
          {
            kind,
            data: tie('node'),
            items: tie('node'),
            spec: tie('node'),
            token: tie('node'),
            requestObject: tie('node'),
            objectRef: fc.constant(SECRETS),
          },
          { requiredKeys: [] },
        ),
      ),
    })).node;
    const shape = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(shape);
      if (node === null || typeof node !== 'object') return node === null ? null : 0;
      return Object.fromEntries(Object.entries(node).map(([key, each]) => [key, shape(each)]));
    };
    fc.assert(
      fc.property(tree, (node) => {
        const text = JSON.stringify({ requestObject: node });
        const { text: result, masked } = redact(text);
        expect(shape(JSON.parse(result))).toEqual(shape(JSON.parse(text)));
        expect(redact(result).text).toBe(result);
        const pattern = masked.reduceRight(
          (rest, [start, end]) => `${rest.slice(0, start)}\u0000${rest.slice(end)}`,
          result,
        );
        const kept = pattern.split('\u0000');
        expect(kept.every((part) => text.includes(part))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('it never throws', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[{[]?(["\\:,{}[\]u0061a]|"data"|"kind"|"Secret"|"token":){0,40}$/), (text) => {
        expect(typeof redact(text).text).toBe('string');
      }),
    );
  });
});

describe('parts of a wrapped event', () => {
  const masked = MASK_STRING;
  test.each([
    ['{"log":"{\\"kind\\":\\"Event\\",\\"level\\":\\"Met","stream":"stdout"}', null],
    ['{"log":"I1123 some words of another program\\n","stream":"stdout"}', null],
    ['2026-11-23T21:29:26Z stdout F some words', null],
    ['2026-11-23T21:29:26Z stdout P {"kind":"Event","level":"Met', masked],
    ['{"log":"VyMg==\\",\\"b\\":\\"aHVudGVyMg==\\"}}\\n","stream":"stdout"}', `{"log":${masked},"stream":"stdout"}`],
    ['{"time":"2026","n":1, "log" : "aHVudGVyMgaHVudGVyMg', `{"time":"2026","n":1, "log" : ${masked}`],
    ['{"message":"{\\"kind\\":\\"Event\\",\\"requestObject\\":{\\"stringDa', `{"message":${masked}`],
    ['2026-11-23T21:29:26Z stdout P aHVudGVyMgaHVudGVyMg', `2026-11-23T21:29:26Z stdout P ${masked}`],
    ['2026-11-23T21:29:26Z stdout F Mg=="},"x":1}', `2026-11-23T21:29:26Z stdout F ${masked}`],
  ])('%s', (text, expected) => {
    expect(redact(text).text).toBe(expected ?? text);
  });
});

/** Every line of the logs at hand. */
function sampleLines(): { title: string; lines: readonly string[] } {
  const shared = sharedDir();
  if (shared === null) return { title: 'fixtures only', lines: linesOf(fixture('golden', 'events.jsonl')) };
  const samples = join(shared, 'samples');
  const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(log|jsonl|gz|json)$/.test(file),
  );
  return { title: '../shared/samples', lines: files.flatMap((file) => linesOf(join(samples, file))) };
}

function linesOf(file: string): string[] {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
}

describe(`recorded events (${sampleLines().title})`, () => {
  const lines = sampleLines().lines;

  test('no value of a secret and no token survives', () => {
    // The values the recording's clients gave their secrets and their tokens.
    const leaks = lines.map((line) => redact(line).text).filter((line) => /aHVudGVyMg|"token":"(?!•{8}")/.test(line));
    expect(leaks).toEqual([]);
  });

  test('lines without a secret are untouched', () => {
    const changed = lines.filter((line) => redact(line).text !== line);
    expect(changed.every((line) => /"secrets"|"tokenreviews"|"serviceaccounts"/.test(line))).toBe(true);
  });
});
