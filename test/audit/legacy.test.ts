import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFields } from '../../src/audit/event.ts';
import { fieldsOf } from '../../src/audit/fields.ts';
import { readGoString, readGoStrings } from '../../src/audit/go-string.ts';
import { legacyEvent, looksLegacy } from '../../src/audit/legacy.ts';
import { fixture, sharedDir } from '../support/shared.ts';

function fields(line: string): EventFields {
  const json = legacyEvent(line);
  if (typeof json !== 'string') throw new Error(`${json.bad}: ${line}`);
  const read = fieldsOf(JSON.parse(json));
  if ('bad' in read) throw new Error(read.bad);
  return read;
}

/** A line as EventString writes it, with some values changed. */
function line(over: Readonly<Record<string, string>> = {}, time = '2026-11-23T21:33:46.461580639Z'): string {
  const values = {
    id: '"a"', stage: '"RequestReceived"', ip: '"<unknown>"', method: '"get"', user: '"<none>"', groups: '"<none>"', as: '"<self>"',
    asgroups: '"<lookup>"', 'user-agent': '""', namespace: '"<none>"', uri: '"/"', response: '"<deferred>"', ...over,
  }; // biome-ignore format: a table
  return `${time} AUDIT: ${Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')}`;
}

describe('Go strings', () => {
  it.each([
    ['""', ''],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\"\'"', '\u0007\b\f\n\r\t\v\\"\''],
    ['"\\x00\\x1b\\x7f"', '\u0000\u001b\u007f'],
    ['"\\xff\\xe2\\x82"', '\ufffd\ufffd\ufffd'],
    ['"\\u202e\\U0001f600é😀"', '\u202e😀é😀'],
  ])('%s', (literal, value) => {
    expect(readGoString(`x${literal}y`, 1)).toEqual({ value, end: literal.length + 1 });
  });

  it.each(['a', '"a', '"a\\"', '"\\q"', '"\\x1"', '"\\ud800"', '"\\U00110000"', '"\\u12"', '"\\'])(
    'refuses %s',
    (text) => {
      expect(readGoString(text, 0)).toBe(null);
    },
  );

  it('reads lists', () => {
    expect(readGoStrings('')).toEqual([]);
    expect(readGoStrings('"a","b,\\"c","<none>"')).toEqual(['a', 'b,"c', '<none>']);
    for (const none of ['<none>', '"a",', '"a" "b"', ',']) expect(readGoStrings(none), none).toBe(null);
  });

  it('takes megabytes', () => {
    expect(readGoString(`"${'\\n'.repeat(2_000_000)}"`, 0)?.value.length).toBe(2_000_000);
  });
});

describe('lines', () => {
  it('become one compact event that says what is recorded and what the URI tells', () => {
    const text = line({
      id: '"1"', stage: '"ResponseComplete"', ip: '"10.0.0.1"', method: '"create"', user: '"j\\"ö"',
      groups: '"\\"a\\",\\"b\\\\\\"c\\""', as: '"bob"', asgroups: '"\\"x\\""', 'user-agent': '"k\\x1b"', namespace: '"prod"',
      uri: '"/apis/apps/v1/namespaces/prod/deployments/web/scale?x=1"', response: '"201"',
    }); // biome-ignore format: a table
    expect(legacyEvent(text)).toBe(
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"1","stage":"ResponseComplete","requestURI":"/apis/apps/v1/namespaces/prod/deployments/web/scale?x=1",' +
        '"verb":"create","user":{"username":"j\\"ö","groups":["a","b\\"c"]},"impersonatedUser":{"username":"bob","groups":["x"]},"sourceIPs":["10.0.0.1"],"userAgent":"k\\u001b",' +
        '"objectRef":{"resource":"deployments","namespace":"prod","name":"web","apiGroup":"apps","apiVersion":"v1","subresource":"scale"},' +
        '"responseStatus":{"metadata":{},"code":201},"requestReceivedTimestamp":"2026-11-23T21:33:46.461580Z"}',
    );
  });

  it('leaves out what is absent', () => {
    expect(legacyEvent(line())).toBe(
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","stage":"RequestReceived","requestURI":"/","verb":"get","user":{},"requestReceivedTimestamp":"2026-11-23T21:33:46.461580Z"}',
    );
  });

  it.each([
    ['2026-11-23T21:33:46Z', '2026-11-23T21:33:46.000000Z'],
    ['2026-11-23T23:03:46.5+01:30', '2026-11-23T21:33:46.500000Z'],
    ['2026-11-23T13:33:46.000000001-08:00', '2026-11-23T21:33:46.000000Z'],
  ])('reads the time %s', (time, utc) => {
    expect(legacyEvent(line({}, time))).toContain(`"requestReceivedTimestamp":"${utc}"`);
  });

  it.each([
    [
      'watch',
      '/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dx&watch=true',
      'a',
      { resource: 'pods', namespace: 'a', name: 'x' },
    ],
    ['list', '/api/v1/pods', '<none>', { resource: 'pods', namespace: '', name: '' }],
    // What is recorded wins over the path, either way.
    ['get', '/api/v1/namespaces/a/pods/x', 'b', { resource: 'pods', namespace: 'b', name: 'x' }],
    ['get', '/api/v1/namespaces/a/pods/x', '<none>', { resource: 'pods', namespace: '', name: 'x' }],
    ['get', '/api/v1/namespaces/%3Cnone%3E/pods/x', '<none>', { resource: 'pods', namespace: '<none>', name: 'x' }],
    ['get', '/odd', 'b', { isResource: true, resource: '', namespace: 'b' }],
    ['get', '/healthz', '<none>', { isResource: false, resource: '' }],
    ['', '/api/v1/pods', '<none>', { isResource: true, verb: '', resource: 'pods' }],
    [
      'proxy',
      '/api/v1/proxy/namespaces/a/pods/x',
      'a',
      { resource: 'pods', verb: 'proxy', name: 'x', subresource: '' },
    ],
  ])('derives the object of %s %s in %s', (verb, uri, namespace, found) => {
    const text = line({ method: `"${verb}"`, uri: `"${uri}"`, namespace: `"${namespace}"` });
    expect(fields(text)).toMatchObject(found);
  });

  it.each([
    [line().slice(0, -1), 'legacy format: no response="..." at byte 200'],
    [line().slice(0, 60), 'legacy format: no stage="..." at byte 45'],
    [line({ id: '"ü"' }).slice(0, 61), 'legacy format: no stage="..." at byte 46'],
    [line({}, 'yesterday'), 'legacy format: it does not begin with a time'],
    [line({ groups: '"a"' }), 'legacy format: its groups are no list of quoted strings'],
    [line({ response: '"ok"' }), 'legacy format: its response is no number'],
    [`${line()} x`, 'legacy format: more text after the response'],
  ])('says what is wrong with %s', (text, bad) => {
    expect(looksLegacy(text)).toBe(true);
    expect(legacyEvent(text)).toEqual({ bad });
  });

  it('never throws', () => {
    const whole = line({ groups: '"\\"a\\",\\"\\\\x\\""' });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string(), (from, to, text) => {
        legacyEvent(whole.slice(0, from) + text + whole.slice(to));
      }),
    );
  });
});

const shared = sharedDir();
const sets: readonly (readonly [string, string, string])[] = [
  ['a part in fixtures', fixture('golden', 'events.jsonl'), fixture('golden', 'legacy-expected.txt')],
  ...(shared === null
    ? []
    : [
        [
          'all in ../shared',
          join(shared, 'golden', 'events.jsonl'),
          join(shared, 'golden', 'legacy-expected.txt'),
        ] as const,
      ]),
];

describe.each(sets)('golden events, %s', (_, events, expected) => {
  const jsons = readFileSync(events, 'utf8').trimEnd().split('\n');
  const lines = readFileSync(expected, 'utf8').trimEnd().split('\n');

  it('line n says of event n what the format can say', () => {
    expect(lines.length).toBe(jsons.length);
    for (const [at, text] of lines.entries()) {
      const whole = fieldsOf(JSON.parse(jsons[at] ?? ''));
      if ('bad' in whole) throw new Error(whole.bad);
      const { auditID, stage, requestURI, verb, user, as, userAgent, namespace, code, received } = whole;
      const ips = whole.sourceIPs.slice(0, 1);
      const groups = user === '' ? [] : whole.groups;
      expect(fields(text), text).toMatchObject({
        auditID, stage, requestURI, verb, user, as, userAgent, namespace, code, groups, sourceIPs: ips,
        time: received, received: Number.NaN, level: '',
      }); // biome-ignore format: a table
    }
  });
});

describe.skipIf(shared === null)('the recorded legacy log (../shared)', () => {
  it('is read whole', () => {
    const lines = readFileSync(join(shared ?? '', 'samples', 'legacy.log'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBe(1586);
    for (const text of lines) expect(fields(text).time).toBeGreaterThan(0);
  });

  it('derives the objects that the JSON format records', () => {
    // Lines made from recorded events say what EventString would; the object must come out as recorded.
    const events = readFileSync(join(shared ?? '', 'samples', 'audit.log'), 'utf8')
      .trimEnd()
      .split('\n');
    let compared = 0;
    for (const json of events) {
      const whole = fieldsOf(JSON.parse(json));
      if ('bad' in whole) throw new Error(whole.bad);
      const { verb, requestURI, namespace, isResource, resource, subresource, apiGroup, apiVersion, name } = whole;
      const found = fields(
        line({
          method: JSON.stringify(verb),
          uri: JSON.stringify(requestURI),
          namespace: `"${namespace || '<none>'}"`,
        }),
      );
      const fromBody = (verb === 'create' || verb === 'update') && found.name === '';
      expect(found, json).toMatchObject({
        isResource,
        resource,
        subresource,
        apiGroup,
        apiVersion,
        namespace,
        ...(fromBody ? {} : { name }),
      });
      compared++;
    }
    expect(compared).toBeGreaterThan(3000);
  });
});
