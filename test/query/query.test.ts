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
import { checkFieldExpression } from '../../src/query/field-expression.ts';
import { formatQuery } from '../../src/query/format.ts';
import { expressionsOf, matcher, partialMatcher } from '../../src/query/match.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { EVERYTHING, FIELDS, type Field, plain, type Query, type Term, type Value } from '../../src/query/query.ts';

function parsed(text: string): Query {
  const result = parseQuery(text, 'stream');
  if (!result.ok) throw new Error(`${text}: ${result.message} at ${result.at}`);
  return result.query;
}

const EVENT = {
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
};

function event(over: Record<string, unknown> = {}) {
  const fields = fieldsOf({ ...EVENT, ...over });
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
    ['verb:get OR user:alice', true],
    ['verb:get OR user:bob', false],
    ['verb:get user:alice OR code:403', true],
    ['(verb:get OR verb:update) code:200', false],
    ['(verb:get OR verb:update) AND NOT code:200', true],
    ['-(verb:get OR verb:update)', false],
    ['-(verb:update code:200)', true],
    ['NOT (verb:update OR code:200)', false],
    ['user~^ali', true],
    ['user~ICE$', false],
    ['user:/^a.i/', true],
    ['-user~^ali', false],
    ['as~.*', false],
    ['verb:(get OR /^up/)', true],
    ['code:[400 TO 499]', true],
    ['code:[403 TO 403]', true],
    ['code:{403 TO 500]', false],
    ['code:[* TO 500}', true],
    ['code:(200 OR >=400)', true],
    ['latency:500us', true],
    ['latency:>400us', true],
    ['latency:>500us', false],
    ['latency:[0 TO 1ms]', true],
    ['time:2026-11-23', true],
    ['time:2026-11-24', false],
    ['time:2026-11-23T21:27Z', true],
    ['time:21:27', true],
    ['time:21:28', false],
    ['time:21:27:10', true],
    ['time:22:27+01:00', true],
    ['time:[21:20 TO 21:30]', true],
    ['time:[21:30 TO 21:20]', false],
    ['time:[23:50 TO 21:28]', true],
    ['time:>21:27', true],
    ['time:<21:27', false],
    ['time:[2026-11-23T21:27:10.113234Z TO *]', true],
    ['time:{2026-11-23T21:27:10.113234Z TO *]', false],
    ['time:*', true],
    ['has:as', false],
    ['has:(as OR code)', true],
    ['-has:as', true],
    ['has:error', true],
    ['has:truncated', false],
    ['error:true', true],
    ['error:False', false],
    ['human:true', true],
    ['mutating:true', true],
    ['truncated:false', true],
    ['binding:*', false],
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

describe('times are as precise as they were typed', () => {
  /** 2026-11-24T12:00Z. */
  const now = 1_795_521_600_000_000;
  it.each([
    ['time:2026-11-24', 'time:2026-11-24'],
    ['time:today', 'time:2026-11-24'],
    ['time:2026-11-24Z', 'time:2026-11-24'],
    ['time:2026-11-24+01:00', 'time:[2026-11-23T23:00:00Z TO 2026-11-24T23:00:00Z}'],
    ['time:"today 03:10"', 'time:2026-11-24T03:10Z'],
    ['time:"yesterday 03:10:05"', 'time:2026-11-23T03:10:05Z'],
    ['time:2026-11-24T03:10+01:00', 'time:2026-11-24T02:10Z'],
    ['time:"2026-11-24 03:10:05.25"', 'time:2026-11-24T03:10:05.25Z'],
    ['time:>-10m', 'time:>2026-11-24T11:50:00Z'],
    ['time:<=2026-11-24+01:00', 'time:<=2026-11-23T23:00:00Z'],
    ['time:[today TO now]', 'time:[2026-11-24 TO 2026-11-24T12:00:00Z]'],
  ])('%s: %s', (typed, expected) => {
    const result = parseQuery(typed, 'stream', { now, local: false });
    expect(result.ok && formatQuery(result.query)).toBe(expected);
  });

  it('takes a local day from midnight to midnight', () => {
    const result = parseQuery('time:(2026-11-24 OR today)', 'stream', { now, local: true });
    const [term] = result.ok ? result.query.terms : [];
    const passes = result.ok ? matcher(result.query) : () => false;
    const on = (...of: [number, number, number, number, number]): boolean =>
      passes(event({ stageTimestamp: new Date(...of).toISOString() }), CONTEXT);
    expect(term).toMatchObject({ kind: 'field', field: 'time' });
    expect([on(2026, 10, 23, 23, 59), on(2026, 10, 24, 0, 0), on(2026, 10, 24, 23, 59), on(2026, 10, 25, 0, 0)]).toEqual([
      false, true, true, false,
    ]); // biome-ignore format: a list
  });

  it.each([
    // Both end at the midnight of the clock that they are told by.
    ['time:>=18:00+05:00', ['13:00', '18:59'], ['12:59', '19:00', '23:00']],
    ['time:<06:00+05:00', ['19:00', '23:59', '00:59'], ['18:59', '01:00']],
    ['time:[18:00-03:00 TO *]', ['21:00', '02:59'], ['20:59', '03:00']],
    ['time:{* TO 00:00+05:00}', [], ['00:00', '18:59', '19:00']],
    ['time:{23:59:59.999999 TO 00:00}', [], ['00:00', '12:00']],
    ['time:{06:00 TO 06:00}', [], ['06:00', '12:00']],
    ['time:[06:00 TO 06:00]', ['06:00'], ['06:01', '05:59']],
  ])('%s', (text, within, without) => {
    const passes = matcher(parsed(text));
    const on = (time: string): boolean => passes(event({ stageTimestamp: `2026-11-24T${time}:00Z` }), CONTEXT);
    expect([within.filter((time) => !on(time)), without.filter(on)]).toEqual([[], []]);
  });
});

describe('what an event holds', () => {
  const REASON = 'RBAC: allowed by RoleBinding "ci/prod" of ClusterRole "edit" to ServiceAccount "ci-bot/prod"';
  const ANNOTATIONS = {
    'authorization.k8s.io/decision': 'allow',
    'authorization.k8s.io/reason': REASON,
    'k8s.io/deprecated': 'true',
    'k8s.io/removed-release': '1.38',
    'pod-security.kubernetes.io/enforce-policy': 'baseline:latest',
    'pod-security.kubernetes.io/audit-violations': 'would violate ...',
    'mutation.webhook.admission.k8s.io/round_0_index_1':
      '{"configuration":"c","webhook":"inject.example.com","mutated":true}',
    'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': 'check.example.com',
  };
  const body = {
    spec: {
      replicas: 3,
      containers: [{ image: 'nginx:1' }, { image: 'busybox', args: ['-x', 7] }],
      on: true,
      cpu: null,
    },
    metadata: { labels: { 'app.kubernetes.io/name': 'Web', 'a "b"': 'c' }, creationTimestamp: '2026-11-23T20:00:00Z' },
    size: '100kB',
    memory: '128Mi',
    cpu: '500m',
  };
  const passes = (text: string): boolean => {
    const value = { ...EVENT, requestObject: body, annotations: ANNOTATIONS };
    const bytes = Buffer.from(JSON.stringify(value));
    return matcher(parsed(text))(event(value), CONTEXT, { bytes, from: 0, to: bytes.length });
  };

  it.each([
    ['requestObject.spec.replicas:3', true],
    ['requestobject.spec.replicas:>2', true],
    ['requestObject.spec.replicas:>3', false],
    ['requestObject.spec.replicas:[1 TO 3}', false],
    ['-requestObject.spec.replicas:>3', true],
    ['requestObject.spec.missing:>3', false],
    ['-requestObject.spec.missing:>3', true],
    ['requestObject.spec.missing:""', true],
    ['requestObject.spec.cpu:""', true],
    ['requestObject.spec.on:true', true],
    ['requestObject.spec.containers.image:nginx*', true],
    ['requestObject.spec.containers.1.image:busybox', true],
    ['requestObject.spec.containers.0.image:busybox', false],
    ['requestObject.spec.containers.args:-x', true],
    ['requestObject.spec.containers.args:7', true],
    ['requestObject.spec.containers.args.1:>6', true],
    ['requestObject.spec.containers.image~^busy', true],
    ['requestObject.spec:*', true],
    ['requestObject.spec:x', false],
    ['requestObject.spec:""', false],
    ['requestObject.size:>50kB', false],
    ['requestObject.memory:>64Mi', true],
    ['requestObject.memory:[128Mi TO 1G]', true],
    ['requestObject.cpu:>1k', false],
    ['requestObject.metadata.labels.app.kubernetes.io/name:web', true],
    ['requestObject.metadata.labels.app.kubernetes.io/name:=web', false],
    ['requestObject.metadata.labels."app.kubernetes.io/name":Web', true],
    [String.raw`requestObject.metadata.labels."a \"b\"":c`.replaceAll('\\\\', '\\'), true],
    ['requestObject.metadata.creationTimestamp:<2026-11-23T21:00Z', true],
    ['requestObject.metadata.creationTimestamp:>2026-11-24', false],
    ['annotations.authorization.k8s.io/decision:allow', true],
    ['responseStatus.code:>=400', true],
    ['user.username:alice', true],
    ['objectRef.resource:deployments', true],
    ['has:requestObject', true],
    ['has:responseObject', false],
    ['has:requestObject.spec.cpu', false],
    ['has:annotations.k8s.io/deprecated', true],
    ['deprecated:true', true],
    ['-has:deprecated', false],
    ['psa:baseline:*', true],
    ['psa:violation', true],
    ['psa:exempt', false],
    ['webhook:inject*', true],
    ['webhook:check.example.com', true],
    ['webhook:other', false],
    ['binding:ci', true],
    ['binding:ci/prod', true],
    ['binding:ci/dev', false],
    ['role:edit', true],
    ['role:(view OR edit)', true],
    ['size:>1kB', true],
    ['size:>1MB', false],
    ['(has:responseObject OR deprecated:true) role:edit', true],
  ])('%s: %s', (text, expected) => {
    expect(passes(text)).toBe(expected);
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

  it('leaves expressions on whole lines to a worker', () => {
    const query = parsed('verb:update (text~a OR text:b -text~c)');
    const [a, c, ...more] = expressionsOf(query);
    if (a === undefined || c === undefined) throw new Error('two are expected');
    expect([formatQuery({ terms: [a, c] }), more]).toEqual(['text~a -text~c', []]);
    const passes = partialMatcher(query);
    const answers = (found: boolean, other: boolean) => new Map([[a, found], [c, other]]); // biome-ignore format: pairs
    expect(passes(event(), CONTEXT, raw, new Map())).toBe(null);
    expect(passes(event(), CONTEXT, raw, new Map([[a, true]]))).toBe(true);
    expect(passes(event(), CONTEXT, raw, answers(false, false))).toBe(true);
    expect(passes(event(), CONTEXT, raw, answers(false, true))).toBe(false);
    expect(passes(event({ verb: 'get' }), CONTEXT, raw, new Map())).toBe(false);
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
    ['user:>5', 5, 'user has no order; code, latency, size, time and what an event holds do'],
    ['user:[a TO b]', 5, 'user has no order; code, latency, size, time and what an event holds do'],
    ['a OR', 4, 'a term is missing here'],
    ['OR a', 0, 'a term is missing here'],
    ['a OR OR b', 5, 'a term is missing here'],
    ['a AND', 5, 'a term is missing here'],
    ['NOT', 3, 'a term is missing here'],
    ['a -', 3, 'a term is missing here'],
    ['(a b', 0, 'this parenthesis is not closed'],
    ['a (b OR (c)', 2, 'this parenthesis is not closed'],
    ['()', 1, 'a term is missing here'],
    ['a)', 1, 'nothing is open that this could close'],
    ['user~a(b', 6, 'this expression does not compile: a parenthesis is not closed'],
    ['user~"a b[c"', 9, 'this expression does not compile: a [ is not closed'],
    ['user:/a**/', 7, 'this expression does not compile: there is nothing here to repeat'],
    [
      'user~(?=a)',
      5,
      'this expression does not compile: looking ahead or behind is not part of RE2, which expressions on fields are',
    ],
    ['latency:>500', 8, 'latency is compared with a span of time, as in latency:>500ms: 500 of what? us, ms, s, m, h'],
    ['latency~5', 8, 'latency is no text that an expression could match: it is a span of time, as in latency:>500ms'],
    ['size:>big', 5, 'size is compared with a size, as in size:>100kB, not big'],
    ['code:[500 TO 599', 5, 'a range is written [500 TO 599], or {500 TO 599} without its ends'],
    ['code:[500 TO x]', 5, 'code is compared with a number, as in code:>=400'],
    ['time:>25:00', 5, 'there is no such time of day'],
    ['time:2026-02-31', 5, 'there is no 2026-02-31'],
    ['time:[03:10 TO 2026-11-24T03:10Z]', 5, 'one end is a time of day, the other one a date: give both the date'],
    ['error:maybe', 6, 'error is true or false, as in error:true'],
    ['has:nothing', 4, 'no field nothing. In quotes it is searched as text'],
    ['code>=400', 0, 'this is written code:>=.... In quotes it is searched as text'],
    ['x user!=bob', 2, 'this is written -user:value. In quotes it is searched as text'],
    [
      'spec.replicas:3',
      0,
      'no field spec.replicas. A path begins at the top of the event: requestObject.spec.replicas',
    ],
    [
      'requestObjekt.spec:1',
      0,
      'no field requestObjekt.spec. A path begins at the top of the event. Did you mean requestObject.spec?',
    ],
    [
      'requests:true',
      0,
      'requests: is known in the viewer alone, as a request goes on; stage:(ResponseComplete OR Panic) is near to it',
    ],
    ['ip:10.0.0.0/99', 3, 'this is no network, as 10.0.0.0/8 is'],
  ])('%s', (text, at, message) => {
    expect(parseQuery(text, 'stream')).toMatchObject({ ok: false, at, message });
  });

  it('knows in the viewer which events are the last of their request', () => {
    expect(parseQuery('requests:true', 'viewer')).toMatchObject({ ok: true });
  });
});

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('OR', '-x', '=a', '"', 'a b', '(', '\\', 'x:y', '', '>5', '[a TO b]', '/a/', 'code>=400'),
);
const some = text.filter((t) => t !== '');
const negate = fc.boolean();
const exact = text.map((t): Value => plain(t, true));
const number = fc.nat(999).map(String);
const operator = fc.constantFrom('>', '>=', '<', '<=');
const order = (bound: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.oneof(
    fc.record({ kind: fc.constant('compared' as const), operator, bound }),
    fc.record({
      kind: fc.constant('range' as const),
      from: fc.oneof(bound, fc.constant('*')),
      to: bound,
      withFrom: fc.boolean(),
      withTo: fc.boolean(),
    }),
  );
const expressionText = fc
  .oneof(some, fc.array(fc.constantFrom('a', '(', ')', '[', ']', '\\', '"', ' ', '/', '+', 'A'), { maxLength: 8 }))
  .map((parts) => (typeof parts === 'string' ? parts : parts.join('')))
  .filter((expression) => expression !== '');
const list = (value: fc.Arbitrary<Value>) => fc.array(value, { minLength: 1, maxLength: 3 });
const named = (field: Field, values: fc.Arbitrary<readonly Value[]>): fc.Arbitrary<Term> =>
  fc.record({ kind: fc.constant('field' as const), field: fc.constant(field), values, negate });
const path = fc.constantFrom(
  'requestObject.spec.replicas',
  'annotations.authorization.k8s.io/decision',
  'user.extra."a b:c"',
);
const NOT_TEXT = ['time', 'latency', 'size', 'requests'];
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom(...FIELDS.filter((field) => !NOT_TEXT.includes(field))),
    values: list(exact),
    negate,
  }),
  named('code', list(order(number))),
  named('latency', list(order(number.map((n) => `${n}ms`)))),
  named('size', list(order(number.map((n) => `${n}kB`)))),
  named('time', list(order(fc.constantFrom('2026-11-24T03:10:00Z', '2026-11-24T03:10:00.5Z')))),
  named(
    'user',
    expressionText
      .filter((expression) => checkFieldExpression(expression) === null)
      .map((expression): Value[] => [{ kind: 'expression', expression }]),
  ),
  fc.record({ kind: fc.constant('path' as const), path, values: list(fc.oneof(exact, order(number))), negate }),
  fc.record({ kind: fc.constant('has' as const), what: fc.oneof(path, fc.constantFrom('user', 'code')), negate }),
  fc.record({ kind: fc.constant('word' as const), text: some, negate }),
  fc.record({ kind: fc.constant('fuzzy' as const), text }),
  fc.record({
    kind: fc.constant('text' as const),
    values: fc.array(fc.record({ kind: fc.constant('plain' as const), text: some, exact: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
    negate,
  }),
  fc.record({
    kind: fc.constant('expression' as const),
    field: fc.constant('text' as const),
    expression: expressionText.filter((expression) => checkExpression(expression) === null),
    negate,
  }),
);
/**
 * As it is read: a group of one alternative is negated and has several terms, and none of several is nothing but a group
 * of its own.
 */
const { terms } = fc.letrec<{ terms: readonly Term[]; alternative: Query; group: Term }>((tie) => ({
  alternative: fc
    .array(fc.oneof({ depthSize: 'small' }, term, tie('group')), { minLength: 1, maxLength: 3 })
    .map((all): Query => ({ terms: all })),
  group: fc.oneof(
    fc.record({
      kind: fc.constant('group' as const),
      alternatives: fc
        .array(tie('alternative'), { minLength: 2, maxLength: 3 })
        .filter(
          (all) => !all.some(({ terms: [only, more] }) => only?.kind === 'group' && !only.negate && more === undefined),
        ),
      negate,
    }),
    fc.record({
      kind: fc.constant('group' as const),
      alternatives: tie('alternative')
        .filter((query) => query.terms.length > 1)
        .map((query) => [query]),
      negate: fc.constant(true),
    }),
  ),
  terms: fc.array(fc.oneof({ depthSize: 'small' }, { weight: 4, arbitrary: term }, tie('group')), { maxLength: 4 }),
}));

/** Texts as they may be typed: pieces of filters in any order, most of which do not parse. */
const typed = fc
  .array(
    fc.constantFrom(
      ...['a', '"b c"', 'user:', '=x', 'bob', 'code:', '>=400', '[1 TO 5]', 'time:', '03:10', '2026-11-24', 'requestObject.a', ':', '~', '^x', '/y/'],
      ...['(', ')', '-', 'NOT', 'AND', 'OR', 'has:', 'as', 'text:', 'fuzzy:', "'q", '*', '"', '\\', ' ', ' ', ' ', ' ', ' OR '],
    ),
    { maxLength: 14 },
  )
  .map((all) => all.join('')); // biome-ignore format: a list

describe('text and structure', () => {
  it('reads what it wrote of any text that it has read', () => {
    let read = 0;
    fc.assert(
      fc.property(typed, (all) => {
        const result = parseQuery(all, 'stream', { now: 1_764_000_000_000_000, local: false });
        if (!result.ok) return;
        read++;
        expect(parsed(formatQuery(result.query))).toEqual(result.query);
      }),
      { numRuns: 6000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(terms, (all) => {
        expect(parsed(formatQuery({ terms: all }))).toEqual({ terms: all });
      }),
      { numRuns: 2000 },
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
