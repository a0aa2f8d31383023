/** The forms of a line through the program: `print`, `count` and `policy explain` see the same events. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditty } from '../support/run.ts';
import { fixture } from '../support/shared.ts';

const POLICY = fixture('policies', 'policy-main.yaml');
const dir = mkdtempSync(join(tmpdir(), 'auditty-forms-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

// As a program writes them again, so that every form can give them byte for byte.
const LINES = readFileSync(fixture('audit.log'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.stringify(JSON.parse(line)));
const VALUES = LINES.map((line) => JSON.parse(line) as { readonly kind: string; readonly apiVersion: string });
const LIST = {
  kind: 'EventList',
  apiVersion: 'audit.k8s.io/v1',
  metadata: {},
  items: VALUES.map(({ kind: _, apiVersion: __, ...item }) => item),
};
const FORMS: readonly (readonly [string, string])[] = [
  ['lines', LINES.join('\n')],
  ['a webhook body', `${JSON.stringify(LIST)}\n`],
  ['a webhook body over many lines', JSON.stringify(LIST, null, 2)],
  ['jq', `${VALUES.map((value) => JSON.stringify(value, null, 2)).join('\n')}\n`],
  ['an array', JSON.stringify(VALUES)],
  ['an array, a line an event', `[\n${LINES.join(',\n')}\n]\n`],
  ['docker', LINES.map((line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: 'x' })).join('\n')],
  ['CRI', LINES.map((line) => `2026-11-23T21:29:26.204137Z stdout F ${line}\n`).join('')],
  ['filebeat', VALUES.map((message) => `${JSON.stringify({ '@timestamp': 'x', message })}\n`).join('')],
  ['odd bytes', `\ufeff${LINES.map((line) => `\u0000\u0000${line}\r\n\n`).join('')}`],
];

describe.each(FORMS)('%s', (name, text) => {
  const path = file(`${name.replaceAll(' ', '-')}.log`, text);

  it('prints the events', async () => {
    const { stdout, stderr, code } = await auditty(['print', '--no-redact', '-o', 'jsonl', path]);
    expect({ stdout, stderr, code }).toEqual({ stdout: `${LINES.join('\n')}\n`, stderr: '', code: 0 });
  });

  it('counts them', async () => {
    const counted = await auditty(['count', '--by', 'verb,user', '-o', 'json', path]);
    expect(counted.stdout).toBe(
      (await auditty(['count', '--by', 'verb,user', '-o', 'json', fixture('audit.log')])).stdout,
    );
  });

  it('explains them, at their lines', async () => {
    const explained = async (log: string) => {
      const { stdout } = await auditty(['policy', 'explain', '--policy', POLICY, '-o', 'jsonl', log]);
      const lines = stdout.trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line) as { line: number; file: string }); // the stable form
    };
    const plain = await explained(fixture('audit.log'));
    const found = await explained(path);
    expect(found.map(({ line: _, file: __, ...rest }) => rest)).toEqual(
      plain.map(({ line: _, file: __, ...rest }) => rest),
    );
    const source = text.split('\n');
    if (source.length > LINES.length)
      for (const { line } of found) expect(source[line - 1]).toMatch(/^[\0\ufeff]*\s*\{|F \{/);
  });
});

it('the legacy format comes as JSON, and nothing else of it is said than it knows', async () => {
  const path = fixture('golden', 'legacy-expected.txt');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const { stdout, stderr, code } = await auditty(['print', '-o', 'jsonl', path]);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { auditID: string; level?: string }); // an event a line
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(events.map(({ auditID }) => auditID)).toEqual(lines.map((line) => / id="([^"]*)"/.exec(line)?.[1]));
  expect(events.every((event) => !('level' in event))).toBe(true);
  // What was printed reads as what it was printed from.
  expect((await auditty(['print', '-o', 'csv', file('again.log', stdout)])).stdout).toBe(
    (await auditty(['print', '-o', 'csv', path])).stdout,
  );
  const explained = await auditty(['policy', 'explain', '--policy', POLICY, path]);
  expect(explained.stdout).not.toMatch(/lower|higher/);
});

it('tells what is none of them', async () => {
  const text = `${LINES[0]}\n2026-11-23T21:33:46Z AUDIT: id="x"\n{\n  "kind": "Event",\n`;
  const { stdout, stderr } = await auditty(['print', '--no-redact', '-o', 'jsonl', file('bad.log', text)]);
  expect(stdout).toBe(`${LINES[0]}\n`);
  expect(stderr).toContain('3 bad lines');
});
