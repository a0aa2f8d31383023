import { describe, expect, it } from 'vitest';
import { NEWEST_MINOR } from '../../src/policy/version.ts';
import type { LoadedPolicy } from '../../src/ui/state.ts';
import { rule } from '../support/policies.ts';
import { event, traffic } from './events.ts';
import { selectedRow, start } from './run.tsx';

const POLICY: LoadedPolicy = {
  name: 'policy.yaml',
  path: '/etc/policy.yaml',
  policy: {
    rules: [
      rule({ level: 'None', users: ['bob'] }),
      rule({ verbs: ['get'], users: ['alice'] }),
      rule({ verbs: ['watch'] }),
    ],
    omitStages: [],
    omitManagedFields: false,
  },
  ruleLines: [
    [4, 5],
    [6, 8],
    [9, 10],
  ],
  text: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  users: [bob]\n- level: Metadata\n  verbs: [get]\n  users: [alice]\n- level: Metadata\n  verbs: [watch]\n',
  warning: null,
};

const TEXT = { text: POLICY.text, minor: NEWEST_MINOR };

const HIT = '#2f2740';

describe('a loaded policy', () => {
  it('tags every row with its rule, and dims what it would not record', async () => {
    const { screen, engine } = start(traffic(30), [120, 40], { policy: POLICY });
    await engine.policy(TEXT);
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

  it('marks what it would record otherwise, and dims only what it would not record', async () => {
    const text = TEXT.text.replace('rules:', 'omitStages: [ResponseStarted]\nrules:');
    const events = [
      event({ name: 'too-early', stage: 'ResponseStarted' }),
      event({ name: 'too-much', level: 'RequestResponse' }),
      event({ name: 'as-it-says' }),
      event({ name: 'selected' }),
    ];
    const { screen, engine } = start(events, [120, 40], { policy: POLICY });
    expect((await engine.policy({ ...TEXT, text }))?.loaded.ok).toBe(true);
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
    // What does not load leaves it in force.
    expect((await engine.policy({ ...TEXT, text: 'kind: Policy' }))?.loaded.ok).toBe(false);
    await engine.policy(null);
    await screen.until('0 of 4 events');
  });

  it('highlights the rows of a rule without hiding others, and steps through them', async () => {
    const { screen, engine } = start(traffic(30), [120, 40], { policy: POLICY });
    await engine.policy(TEXT);
    await screen.until('R0≠');
    screen.type('h');
    await screen.until('Highlighting R0');
    const tinted = (): string[] => screen.rows().filter((_, row) => screen.cell(row, 60).background === HIT);
    expect(tinted()).toHaveLength(9);
    expect(tinted().every((row) => row.includes('R0'))).toBe(true);
    expect(screen.text()).toContain('30 events');
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
    const { screen, engine } = start(traffic(30), [120, 40], { policy: POLICY, highlight: [1] });
    await engine.policy(TEXT);
    await screen.until('R0≠');
    await screen.until(() =>
      screen.rows().some((row, at) => row.includes('pod-27') && screen.cell(at, 60).background === HIT),
    );
  });

  it('marks highlighted rows by a sign where there are no tints', async () => {
    const { screen, engine } = start(traffic(30), [120, 40], { policy: POLICY, highlight: [1], depth: 'mono' });
    await engine.policy(TEXT);
    await screen.until(/alice +200 R1\*/);
    expect(screen.written()).not.toMatch(/\u001b\[(?:3[0-7]|9[0-7]|[34]8;[\d;]+)m/);
  });

  it('lists its rules with counts and lines, and filters by one', async () => {
    const { screen, engine } = start(traffic(30), [120, 40], { policy: POLICY });
    await engine.policy(TEXT);
    await screen.until('R0≠');
    screen.type('P');
    const text = await screen.until(/R1 +Metadata +get · user alice +20 .* 66\.7% +6-8/);
    expect(text).toMatch(/R0 +None +user bob +10 .* 33\.3% +4-5/);
    expect(text).toMatch(/R2 +Metadata +watch +unseen/);
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
});
