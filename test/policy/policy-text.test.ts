import { expect, test } from 'vitest';
import { loadPolicy } from '../../src/policy/load.ts';
import { policyText } from '../../src/policy/policy-text.ts';

const TEXT = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  users: [jürgen]\n';

test.each<[string, Buffer]>([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16, little end first', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
])('a policy in %s', (_what, bytes) => {
  expect(loadPolicy(policyText(bytes))).toMatchObject({ ok: true, policy: { rules: [{ users: ['jürgen'] }] } });
});

test('bytes that are no UTF-8 are refused in YAML, at their place', () => {
  const bytes = Buffer.concat([Buffer.from(`${TEXT}- level: None\n  users: [`), Buffer.of(0xfc), Buffer.from(']\n')]);
  expect(loadPolicy(policyText(bytes))).toMatchObject({ ok: false, at: { line: 7, column: 11 } });
});

test('U+FFFD that is written is a character like any other', () => {
  expect(loadPolicy(policyText(Buffer.from(TEXT.replace('ü', '\ufffd'))))).toMatchObject({
    ok: true,
    policy: { rules: [{ users: ['j\ufffdrgen'] }] },
  });
});

test('bytes that are no UTF-8 are U+FFFD in JSON, as to Go', () => {
  const [head, tail] = ['{"apiVersion":"audit.k8s.io/v1","rules":[{"level":"None","users":["', '"]}]}'];
  const bytes = Buffer.concat([Buffer.from(head), Buffer.of(0xfc), Buffer.from(tail)]);
  expect(loadPolicy(policyText(bytes))).toMatchObject({ ok: true, policy: { rules: [{ users: ['\ufffd'] }] } });
});
