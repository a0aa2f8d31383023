import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it, test } from 'vitest';
import { goldenPolicies, goldenRows } from '../policy/golden-set.ts';
import { LAUNCHER, NODE } from '../support/pty.ts';
import { auditty } from '../support/run.ts';
import { fixture, goldenSets, readJsonl } from '../support/shared.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-policy-'));
afterAll(() => rmSync(dir, { recursive: true }));

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}
const STAR = file('star.yaml', `${HEAD}rules:\n- level: Metadata\n  resources:\n  - group: "*"\n`);
const COURSE = fixture('policies', 'course.yaml');
const BROKEN = fixture('policies', 'broken.yaml');
const MAIN = fixture('policies', 'policy-main.yaml');

interface Report {
  readonly valid: boolean;
  readonly error: string | null;
  readonly warning: string | null;
  readonly rules: number;
  readonly diagnostics: readonly Record<string, unknown>[];
}

async function check(...args: string[]): Promise<Report & { readonly code: number | null }> {
  const { code, stdout } = await auditty(['policy', 'check', '-o', 'json', ...args]);
  return { ...(JSON.parse(stdout) as Report), code }; // its own form
}

describe('policy check', () => {
  it('tells scripts the verdict, the words of the apiserver, and what it found with its places', async () => {
    expect(await check(COURSE)).toEqual({
      code: 0,
      valid: true,
      error: null,
      warning:
        'Audit policy contains errors, falling back to lenient decoding: strict decoding error: unknown field "rules[0].resources[0].groups"',
      rules: 1,
      diagnostics: [
        expect.objectContaining({ severity: 'hint', path: 'rules[0]', line: 5, column: 3 }),
        expect.objectContaining({ severity: 'warning', path: 'rules[0].resources[0].groups', line: 8, column: 5 }),
        expect.objectContaining({
          severity: 'warning',
          path: 'rules[0].resources[0].resourceNames[0]',
          line: 10,
          column: 21,
        }),
      ],
    });
  });

  it('ends with 1 where the policy is refused', async () => {
    const report = await check(BROKEN);
    expect(report).toMatchObject({ code: 1, valid: false, warning: null, rules: 0 });
    expect(report.error).toMatch(/^\[rules\[0\]\.level: Unsupported value: "metadata"/);
    expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { path: 'rules[0].level', line: 5, column: 10 },
      { path: 'rules[1].nonResourceURLs[0]', line: 10, column: 21 },
    ]);
  });

  it('reads a policy as the named version does', async () => {
    expect(await check(STAR)).toMatchObject({ code: 0, valid: true });
    expect(await check('--kubernetes-version', 'v1.35.4', STAR)).toMatchObject({
      code: 1,
      valid: false,
      error: expect.stringMatching(/^rules\[0\]\.resources\.group: Invalid value: "\*": a lowercase RFC 1123/),
    });
    const wrong = await auditty(['policy', 'check', '--kubernetes-version', 'new', STAR]);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/a version of Kubernetes is needed, as 1\.36/);
  });

  it('tells people what each rule does, and shows each line with carets under it', async () => {
    const { code, stdout } = await auditty(['policy', 'check', COURSE]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'R0   RequestResponse 5-11  delete - pods named "webapp-pod " - namespace prod-namespace\n',
    );
    expect(stdout).toContain(
      `${COURSE}:10:21: warning: "webapp-pod " ends with white space, which is compared like any letter: ` +
        'no object can have such a name, so it never matches.\n' +
        ' 10 |     resourceNames: ["webapp-pod "]\n' +
        '    |                     ^^^^^^^^^^^^^\n' +
        '    |                     "webapp-pod"\n',
    );
    expect(stdout).toMatch(/: kube-apiserver 1\.37 starts with it; 2 warnings, 1 hint\n$/);
  });

  it('colours only where asked to, and never changes the text', async () => {
    const plain = await auditty(['policy', 'check', COURSE]);
    const colored = await auditty(['policy', 'check', '--color', 'always', COURSE]);
    expect(plain.stdout).not.toContain('\u001b');
    expect(colored.stdout).toContain('\u001b[33m');
    expect(stripVTControlCharacters(colored.stdout)).toBe(plain.stdout);
  });

  it('counts carets in cells, cuts long lines round the place, and lets nothing harmful through', async () => {
    const long = `# ${'x'.repeat(500)}`;
    const hostile = file('hostile.yaml', `${HEAD}rules:\n- {level: None, users: ["\\u001b[31m日本 "]} ${long}\n`);
    const { stdout } = await auditty(['policy', 'check', hostile]);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    const line = stdout.split('\n').find((each) => each.startsWith(' 4 | - {level')) ?? '';
    expect(line).toMatch(/^ 4 \| - \{level: None, users: \["\\u001b\[31m日本 "\]\} # x+\.\.\.$/);
    expect(line.length).toBeLessThan(180);
    // Two wide letters take four cells; then a space and a quote.
    expect(stdout).toContain(`   | ${' '.repeat(24)}${'^'.repeat('"\\u001b[31m'.length + 4 + 2)}\n`);
    const wide = file('wide.yaml', `${HEAD}rules:\n- {level: None, users: [日本], verbs: ["* "]}\n`);
    expect((await auditty(['policy', 'check', wide])).stdout).toMatch(/\n {3}\| {40}\^{4}\n/);
  });

  it('reads stdin, and says what cannot be read', async () => {
    const input = readFileSync(COURSE);
    const done = spawnSync(NODE, [LAUNCHER, 'policy', 'check', '-o', 'jsonl', '-'], { input, encoding: 'utf8' });
    expect(done.status).toBe(0);
    expect(done.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(done.stdout)).toMatchObject({ valid: true, rules: 1 });
    const missing = await auditty(['policy', 'check', join(dir, 'none.yaml')]);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toMatch(/^auditty: the policy .*none\.yaml cannot be read: there is no such file\n$/);
  });

  test.each(goldenSets())('$title: the verdict and the words of every policy', async (set) => {
    // In one process a policy is checked in milliseconds; the program itself is asked about each kind above.
    const { checkPolicy } = await import('../../src/policy/check.ts');
    for (const { file: name, ok, error, warnings } of goldenPolicies(set)) {
      const { loaded, diagnostics } = checkPolicy(readFileSync(join(set.dir, name), 'utf8'));
      expect([name, loaded.ok]).toEqual([name, ok]);
      expect(loaded.warning).toBe(warnings?.join('\n') ?? null);
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect([name, errors.length > 0]).toEqual([name, !ok]);
      if (!ok && !loaded.ok && !loaded.error.startsWith('failed decoding')) {
        expect(`${loaded.error}: from file <path>`).toBe(error);
      }
    }
  });
});

describe('policy explain', () => {
  test.each(goldenSets())('$title: says of every event what the apiserver decided', async (set) => {
    const events = join(set.dir, 'events.jsonl');
    const policies = goldenPolicies(set).filter(({ expected }) => expected !== undefined);
    // A process each: some policies of every kind are enough here, all of them are evaluated in test/policy.
    for (const { file: name, expected = '' } of policies.filter((_, at) => at % 8 === 0)) {
      const { code, stdout } = await auditty([
        'policy',
        'explain',
        '--policy',
        join(set.dir, name),
        '-o',
        'jsonl',
        events,
      ]);
      expect(code).toBe(0);
      const told = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>); // its own form
      expect(Object.keys(told[0] ?? {})).toEqual([
        'file', 'line', 'auditID', 'stage', 'ruleIndex', 'level', 'omitStages', 'omitManagedFields', 'recorded',
      ]); // biome-ignore format: a table
      const ids = readJsonl<{ auditID: string; stage: string }>(events);
      const wanted = goldenRows(set, expected).map((row, at) => ({
        file: events,
        line: at + 1,
        auditID: ids[at]?.auditID,
        stage: ids[at]?.stage,
        ruleIndex: row.ruleIndex,
        level: row.level,
        omitStages: row.omitStages,
        omitManagedFields: row.omitManagedFields,
        recorded: row.recorded,
      }));
      expect(told).toEqual(wanted);
    }
  });

  const LOG = fixture('audit.log');

  it('tells people the rule, what the policy says and the drift, an event a line', async () => {
    const { code, stdout } = await auditty(['policy', 'explain', '--policy', COURSE, '-n', '3', LOG]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^time +stage +level .* rule +policy says +drift$/);
    expect(lines[3]).toMatch(/ -- +not recorded +unrecorded$/);
  });

  it('reads several files one after the other, takes a filter, and writes one JSON array', async () => {
    const second = join(dir, 'second.log');
    copyFileSync(LOG, second);
    const args = ['policy', 'explain', '--policy', MAIN, '-o', 'json', '-q', 'verb:delete rule:R5', LOG, second];
    const { code, stdout } = await auditty(args);
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as { file: string; line: number; ruleIndex: number }[]; // its own form
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ ruleIndex }) => ruleIndex === 5)).toBe(true);
    const half = told.length / 2;
    expect(told.slice(0, half).map(({ line }) => line)).toEqual(told.slice(half).map(({ line }) => line));
    expect(new Set(told.map((each) => each.file))).toEqual(new Set([LOG, second]));
    const lines = readFileSync(LOG, 'utf8').split('\n');
    expect(told.slice(0, half).every(({ line }) => lines[line - 1]?.includes('"verb":"delete"'))).toBe(true);
  });

  it('counts lines across bad ones and items of lists, and keeps its exit code where nothing matches', async () => {
    const item = (id: string): string => `{"level":"Metadata","auditID":"${id}","stage":"Panic"}`;
    const list = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${item('b')},${item('c')}]}`;
    const log = file('mixed.log', `${item('a')}\nnot json\n\n${list}\n${item('d\\u202e')}`);
    const { code, stdout, stderr } = await auditty(['policy', 'explain', '--policy', MAIN, '-o', 'jsonl', log]);
    expect(code).toBe(0);
    expect(stderr).toBe('1 bad line\n');
    expect(stdout).not.toContain('\u202e');
    const told = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { auditID: string; line: number }); // as above
    expect(told.map(({ auditID, line }) => [auditID, line])).toEqual([['a', 1], ['b', 4], ['c', 4], ['d\u202e', 5]]); // biome-ignore format: a table
    const none = await auditty(['policy', 'explain', '--policy', MAIN, '-o', 'json', '-q', 'user:nobody', LOG]);
    expect(none).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  it('wants a policy that loads, and a file that is there', async () => {
    const without = await auditty(['policy', 'explain', LOG]);
    expect(without).toMatchObject({ code: 2, stderr: 'auditty: no policy given: add --policy FILE\n' });
    const refused = await auditty(['policy', 'explain', '--policy', BROKEN, LOG]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(' 5 | - level: metadata\n   |          ^^^^^^^^\n');
    const missing = await auditty(['policy', 'explain', '--policy', MAIN, join(dir, 'none.log'), LOG]);
    expect(missing).toMatchObject({ code: 3, stdout: '' });
  });
});
