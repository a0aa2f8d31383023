import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startInTest } from '../support/e2e.ts';
import { EXECUTABLE, KEY, LAUNCHER, NODE, type PtyProgram } from '../support/pty.ts';
import { fixture } from '../support/shared.ts';

const MAIN = readFileSync(fixture('policies', 'policy-main.yaml'), 'utf8');
const EVENTS = readFileSync(fixture('audit.log'), 'utf8').trimEnd().split('\n').length;
const dir = mkdtempSync(join(tmpdir(), 'auditty-policy-'));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;
function policyFile(text: string): string {
  const path = join(dir, `policy-${files++}.yaml`);
  writeFileSync(path, text);
  return path;
}

describe.each([
  ['node', NODE, [LAUNCHER]],
  ['the executable', EXECUTABLE, []],
] as const)('a policy in the viewer: %s', (_, file, before) => {
  const open = (args: readonly string[], size = { columns: 120, rows: 40 }): PtyProgram => {
    const program = startInTest(file, [...before, ...args], size);
    return program;
  };

  it('is loaded again when it is edited, in place and by rename, without losing the place in the list', async () => {
    const path = policyFile(MAIN);
    const program = open([fixture('audit.log'), '--policy', path]);
    await program.until(`${EVENTS}/${EVENTS}`);
    program.keys(`${KEY.up}${KEY.up}${KEY.up}`);
    const place = `${EVENTS - 3}/${EVENTS}`;
    await program.until(place);
    const first = program.rows()[5]?.slice(30, 100) ?? '';
    const tag = /R(\d)/.exec(program.rows()[5]?.slice(100) ?? '')?.[1];
    expect(tag).toBeDefined();

    // One more rule in front: every tag moves on by one.
    writeFileSync(path, MAIN.replace('rules:\n', 'rules:\n- level: None\n  users: [nobody]\n'));
    await program.until('loaded again: 9 rules');
    const row = first.trim().replaceAll(/[^\w\s]/g, '\\$&');
    await program.until(new RegExp(`${row}.*R${Number(tag) + 1}`));
    await program.until('policy');
    expect(program.rows()[5]?.slice(30, 100)).toBe(first);

    const other = policyFile('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
    renameSync(other, path);
    await program.until('loaded again: 1 rule.');
    await program.until(/R0/);
    program.keys(KEY.escape);
    await program.until(place);
    expect(program.rows()[5]?.slice(30, 100)).toBe(first);
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
  });

  it('stays in force where an edit breaks it, until it is mended', async () => {
    const path = policyFile(MAIN);
    const program = open([fixture('audit.log'), '--policy', path]);
    await program.until(`${EVENTS}/${EVENTS}`);
    program.keys('P');
    await program.until('8 rules');
    await program.until(`${EVENTS} events`);
    const hits = program.rows().find((row) => row.includes('everything else'));
    writeFileSync(path, MAIN.replace('level: Request\n', 'level: Requests\n'));
    await program.until('The policy before stays in force');
    await program.until('Unsupported value: "Requests"');
    expect(program.rows().find((row) => row.includes('everything else'))).toBe(hits);
    rmSync(path);
    await program.until('cannot be read: there is no such file');
    writeFileSync(path, MAIN.replace('namespaces: ["audit-full"]', 'namespaces: ["nowhere"]'));
    await program.until('loaded again: 8 rules');
    await program.untilGone('stays in force');
    // The hits of the policy in force now.
    await program.until(/R6 .*namespace nowhere +unseen/);
    program.keys('qq');
    await program.ended();
  });

  it('is followed through a symlink that is turned to another file, as a mounted ConfigMap is', async () => {
    const [one, two] = [
      policyFile(MAIN),
      policyFile(MAIN.replace('rules:\n', 'rules:\n- level: None\n  users: [x]\n')),
    ];
    const link = join(dir, `link-${files++}.yaml`);
    symlinkSync(one, link);
    const program = open([fixture('audit.log'), '--policy', link]);
    await program.until(/R\d+/);
    symlinkSync(two, `${link}.new`);
    renameSync(`${link}.new`, link);
    await program.until('loaded again: 9 rules');
    program.keys('q');
    await program.ended();
  });

  it('shows why an event falls under its rule, the drift, and the lint', async () => {
    const log = join(dir, `audit-${files++}.log`);
    copyFileSync(fixture('audit.log'), log);
    const program = open([log, '--policy', fixture('policies', 'course.yaml')]);
    await program.until(/≠ [\d,]+ drift/);
    program.keys('P');
    await program.until('Why');
    await program.until('not to record it');
    program.keys('l');
    await program.until('Did you mean "group"?');
    await program.until(/8│ {3}- groups: ""/);
    program.keys(`${KEY.escape}G${KEY.enter}`);
    await program.until('› drift:*');
    program.keys('q');
    await program.ended();
  });

  it('that does not load ends the program with the places of its errors, and the terminal as it was', async () => {
    const path = policyFile(MAIN.replace('level: Request\n', 'level: Requests\n'));
    const program = open([fixture('audit.log'), '--policy', path], { columns: 200, rows: 40 });
    expect((await program.ended()).exitCode).toBe(2);
    expect(program.alternate()).toBe(false);
    expect(program.text()).toContain('does not load: rules[4].level: Unsupported value: "Requests"');
    expect(program.text()).toMatch(/23 \| - level: Requests\n +\| +\^{8}/);
  });
});
