import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { scheduler } from '../../src/demo/actors.ts';
import { createDemo } from '../../src/demo/generate.ts';
import { demoPolicy } from '../../src/demo/policy.ts';
import { goJson, record } from '../../src/demo/request.ts';
import { attributesOf } from '../../src/policy/attributes.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { evaluate, recorded } from '../../src/policy/match.ts';

const END = Date.UTC(2026, 10, 23, 21, 30) * 1000;
const HOUR = 3600e6;
const lines = createDemo(7).lines(END - HOUR, END, 4);
const events = lines.map((line) => JSON.parse(line));

test('the same seed gives the same bytes, another one others', () => {
  const again = createDemo(7).lines(END - HOUR, END, 4);
  expect(again).toEqual(lines);
  expect(createDemo(8).lines(END - HOUR, END, 4)).not.toEqual(lines);
});

test('times go on from call to call, and later stages come in later calls', () => {
  const demo = createDemo(7);
  const parts: string[] = [];
  for (let at = END - HOUR; at < END; at += HOUR / 60) {
    const part = demo.lines(at, at + HOUR / 60, 4);
    // Nothing is written before it happened.
    for (const line of part)
      expect(Date.parse(JSON.parse(line).stageTimestamp) * 1000).toBeLessThanOrEqual(at + HOUR / 60);
    parts.push(...part);
  }
  const ids = parts.map((line) => JSON.parse(line)).map((event) => `${event.auditID} ${event.stage}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(parts.length).toBeGreaterThan(lines.length * 0.8);
});

describe('every line', () => {
  test('is an event as the log backend writes it', () => {
    const keys = [
      ...[
        'kind',
        'apiVersion',
        'level',
        'auditID',
        'stage',
        'requestURI',
        'verb',
        'user',
        'impersonatedUser',
        'sourceIPs',
      ],
      ...['userAgent', 'objectRef', 'responseStatus', 'requestObject', 'responseObject', 'requestReceivedTimestamp'],
      ...['stageTimestamp', 'annotations'],
    ];
    for (const [n, event] of events.entries()) {
      const line = lines[n] ?? '';
      expect(goJson(event)).toBe(line); // No spaces, Go's escapes, nothing that JSON does not hold.
      expect(line).not.toMatch(/[\n&<>\u2028\u2029]/);
      expect(Object.keys(event)).toEqual(keys.filter((key) => key in event));
      expect(event).toMatchObject({ kind: 'Event', apiVersion: 'audit.k8s.io/v1' });
      for (const key of ['level', 'auditID', 'stage', 'requestURI', 'verb']) expect(event[key]).toMatch(/./);
      for (const key of ['requestReceivedTimestamp', 'stageTimestamp']) {
        expect(event[key]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      }
      expect('bad' in fieldsOf(event)).toBe(false);
    }
  });

  test('says nothing at RequestReceived that is not known yet', () => {
    for (const event of events.filter((one) => one.stage === 'RequestReceived')) {
      for (const key of ['responseStatus', 'annotations', 'requestObject', 'responseObject', 'impersonatedUser']) {
        expect(event).not.toHaveProperty(key);
      }
      expect(event.stageTimestamp).toBe(event.requestReceivedTimestamp);
    }
  });
});

test('escapes are those of Go', () => {
  expect(goJson({ a: '<b>&\u2028\u2029\u001b\n"\u202e' })).toBe(
    '{"a":"\\u003cb\\u003e\\u0026\\u2028\\u2029\\u001b\\n\\"\u202e"}',
  );
});

test('a failed authentication leaves one stage, and no user', () => {
  const failed = events.filter((event) => event.responseStatus?.code === 401);
  const ids = new Set(failed.map((event) => event.auditID));
  for (const event of events.filter((one) => ids.has(one.auditID))) {
    expect(event).toMatchObject({ stage: 'ResponseStarted', user: {}, objectRef: { resource: 'namespaces' } });
    expect(event).not.toHaveProperty('annotations');
  }
});

test('the stages of a request are in their order, with one time of receipt', () => {
  const order = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'];
  const requests = new Map<string, { stage: string; stageTimestamp: string; requestReceivedTimestamp: string }[]>();
  for (const event of events) requests.set(event.auditID, [...(requests.get(event.auditID) ?? []), event]);
  for (const stages of requests.values()) {
    const sorted = [...stages].sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
    const times = sorted.map((event) => event.stageTimestamp);
    expect([...times].sort()).toEqual(times);
    expect(new Set(stages.map((event) => event.requestReceivedTimestamp)).size).toBe(1);
    expect(new Set(stages.map((event) => event.stage)).size).toBe(stages.length);
  }
});

test('lines are nearly in the order of their stageTimestamp', () => {
  let newest = '';
  let behind = 0;
  for (const { stageTimestamp } of events) {
    if (stageTimestamp < newest) {
      behind++;
      expect(Date.parse(newest) - Date.parse(stageTimestamp)).toBeLessThanOrEqual(13);
    } else newest = stageTimestamp;
  }
  expect(behind).toBeGreaterThan(0);
  expect(behind / events.length).toBeLessThan(0.05);
});

test('there is something of everything', () => {
  const has = (what: (event: (typeof events)[number]) => boolean): number => events.filter(what).length;
  for (const code of [101, 200, 201, 401, 403, 404, 409, 500]) {
    expect(
      has((event) => event.responseStatus?.code === code),
      `code ${code}`,
    ).toBeGreaterThan(0);
  }
  for (const level of ['Metadata', 'Request', 'RequestResponse'])
    expect(has((event) => event.level === level)).toBeGreaterThan(100);
  for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']) {
    expect(
      has((event) => event.verb === verb),
      verb,
    ).toBeGreaterThan(20);
  }
  for (const path of ['/healthz', '/metrics', '/openapi/v3'])
    expect(has((event) => event.requestURI === path)).toBeGreaterThan(0);
  for (const resource of ['secrets', 'clusterrolebindings', 'leases', 'deployments']) {
    expect(
      has((event) => event.objectRef?.resource === resource),
      resource,
    ).toBeGreaterThan(0);
  }
  expect(has((event) => event.impersonatedUser !== undefined)).toBeGreaterThan(0);
  expect(has((event) => event.objectRef?.subresource === 'binding')).toBeGreaterThan(0);
  // The incidents: the wrong delete, the hunt for secrets, the binding that gives everything.
  expect(has((event) => event.verb === 'delete' && event.objectRef?.resource === 'deployments')).toBeGreaterThan(0);
  expect(
    has((event) => event.user.username?.endsWith(':runner-legacy') && event.responseStatus?.code === 403),
  ).toBeGreaterThan(20);
  expect(has((event) => event.requestObject?.roleRef?.name === 'cluster-admin')).toBeGreaterThan(0);
});

test('the policy loads, and records just what the log holds', () => {
  const loaded = loadPolicy(demoPolicy);
  expect(loaded).toMatchObject({ ok: true, warning: null });
  if (!loaded.ok) throw new Error(loaded.error);
  expect(loaded.policy.rules.length).toBe(10);
  const hit = new Set<number>();
  for (const event of events) {
    const fields = fieldsOf(event);
    if ('bad' in fields || !('stage' in fields)) throw new Error('a bad event');
    const verdict = evaluate(loaded.policy, attributesOf(fields));
    hit.add(verdict.ruleIndex);
    expect([event.requestURI, verdict.level]).toEqual([event.requestURI, event.level]);
    expect(recorded(verdict, event.stage)).toBe(true);
  }
  expect([...hit].sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]); // The first two record nothing.
});

test('leader election and probes are recorded by nobody', () => {
  const target = {
    resource: 'leases',
    namespace: 'kube-system',
    name: 'kube-scheduler',
    apiGroup: 'coordination.k8s.io',
  };
  const request = { actor: scheduler, auditID: 'x', uri: '/x', code: 200, latency: 1 };
  expect(record({ ...request, verb: 'update', target }, END)).toEqual([]);
  expect(record({ ...request, verb: 'get', target: null, uri: '/livez/ping' }, END)).toEqual([]);
  expect(record({ ...request, verb: 'list', target }, END).length).toBe(1);
});
