/** `text:` and `text~` on stdout: whole lines, bodies included, whatever form the event came in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXECUTABLE, LAUNCHER, NODE } from '../support/pty.ts';
import { auditty } from '../support/run.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-text-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const NOTES = ['plain', 'with "quotes" and <tags>', 'Größe 17', 'size 18', 'back\\slash', 'plain again'];

function event(note: string, at: number): Record<string, unknown> {
  return {
    kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Request', auditID: `id-${at}`, stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/a/configmaps', verb: at % 2 === 0 ? 'get' : 'create', user: { username: 'bob' },
    requestObject: { kind: 'ConfigMap', data: { note } },
    requestReceivedTimestamp: '2026-11-23T21:27:10.112734Z', stageTimestamp: `2026-11-23T21:27:1${at}.113204Z`,
  }; // biome-ignore format: a table
}

/** As Go writes it. */
const goLine = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
const EVENTS = NOTES.map(event);
const FORMS = [
  file('lines.log', EVENTS.map((each) => `${goLine(each)}\r\n`).join('')),
  file('list.log', `${goLine({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: EVENTS })}\n`),
  file('docker.log', EVENTS.map((each) => `${JSON.stringify({ log: `${goLine(each)}\n`, stream: 'x' })}\n`).join('')),
  file('jq.log', EVENTS.map((each) => JSON.stringify(each, null, 2)).join('\n')),
];

const QUERIES: readonly (readonly [query: string, found: readonly number[]])[] = [
  ['text:plain', [0, 5]],
  ['-text:plain', [1, 2, 3, 4]],
  ['text:Plain', []],
  ['text:"with \\"quotes\\" and <"', [1]],
  ['text:größe', [2]],
  ['text:GRÖSSE', []],
  ['text:=größe', []],
  // A backslash in the log's own words is two.
  ['text:back\\\\slash', [4]],
  ['text:"back\\\\slash"', [4]],
  ['verb:create text:(size OR plain)', [3, 5]],
  ['text:"\\"verb\\":\\"get\\""', [0, 2, 4]],
  ['text~"(größe|size) \\d+"', [2, 3]],
  ['-text~"(größe|size) \\d+" text:plain', [0, 5]],
  ['text~"(größe|size) \\d+" text~18 verb:create', [3]],
  ['text~{note":"plain"}', []],
  ['text~{.note":"plain"}|{"note":"plain"}', [0]],
];

describe.each(FORMS)('%s', (path) => {
  it.each(QUERIES)('%s', async (query, found) => {
    const { stdout, stderr, code } = await auditty(['count', '--by', 'audit', '-o', 'json', '-q', query, path]);
    expect(stderr).toBe('');
    const counted = JSON.parse(stdout) as { readonly audit: string }[]; // as asked for
    expect(counted.map(({ audit }) => audit).sort()).toEqual(found.map((at) => `id-${at}`));
    expect(code).toBe(found.length === 0 ? 1 : 0);
  });
});

it('prints what an expression is found in, in the order of the log', async () => {
  const { stdout } = await auditty(['print', '-o', 'jsonl', '-q', 'text~(plain|size)', FORMS[0] ?? '']);
  expect(stdout.match(/"id-\d"/g)).toEqual(['"id-0"', '"id-3"', '"id-5"']);
});

it('explains by the same filter', async () => {
  const policy = file('policy.yaml', 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
  const args = ['policy', 'explain', '--policy', policy, '-o', 'jsonl', '-q', 'text~plain text:again'];
  const { stdout } = await auditty([...args, FORMS[0] ?? '']);
  expect(stdout.match(/"id-\d"/g)).toEqual(['"id-5"']);
});

it('merges what expressions let through by time', async () => {
  const even = file(
    'even.log',
    EVENTS.filter((_, at) => at % 2 === 0)
      .map((each) => `${goLine(each)}\n`)
      .join(''),
  );
  const odd = file(
    'odd.log',
    EVENTS.filter((_, at) => at % 2 === 1)
      .map((each) => `${goLine(each)}\n`)
      .join(''),
  );
  const { stdout } = await auditty(['print', '-o', 'jsonl', '-q', 'text~.', even, odd]);
  expect(stdout.match(/"id-\d"/g)).toEqual(EVENTS.map((_, at) => `"id-${at}"`));
});

describe.each([
  ['node', NODE, [LAUNCHER]],
  ['the executable', EXECUTABLE, []],
] as const)('%s', (_, program, before) => {
  it('stops an expression that takes without end, and says so', async () => {
    const path = file('hostile.log', `${goLine(event(`${'a'.repeat(60)}!`, 0))}\n`);
    const args = [...before, 'print', '-q', 'text~"(a+)+$"', path];
    const { stdout, stderr, code } = await auditty(args, undefined, program);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/^auditty: the expression took .+ on one line and was (stopped|given up)\n$/);
    expect(code).toBe(2);
  });

  it('runs expressions', async () => {
    const args = [...before, 'count', '--by', 'verb', '-q', 'text~"größe \\d"', FORMS[0] ?? ''];
    const { stdout, code } = await auditty(args, undefined, program);
    expect(stdout).toMatch(/^get +1 +100\.0% {2}━+$/m);
    expect(code).toBe(0);
  });
});

it('says where an expression does not compile', async () => {
  const { stderr, code } = await auditty(['print', '-q', 'verb:get text~a(b', FORMS[0] ?? '']);
  expect(code).toBe(2);
  expect(stderr).toBe(
    'auditty: the query does not parse: this expression does not compile: a parenthesis is not closed\n' +
      '  verb:get text~a(b\n' +
      '                   ^\n',
  );
});
