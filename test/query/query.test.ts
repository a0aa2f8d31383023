import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { checkExpression } from '../../src/query/check-expression.ts';
import {
  dropLast,
  excludedValues,
  includedValues,
  toggleExclude,
  toggleInclude,
  withFuzzy,
} from '../../src/query/edit.ts';
import { formatQuery } from '../../src/query/format.ts';
import { matcher, splitExpressions } from '../../src/query/match.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { EVERYTHING, FIELDS, type Query, type Term } from '../../src/query/query.ts';

function parsed(text: string): Query {
  const result = parseQuery(text, 'stream');
  if (!result.ok) throw new Error(`${text}: ${result.message} at ${result.at}`);
  return result.query;
}

function event(over: Record<string, unknown> = {}) {
  const fields = fieldsOf({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: 'id-1',
    stage: 'ResponseComplete',
    requestURI: '/apis/apps/v1/namespaces/prod/deployments/web-1/scale?timeout=3s',
    verb: 'update',
    user: { username: 'Alice', groups: ['devs', 'system:authenticated'] },
    sourceIPs: ['10.1.2.3', '192.168.0.9'],
    userAgent: 'kubectl/v1.37.2',
    objectRef: { resource: 'deployments', subresource: 'scale', apiGroup: 'apps', namespace: 'prod', name: 'web-1' },
    responseStatus: { code: 403, status: 'Failure', reason: 'Forbidden' },
    requestReceivedTimestamp: '2026-11-23T21:27:10.112734Z',
    stageTimestamp: '2026-11-23T21:27:10.113234Z',
    annotations: { 'authorization.k8s.io/decision': 'forbid' },
    ...over,
  });
  if ('bad' in fields) throw new Error(fields.bad);
  return fields;
}

const CONTEXT = { source: 'audit.log', rule: 'R5', drift: 'higher' };

describe('matching', () => {
  it.each([
    ['', true],
    ['verb:update', true],
    ['verb:(get OR update)', true],
    ['verb:(get OR list)', false],
    ['-verb:get', true],
    ['NOT verb:update', false],
    ['user:alice', true],
    ['user:Alice', true],
    ['user:ALICE', false],
    ['user:=alice', false],
    ['user:ali*', true],
    ['user:a?ice', true],
    ['user:ali', false],
    ['group:devs', true],
    ['group:system:auth*', true],
    ['ip:10.0.0.0/8', true],
    ['ip:11.0.0.0/8', false],
    ['ip:192.168.0.9', true],
    ['resource:deployments', false],
    ['resource:deployments/scale', true],
    ['resource:deployments.apps/scale', true],
    ['resource:*/scale', true],
    ['resource:deployments/*', true],
    ['resource:deployments.batch/scale', false],
    ['apigroup:apps', true],
    ['code:403', true],
    ['code:>=400', true],
    ['code:<400', false],
    ['status:Forbidden', true],
    ['decision:forbid', true],
    ['as:""', true],
    ['as:*', false],
    ['-as:bob', true],
    ['rule:R5', true],
    ['drift:higher', true],
    ['drift:(lower OR higher)', true],
    ['drift:*', true],
    ['-drift:*', false],
    ['drift:lower', false],
    ['-drift:lower', true],
    ['higher', false],
    ['source:audit.log', true],
    ['kubectl', true],
    ['-kubectl', false],
    ['"web-1"', true],
    ['timeout', false],
    ['uri:*timeout=3s', true],
    ['fuzzy:kubctl', true],
    ['fuzzy:"alce web"', true],
    ['fuzzy:"alice nothere"', false],
  ])('%s: %s', (text, expected) => {
    expect(matcher(parsed(text))(event(), CONTEXT)).toBe(expected);
  });

  it('finds a word in the path of a non-resource request, not in its query', () => {
    const health = event({ objectRef: null, requestURI: '/healthz/etcd?verbose' });
    expect(matcher(parsed('etcd'))(health, CONTEXT)).toBe(true);
    expect(matcher(parsed('verbose'))(health, CONTEXT)).toBe(false);
  });

  it('takes an event that does not drift as one without the field', () => {
    const passes = (text: string): boolean => matcher(parsed(text))(event(), { ...CONTEXT, drift: '' });
    expect(passes('drift:*')).toBe(false);
    expect(passes('drift:(unrecorded OR stage OR higher OR lower)')).toBe(false);
    expect(passes('-drift:*')).toBe(true);
    expect(passes('-drift:lower')).toBe(true);
    expect(passes('drift:""')).toBe(true);
  });

  it('takes a missing code as no number', () => {
    const early = event({ responseStatus: null });
    expect(matcher(parsed('code:<400'))(early, CONTEXT)).toBe(false);
    expect(matcher(parsed('-code:<400'))(early, CONTEXT)).toBe(true);
  });

  it('answers a hostile wildcard in time', () => {
    const long = event({ user: { username: 'a'.repeat(20_000) } });
    expect(matcher(parsed(`user:${'a*'.repeat(50)}b`))(long, CONTEXT)).toBe(false);
  });
});

describe('whole lines', () => {
  const LINE = '{"verb":"get","requestObject":{"note":"a \\u003cb\\u003e \\"Ünder\\" c:\\\\d","size":17}}';
  const raw = { bytes: Buffer.from(`xx${LINE}yy`), from: 2, to: 2 + Buffer.byteLength(LINE) };
  it.each([
    ['text:"requestobject"', true],
    ['text:requestObject', true],
    ['text:REQUESTOBJECT', false],
    ['text:=requestobject', false],
    ['-text:requestobject', false],
    ['text:"a <b>"', true],
    [String.raw`text:"\"verb\":\"get\""`, true],
    [String.raw`text:"\"ünder\""`, true],
    ['text:=ünder', false],
    [String.raw`text:c:\d`, true],
    ['text:yy', false],
    ['text:xx', false],
    ['text:(nothing OR note)', true],
    ['-text:(nothing OR note)', false],
    ['text:note text:nothing', false],
    ['verb:update text:note', true],
    ['verb:get text:note', false],
    ['text~size":\\d+', true],
    [String.raw`text~"\"get\",\"requestobject\":{.{0,9}\"note"`, true],
    [String.raw`text~"get\",\"requestobject\":{2}"`, false],
    ['text~Size', false],
    ['text~\\W17\\D', true],
    ['text:/^{"verb.*}$/', true],
    ['text~"b.{8}Ü"', false],
    ['text~"b.*ü"', true],
    ['-text~size', false],
    // What is in a field's text is not a line.
    ['text:path/', false],
    ['text:/healthz', false],
  ])('%s: %s', (text, expected) => {
    expect(matcher(parsed(text))(event(), CONTEXT, raw)).toBe(expected);
  });

  it.each([
    ['text:/a b/ verb:get', 'text~"a b" verb:get'],
    ['text:/api/v1/pods verb:get', 'text:"/api/v1/pods" verb:get'],
    ['text~(a|b)\\)[)] x', 'text~(a|b)\\)[)] x'],
    ['TEXT:a', 'text:a'],
    ['NOT text~a', '-text~a'],
  ])('%s reads %s', (text, expected) => {
    expect(formatQuery(parsed(text))).toBe(expected);
  });

  it('says what an expression leaves to a worker', () => {
    const { rest, expressions } = splitExpressions(parsed('verb:get text~a text:b -text~c'));
    expect(formatQuery(rest)).toBe('verb:get text:b');
    expect(formatQuery({ terms: expressions })).toBe('text~a -text~c');
  });
});

describe('errors have a place and a plain word', () => {
  it.each([
    ['usr:alice', 0, 'no field usr. Did you mean user?'],
    ['verb:get xyzzyq:1', 9, 'no field xyzzyq. In quotes it is searched as text'],
    ['verb:', 5, 'a value is missing here'],
    ['verb:(get', 5, 'this parenthesis is not closed'],
    ['verb:(get list)', 10, 'OR is missing between the values'],
    ['"abc', 0, 'this quote is not closed'],
    ['a OR b', 2, 'OR between terms is not there yet; field:(a OR b) is'],
    ['user~a.*', 4, 'regular expressions on fields are not there yet; text~EXPR searches whole lines'],
    ['user:/a.*/', 5, 'regular expressions on fields are not there yet; text~EXPR searches whole lines'],
    ['text:', 5, 'a value is missing here'],
    ['text:""', 5, 'a text to look for is missing here'],
    ['text:(a b)', 8, 'OR is missing between the values'],
    ['text:"a', 5, 'this quote is not closed'],
    ['text~', 5, 'an expression is missing here'],
    ['text~ a', 5, 'an expression is missing here'],
    ['verb:get text~a(b', 17, 'this expression does not compile: a parenthesis is not closed'],
    ['text~"a b[c"', 11, 'this expression does not compile: a [ is not closed'],
    ['text~"\\"a(\\"b"', 13, 'this expression does not compile: a parenthesis is not closed'],
    ['text~{a}]b** c', 12, 'this expression does not compile: there is nothing here to repeat'],
    ['text:/a**/', 9, 'this expression does not compile: there is nothing here to repeat'],
    ['text~[z-a]', 9, 'this expression does not compile: range out of order in character class'],
    ['text~\\y', 6, 'this expression does not compile: no letter or sign can be escaped like this'],
    ['code:>=x', 5, 'code is compared with a number, as in code:>=400'],
    ['user:>5', 5, 'user has no order; only code can be compared yet'],
    ['ip:10.0.0.0/99', 3, 'this is no network, as 10.0.0.0/8 is'],
    ['(a b)', 0, 'parentheses go round the values of one field, as in verb:(get OR list)'],
    ['requestObject.spec:1', 0, 'requestObject.spec: paths into an event are not there yet'],
  ])('%s', (text, at, message) => {
    expect(parseQuery(text)).toMatchObject({ ok: false, at, message });
  });

  it('refuses in the viewer what its index does not hold', () => {
    expect(parseQuery('uri:/api')).toMatchObject({ ok: false });
    expect(parseQuery('uri:/api', 'stream')).toMatchObject({ ok: true });
  });
});

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('OR', '-x', '=a', '"', 'a b', '(', '\\', 'x:y', ''),
);
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom(...FIELDS.filter((field) => !['time', 'latency', 'ip', 'code'].includes(field))),
    values: fc.array(fc.record({ text, exact: fc.constant(true) }), { minLength: 1, maxLength: 3 }),
    negate: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('word' as const), text: text.filter((t) => t !== ''), negate: fc.boolean() }),
  fc.record({ kind: fc.constant('fuzzy' as const), text }),
  fc.record({
    kind: fc.constant('text' as const),
    values: fc.array(fc.record({ text: text.filter((t) => t !== ''), exact: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
    negate: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('expression' as const),
    field: fc.constant('text' as const),
    expression: fc
      .oneof(text, fc.array(fc.constantFrom('a', '(', ')', '[', ']', '\\', '"', ' ', '/', '+', 'A'), { maxLength: 8 }))
      .map((parts) => (typeof parts === 'string' ? parts : parts.join('')))
      .filter((expression) => expression !== '' && checkExpression(expression) === null),
    negate: fc.boolean(),
  }),
);

describe('text and structure', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), (terms) => {
        expect(parsed(formatQuery({ terms }))).toEqual({ terms });
      }),
      { numRuns: 500 },
    );
  });

  it('toggles, and takes back what it toggled', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const included = toggleInclude(EVERYTHING, 'user', value);
        expect(includedValues(parsed(formatQuery(included)), 'user')).toEqual([value]);
        expect(matcher(included)(event({ user: { username: value } }), CONTEXT)).toBe(true);
        expect(toggleInclude(included, 'user', value)).toEqual(EVERYTHING);
        const excluded = toggleExclude(included, 'user', value);
        expect(includedValues(excluded, 'user')).toEqual([]);
        expect(excludedValues(excluded, 'user')).toEqual([value]);
        expect(matcher(excluded)(event({ user: { username: value } }), CONTEXT)).toBe(false);
      }),
    );
  });

  it('joins values of one pane', () => {
    const two = toggleInclude(toggleInclude(EVERYTHING, 'verb', 'get'), 'verb', 'list');
    expect(formatQuery(two)).toBe('verb:(get OR list)');
    expect(formatQuery(toggleExclude(two, 'verb', 'get'))).toBe('verb:list -verb:get');
    expect(formatQuery(toggleInclude(EVERYTHING, 'resource', 'pods'))).toBe('resource:=pods');
    expect(formatQuery(toggleInclude(EVERYTHING, 'ns', ''))).toBe('ns:""');
    expect(formatQuery(dropLast(two))).toBe('');
    expect(formatQuery(withFuzzy(withFuzzy(two, 'a'), 'b c'))).toBe('verb:(get OR list) fuzzy:"b c"');
  });
});
