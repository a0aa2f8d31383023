/** Several sources on the screen: their names in the header, the list and a pane, and the screen of their states. */
import { describe, expect, it } from 'vitest';
import type { SourceStatus } from '../../src/engine/engine.ts';
import { shortNames, sourceNames } from '../../src/ui/source-names.ts';
import { traffic } from './events.ts';
import { start, status } from './run.tsx';

const PATHS = ['/logs/cp-1/audit.log', '/logs/cp-2/audit.log', '/logs/cp-3/audit.log'] as const;

/** `req-N` is from one after the other. */
function sourceOf(auditID: string): string {
  return PATHS[Number(auditID.slice('req-'.length)) % 3] ?? '';
}

function three(over: Partial<SourceStatus> = {}): SourceStatus[] {
  return PATHS.map((name, source) =>
    status({ name, source, events: 10, read: 4000, size: 4000, ...(source === 2 ? over : {}) }),
  );
}

function startThree(size: readonly [number, number], over: Partial<SourceStatus> = {}) {
  const running = start(traffic(30), size, { sourceOf, sourceArguments: PATHS });
  running.engine.tell({ type: 'sources', sources: three(over) });
  return running;
}

describe('short names', () => {
  it.each([
    [
      ['/logs/cp-1/audit.log', '/logs/cp-2/audit.log'],
      ['cp-1', 'cp-2'],
    ],
    [
      ['/var/log/a.log', '/var/log/b.log'],
      ['a.log', 'b.log'],
    ],
    [
      ['audit.log', '/var/log/audit.log'],
      ['audit.log', '/var/log/audit.log'],
    ],
    [
      ['a/x/audit.log', 'a/audit.log'],
      ['x/audit.log', 'audit.log'],
    ],
    [
      ['/a/audit.log', '/a/b/audit.log'],
      ['audit.log', 'b/audit.log'],
    ],
    [
      ['logs/cp-1/audit.log', 'logs/cp-1/audit.log'],
      ['audit.log', 'audit.log'],
    ],
    [
      ['stdin', '/var/log/audit.log'],
      ['stdin', '/var/log/audit.log'],
    ],
  ])('%j', (paths, expected) => {
    const short = shortNames(paths);
    for (const name of short) expect(name).not.toBe('');
    if (new Set(paths).size === paths.length) expect(new Set(short).size).toBe(short.length);
    expect(short).toEqual(expected);
  });

  it('are none for one source, whatever places there are beside it', () => {
    expect(
      sourceNames({
        sources: { type: 'sources', sources: [status({}), status({ source: -1, name: '/logs', phase: 'waiting' })] },
      }).size,
    ).toBe(0);
  });
});

describe('several sources', () => {
  it('are in the header, a pane and a column, and the pane filters by them', async () => {
    const { screen } = startThree([120, 40]);
    const text = await screen.until('3 sources cp-1 cp-2 cp-3');
    expect(text).toMatch(/Source ─+/);
    await screen.until(/a cp-1 +10 /);
    await screen.until(/21:30:00\.292 c ● M +delete .*pod-29/);
    expect(screen.text()).toMatch(/21:30:00\.282 b ● M +get .*pod-28/);
    screen.type('\t\t\t ');
    await screen.until('› source:="/logs/cp-1/audit.log"');
    await screen.until('10 of 30 events');
    expect(screen.text()).toMatch(/\+a cp-1 +10 /);
    expect(screen.text()).not.toContain('pod-28 ');
  });

  it('are told by name where the list is wide', async () => {
    const { screen } = startThree([160, 40]);
    await screen.until(/time +src +s lv/);
    await screen.until(/21:30:00\.292 cp-3 ● M/);
  });

  it('are told by a letter in colour on a narrow screen', async () => {
    const { screen } = startThree([80, 24]);
    await screen.until(/^ auditty {2}3 sources /);
    await screen.until(/21:30:00\.292 c ● M/);
    const row = screen.rows().findIndex((line) => line.includes('21:30:00.282 b'));
    expect(screen.cell(row, 14)).toMatchObject({ chars: 'b', foreground: '#e99bc4' });
  });

  it('have a screen: states, counts, what a broken one means, and Enter and x filter', async () => {
    const { screen, engine } = startThree([120, 40], {
      phase: 'denied',
      detail: 'No permission to read /logs/cp-3/audit.log: run as root, or ask for read access.',
      newest: Date.parse('2026-11-23T21:29:58Z') * 1000,
      badLines: 2,
    });
    await screen.until('◐ 2 of 3 LIVE');
    const bad = { file: PATHS[2], offset: 77, line: 3, bytes: 20, start: '{' };
    engine.tell({
      type: 'bad',
      count: 3,
      latest: [
        { source: 0, ...bad, file: PATHS[0], reason: 'of the first' },
        { source: 2, ...bad, reason: 'of the third' },
      ],
    });
    screen.type('S');
    await screen.until(/● {2}a cp-1 {2}\/logs\/cp-1\/audit\.log +live +10 /);
    expect(screen.text()).toMatch(/✗ {2}c cp-3 {2}\/logs\/cp-3\/audit\.log +permission denied +10 .* 21:29:58 .* 2 /);
    await screen.until('of the first');
    screen.type('jj');
    await screen.until('its events after 21:29:58 are missing from every count and list here');
    expect(screen.text()).toContain('No permission to read /logs/cp-3/audit.log');
    expect(screen.text()).toContain('of the third');
    expect(screen.text()).not.toContain('of the first');
    screen.type('x');
    await screen.until('› -source:="/logs/cp-3/audit.log"');
    await screen.until('20 of 30 events');
    screen.type('Sj\r');
    await screen.until('source:="/logs/cp-2/audit.log"');
    await screen.until('10 of 30 events');
    expect(screen.text()).not.toContain('-source:');
  });

  it('a place that has no log yet says so, and takes no filter', async () => {
    const { screen, engine } = start([], [80, 24], { sourceArguments: ['/logs'] });
    engine.tell({
      type: 'sources',
      sources: [status({ name: '/logs', source: -1, phase: 'waiting', detail: 'No audit log in it yet.' })],
    });
    const text = await screen.until('There is no audit log yet.');
    expect(text).toContain('No audit log in it yet.');
    screen.type('S');
    await screen.until(/◌ {2}\/logs +waiting for it/);
    screen.type('\r');
    await screen.until(/◌ {2}\/logs +waiting for it/);
    expect(screen.text()).not.toContain('source:');
  });

  it('are all in the command line of the view', async () => {
    const { screen } = startThree([160, 40]);
    await screen.until('30 events');
    screen.type('Y');
    await screen.until('was sent to the terminal');
    const copied = /\u001b\]52;c;([^\u0007]*)\u0007/.exec(screen.written())?.[1] ?? '';
    expect(Buffer.from(copied, 'base64').toString()).toBe(`auditty ${PATHS.join(' ')}`);
  });
});
