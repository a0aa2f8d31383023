import { describe, expect, it } from 'vitest';
import { event, traffic } from './events.ts';
import { selectedRow, start } from './run.tsx';

const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: None
  users: [bob]
- level: Metadata
  verbs: [get]
  users: [alice]
- level: Metadata
  verbs: [watch]
`;

const HIT = '#2f2740';

describe('a loaded policy', () => {
  it('tags every row with its rule, and dims what it would not record', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    const rows = screen.rows();
    const bob = rows.findIndex((row) => row.includes('pod-26'));
    const alice = rows.findIndex((row) => row.includes('pod-27'));
    expect(rows[bob]).toMatch(/bob +200 R0≠$/);
    expect(rows[alice]).toMatch(/alice +200 R1$/);
    const name = rows[alice]?.indexOf('pod-27') ?? -1;
    expect(screen.cell(alice, name).foreground).toBe('default');
    expect(screen.cell(bob, name).foreground).toBe('#989ea6');
  });

  it('highlights the rows of a rule without hiding others, and steps through them', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    screen.type('h');
    await screen.until('Highlighting R0');
    const tinted = (): string[] => screen.rows().filter((_, row) => screen.cell(row, 60).background === HIT);
    expect(tinted()).toHaveLength(9);
    expect(tinted().every((row) => row.includes('R0'))).toBe(true);
    await screen.until('30 events');
    screen.type('[');
    await screen.until('27/30');
    expect(selectedRow(screen, 40)).toContain('pod-26');
    screen.type(']');
    await screen.until('30/30');
    screen.type('h');
    await screen.until('No highlight on R0');
    expect(tinted()).toHaveLength(0);
  });

  it('is highlighted from the start where asked', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY, highlight: [1] });
    await screen.until('R0≠');
    await screen.until(() =>
      screen.rows().some((row, at) => row.includes('pod-27') && screen.cell(at, 60).background === HIT),
    );
  });

  it('marks highlighted rows by a sign where there are no tints', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY, highlight: [1], depth: 'mono' });
    await screen.until(/alice +200 R1\*/);
    expect(screen.written()).not.toMatch(/\u001b\[(?:3[0-7]|9[0-7]|[34]8;[\d;]+)m/);
  });

  it('lists its rules with counts and lines, and filters by one', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    screen.type('P');
    const text = await screen.until(/R1 +Metadata +get · user alice +20 .* 66\.7% +6-8/);
    expect(text).toMatch(/R0 +None +user bob +10 .* 33\.3% +4-5/);
    expect(text).toMatch(/R2 +Metadata +watch +unseen/);
    expect(text).toMatch(/Policy +policy\.yaml · 3 rules · loads cleanly · 2 hints +30 events/);
    screen.type('jh');
    await screen.until('Highlighting R1');
    await screen.until(/6│ - level: Metadata/);
    screen.type(' ');
    await screen.until(/^\+R1/m);
    screen.type('\u001b');
    await screen.until('› rule:R1');
    await screen.until('20 of 30 events');
    screen.type('Pk\r');
    await screen.until('› rule:R0');
    await screen.until('10 of 30 events');
  });

  it('says that there is none where none is loaded', async () => {
    const { screen } = start(traffic(3), [120, 40]);
    await screen.until('3/3');
    screen.type('P');
    await screen.until('No policy is loaded: start with --policy FILE.');
  });

  it('is loaded while the screen is there already', async () => {
    const { screen } = start(traffic(3), [120, 40], { policy: POLICY });
    screen.type('P');
    await screen.until('3 rules');
  });

  it('ends the viewer where it does not load, with the reason and the terminal as it was', async () => {
    const { screen, ended } = start(traffic(3), [120, 40], { policy: 'kind: Policy\n' });
    await expect(ended).rejects.toThrow('the policy does not load');
    expect(screen.written()).toMatch(/\u001b\[\?1049l/);
  });
});

it('shows what is wrong with a policy that was found and does not load, and goes on without', async () => {
  const { screen, edit } = start(traffic(30), [120, 40], { policy: '# found\nkind: Policy\n' });
  await screen.until('✗ policy.yaml');
  await screen.until('30/30');
  screen.type('P');
  await screen.until('The file does not load at line 2.');
  expect(screen.text()).not.toContain('stays in force');
  edit({ kind: 'text', text: POLICY });
  await screen.until('3 rules');
  await screen.until(/Why R\d/);
});

describe('why an event falls under its rule', () => {
  it('tells for each rule the first condition that failed, and what matched', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    screen.type('kkkk');
    await screen.until('26/30');
    screen.type('P');
    const text = await screen.until('Why R1 for the selected event');
    expect(text).toMatch(/records {2}level Metadata$/m);
    expect(text).toMatch(/R0 +✗ +users +alice is not bob/);
    expect(text).toMatch(/R1 +✓ +matches +user alice and verb get · lines 6-8/);
    expect(text).toMatch(/R2 +· +not reached +would not match: get is not watch/);
    // There is room for the file too: that of the rule under the cursor.
    expect(text).toMatch(/7│ {3}verbs: \[get\]/);
  });

  it('shows the rules before it first, and others as the cursor goes to them, where not all have room', async () => {
    const rules = Array.from({ length: 12 }, (_, at) => `- level: None\n  users: [user-${at}]\n`).join('');
    const policy = `${POLICY.slice(0, POLICY.indexOf('- level'))}${rules}- level: Metadata\n- level: None\n  verbs: [x]\n`;
    const { screen } = start(traffic(3), [80, 24], { policy });
    await screen.until('3/3');
    screen.type('P');
    await screen.until(/R12 +✓ +matches/);
    expect(screen.text()).toMatch(/R11 +✗ +users/);
    expect(screen.text()).not.toMatch(/R0 +✗|R13 +· /);
    screen.type('g');
    await screen.until(/R0 +✗ +users/);
    screen.type('Gkk');
    await screen.until(/R13 +· +not reached/);
  });

  it('has its turn with the file on a small screen', async () => {
    const { screen } = start(traffic(30), [80, 24], { policy: POLICY });
    await screen.until('30/30');
    screen.type('P');
    await screen.until('Why R');
    expect(screen.text()).not.toMatch(/│ - level/);
    screen.type('w');
    await screen.until(/│ - level/);
    expect(screen.text()).not.toContain('Why R');
    screen.type('w');
    await screen.until('Why R');
  });

  it('steps from drift to drift, and says what is likely behind it', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    screen.type('kkkkP');
    await screen.until('Why R1');
    screen.type('E');
    const text = await screen.until('Why R0 for the selected event');
    expect(text).toMatch(/≠ drift {2}recorded at Metadata, but R0 of policy\.yaml says not to record it, likely/);
    expect(text).toMatch(/another policy was in\s+force/);
    screen.type('\u001b');
    await screen.until('24/30');
    expect(selectedRow(screen, 40)).toMatch(/bob .*R0≠/);
  });
});

describe('drift', () => {
  it('is counted in the header, is a facet, and filters', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY });
    const text = await screen.until('≠ 10 drift');
    expect(text).toMatch(/Drift ─+/);
    await screen.until(/≠ unrecorded +10/);
    expect(screen.text()).toMatch(/as it says +20/);
    screen.type('P');
    await screen.until(/≠ drift +recorded otherwise than this policy says +10/);
    screen.type('G\r');
    await screen.until('› drift:*');
    await screen.until('10 of 30 events');
  });

  it('dims only what the policy would not record, and filters by its kind', async () => {
    const policy = POLICY.replace('rules:', 'omitStages: [ResponseStarted]\nrules:');
    const events = [
      event({ name: 'too-early', stage: 'ResponseStarted' }),
      event({ name: 'too-much', level: 'RequestResponse' }),
      event({ name: 'as-it-says' }),
      event({ name: 'selected' }),
    ];
    const { screen, engine } = start(events, [120, 40], { policy });
    await screen.until('R1≠');
    const shown = (name: string) => {
      const row = screen.rows().findIndex((line) => line.includes(name));
      const { foreground } = screen.cell(row, screen.rows()[row]?.indexOf(name) ?? -1);
      return { drifts: screen.rows()[row]?.includes('R1≠'), dim: foreground !== 'default' };
    };
    expect(shown('as-it-says')).toEqual({ drifts: false, dim: false });
    expect(shown('too-much')).toEqual({ drifts: true, dim: false });
    expect(shown('too-early')).toEqual({ drifts: true, dim: true });
    screen.type(':drift:higher\r');
    await screen.until('1 of 4 events');
    expect(screen.text()).toContain('too-much');
    await engine.policy(null);
    await screen.until('0 of 4 events');
  });

  it('has no pane where there is none', async () => {
    const { screen } = start(traffic(30), [120, 40], {
      policy: `${POLICY.slice(0, POLICY.indexOf('- level'))}- level: Metadata\n`,
    });
    await screen.until(/200 R0$/m);
    expect(screen.text()).not.toMatch(/Drift|drift/);
  });

  // Of a create the apiserver has no name before it reads the body, which is after the policy was asked.
  const CREATED = { verb: 'create', level: 'RequestResponse', name: 'web', uri: '/api/v1/namespaces/prod/pods' };
  const BY_NAME =
    '- level: RequestResponse\n  resources: [{resources: [pods], resourceNames: [web]}]\n- level: Metadata\n';
  const CUT = { 'audit.k8s.io/truncated': 'true' };
  const OTHER = 'another policy was in force when it was recorded';

  it.each([
    ['body', CREATED, BY_NAME, 'R1 .* says Metadata', 'its name or namespace was filled in from the body after the policy was evaluated'],
    ['another name in the body', { ...CREATED, name: 'db' }, BY_NAME, 'R1 .* says Metadata', OTHER],
    ['truncated', { level: 'Metadata', annotations: CUT }, '- level: Request\n', 'R0 .* says Request', 'its bodies were cut off \\(audit\\.k8s\\.io/truncated\\)'],
    ['truncated, yet above the level', { level: 'RequestResponse', annotations: CUT }, '- level: Request\n', 'R0 .* says Request', OTHER],
    ['not truncated', { level: 'Metadata' }, '- level: Request\n', 'R0 .* says Request', OTHER],
  ])('tells the likely reason: %s', async (_, some, rules, says, reason) => {
    const policy = `${POLICY.slice(0, POLICY.indexOf('- level'))}${rules}`;
    const { screen } = start([event(some)], [200, 60], { policy });
    await screen.until('≠ 1 drift');
    screen.type('P');
    await screen.until('Why R');
    // The words are wrapped as the pane is wide.
    const flowing = new RegExp(`≠ drift recorded at ${some.level}, but ${says}, likely because ${reason}`.replaceAll(' ', '\\s+'));
    await screen.until(flowing);
    screen.type('\u001b\r');
    await screen.until(new RegExp(reason.replaceAll(' ', '\\s+')));
  }); // biome-ignore format: a table

  it('says in the opened event what was recorded and what the policy says', async () => {
    const { screen } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    screen.type('\r');
    const text = await screen.until('≠ drift');
    expect(text).toMatch(/recorded at Metadata, but R0 of policy\.yaml says not to record it, likely because/);
  });
});

describe('a policy file that changes', () => {
  const NONE = POLICY.replace('users: [bob]', 'users: [carol]');

  it('is loaded again without losing the place in the list', async () => {
    const { screen, edit } = start(traffic(300), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    screen.type('kkkkkkkkkkkkkkkkkkkk');
    await screen.until('280/300');
    const before = selectedRow(screen, 40);
    const place = screen.rows().indexOf(before);
    edit({ kind: 'text', text: NONE });
    await screen.until('policy.yaml changed and was loaded again: 3 rules.');
    await screen.until(/bob +200 --/);
    const after = selectedRow(screen, 40);
    expect(screen.rows().indexOf(after)).toBe(place);
    expect(after.slice(30, 90)).toBe(before.slice(30, 90));
  });

  it('that does not load any more leaves the policy before in force, and is told with its place', async () => {
    const { screen, edit } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    edit({ kind: 'text', text: POLICY.replace('level: None', 'level: none') });
    await screen.until('policy.yaml does not load any more (line 4)');
    await screen.until('✗ policy.yaml line 4');
    expect(screen.text()).toContain('R0≠');
    screen.type('P');
    const text = await screen.until('The file does not load at line 4. The policy before stays in force.');
    expect(text).toContain('rules[0].level: Unsupported value: "none"');
    expect(text).toMatch(/R0 +None +user bob/);
    screen.type('l');
    await screen.until(/4│ - level: none/);
    await screen.until(/│ {10}\^\^\^\^/);
    expect(screen.text()).toContain('not in force: the policy before is');
    edit({ kind: 'text', text: POLICY });
    await screen.until('was loaded again');
    await screen.until(() => !screen.text().includes('✗ policy.yaml'));
  });

  it('that cannot be read any more is told, once', async () => {
    const { screen, edit } = start(traffic(30), [120, 40], { policy: POLICY });
    await screen.until('R0≠');
    edit({ kind: 'unreadable', why: 'permission denied' });
    await screen.until('policy.yaml cannot be read: permission denied. The policy before stays in force.');
    await screen.until('✗ policy.yaml');
  });

  it('gives the place to the rules there are', async () => {
    const { screen, edit } = start(traffic(30), [120, 40], { policy: POLICY, highlight: [2] });
    await screen.until('R0≠');
    screen.type('PG');
    edit({ kind: 'text', text: `${POLICY.slice(0, POLICY.indexOf('- level'))}- level: Metadata\n` });
    await screen.until('1 rule ·');
    screen.type('\u001b]');
    await screen.until("No rule is highlighted: h highlights this row's.");
  });
});

describe('the lint screen', () => {
  it('shows what was hardly meant, each with its line and carets under it', async () => {
    const policy = POLICY.replace('users: [bob]', 'user: [bob]');
    const { screen } = start(traffic(3), [80, 24], { policy });
    await screen.until('3/3');
    screen.type('P');
    await screen.until('loads with a warning');
    expect(screen.text()).toContain('unknown field "rules[0].user"');
    screen.type('l');
    const text = await screen.until('Did you mean "users"?');
    expect(text).toMatch(/5:3 {2}warning {2}Unknown field "user" is ignored\./);
    expect(text).toMatch(/ {4}5│ {3}user: \[bob\]\n {5}│ {3}\^\^\^\^ *\n {5}│ {3}users *\n/);
    screen.type('\u001b');
    await screen.until('Why R0');
  });

  it('shows what to write instead whole, though the place is far to the right', async () => {
    const policy = POLICY.replace('users: [bob]', `users: [${'a'.repeat(35)}, "system:masters"]`);
    const { screen } = start(traffic(3), [80, 24], { policy });
    await screen.until('3/3');
    screen.type('Pl');
    await screen.until(/│ +\^{16} *\n {5}│ {40,43}userGroups: \["system:masters"\]/);
  });

  it('says so where there is nothing to say', async () => {
    const quiet = `${POLICY.slice(0, POLICY.indexOf('- level'))}- level: None\n`;
    const { screen } = start(traffic(3), [80, 24], { policy: quiet });
    await screen.until('3/3');
    screen.type('Pl');
    await screen.until('Nothing to say of this policy.');
  });
});
