/** The screen of bad lines and gaps, and the header's count. */
import { describe, expect, it } from 'vitest';
import type { BadLine } from '../../src/engine/engine.ts';
import type { Gap } from '../../src/engine/gap.ts';
import { traffic } from './events.ts';
import { selectedRow, start, status } from './run.tsx';

const AT = Date.parse('2026-11-23T21:27:34.088Z') * 1000;
const SECOND = 1_000_000;
const LOG = '/var/log/kubernetes/audit/audit';

/** One of each kind, of source 0. */
function gapsAt(event: string): Gap[] {
  const where = { source: 0, event };
  return [
    { ...where, kind: 'silence', from: AT + 900 * SECOND, to: AT + 990 * SECOND, usual: 300_000, lasts: true },
    { ...where, kind: 'silence', from: AT + 500 * SECOND, to: AT + 86_400 * SECOND, usual: 13_800, lasts: false },
    { ...where, kind: 'restart', from: AT + 100 * SECOND, to: AT + 142 * SECOND, first: false },
    { ...where, kind: 'missing-file', from: AT, to: AT + 6_562_000, before: `${LOG}-2026-11-23T21-27-34.088.log.gz`, after: `${LOG}.log`, numbers: null },
    { ...where, kind: 'missing-file', from: AT + SECOND, to: AT + SECOND, before: `${LOG}.log.6.gz`, after: `${LOG}.log.3`, numbers: { least: 4, most: 5 } },
    { ...where, kind: 'missing-file', from: AT, to: AT, before: `${LOG}.log.3`, after: `${LOG}.log.1\u001b[31m`, numbers: { least: 2, most: 2 } },
    { ...where, kind: 'truncated', from: AT - SECOND, to: AT, count: 8 },
    { ...where, kind: 'restart', from: AT - 2 * SECOND, to: AT - 2 * SECOND, first: true },
  ]; // biome-ignore format: a table
}

const badLine = (source: number, offset: number): BadLine => ({
  source, offset, file: `/logs/cp-${source + 1}/audit.log`, line: null, bytes: 20, reason: 'not JSON', start: '{"torn\u001b',
}); // biome-ignore format: a table

describe('bad lines and gaps', () => {
  it.each([
    [120, 40],
    [80, 24],
  ] as const)('says of each what is missing and what it means, at %dx%d', async (columns, rows) => {
    const { screen, engine } = start(traffic(3), [columns, rows]);
    await screen.until('3/3');
    engine.tell({ type: 'gaps', count: 5, latest: gapsAt(engine.ids()[0] ?? '') });
    await screen.until(/5 gaps {2}● LIVE/);
    screen.type('B');
    await screen.until(/ Bad lines and gaps .* 5 gaps · 0 bad lines/);
    let text = '';
    for (let at = 0; at < 8; at++) {
      text += `${screen.text().replace(/\s+/g, ' ')}\n`;
      const chosen = selectedRow(screen);
      screen.type('j');
      if (at < 7) await expect.poll(() => selectedRow(screen)).not.toBe(chosen);
    }
    for (const said of [
      'silence 2026-11-23 21:42:34.088Z until now 1 m 30 s No event for 1 m 30 s so far, where one comes every 300 ms.',
      'silence 2026-11-23 21:35:54.088 to 2026-11-24 21:27:34.088Z 23 h 52 m No event for 23 h 52 m, where one comes every 13.8 ms. kube-apiserver was down or recorded nothing, or lines were taken out.',
      'restart 2026-11-23 21:29:14.088 to 21:29:56.088Z 42.0 s kube-apiserver restarted; nothing recorded for 42.0 s.',
      'file missing 2026-11-23 21:27:34.088 to 21:27:40.650Z 6.6 s At least one file is missing between audit-2026-11-23T21-27-34.088.log.gz and audit.log: removed, not copied, or not readable.',
      'audit.log.4 to .5 are missing between audit.log.6.gz and audit.log.3: removed, not copied, or not readable.',
      'audit.log.2 is missing between audit.log.3 and audit.log.1\\x1b[31m: removed, not copied, or not readable.',
      'bodies cut off 2026-11-23 21:27:33.088 to 21:27:34.088Z 8 events came without their bodies',
      'restart 2026-11-23 21:27:32.088Z kube-apiserver started. No event from before that is known.',
    ]) expect(text).toContain(said); // biome-ignore format: a list
  });

  it('goes to the event beside the gap, and nowhere from a bad line', async () => {
    const { screen, engine } = start(traffic(200), [120, 40]);
    await screen.until('200/200');
    const [, id = ''] = engine.ids();
    const [silence] = gapsAt(id);
    if (silence === undefined) throw new Error('no gap');
    engine.tell({ type: 'gaps', count: 1, latest: [silence] });
    engine.tell({ type: 'bad', count: 1, latest: [badLine(0, 5)] });
    await screen.until('1 gap  1 bad line');
    screen.type('Bj');
    await screen.until(/^ audit\.log {2}byte 5/m);
    await screen.gone('Enter event beside the gap');
    screen.type('\r');
    await screen.until('A bad line is no event.');
    screen.type('k');
    await screen.until('Enter event beside the gap');
    screen.type('\r');
    await screen.until('2/200');
    expect(selectedRow(screen, 40)).toMatch(/21:30:00\.012/);
  });

  it('are grouped by source where there are several', async () => {
    const { screen, engine } = start(traffic(3), [80, 24]);
    const names = ['/logs/cp-1/audit.log', '/logs/cp-2/audit.log'];
    engine.tell({
      type: 'sources',
      sources: names.map((name, source) => status({ name, source, badLines: source * 412 })),
    });
    const [silence] = gapsAt('0:0:0').slice(1);
    if (silence === undefined) throw new Error('no gap');
    engine.tell({ type: 'gaps', count: 2, latest: [0, 1].map((source) => ({ ...silence, source })) });
    engine.tell({ type: 'bad', count: 412, latest: [badLine(1, 7), badLine(1, 3)] });
    await screen.until('412 bad lines');
    screen.type('B');
    const text = await screen.until(/ 2 gaps · the latest 2 of 412 bad lines/);
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /a cp-1 ─+ 1 gap · 0 bad lines silence .* b cp-2 ─+ 1 gap · 412 bad lines silence .* byte 7 .* byte 3 /,
    );
    screen.type('T');
    await screen.until('Times are local.');
    expect(screen.text()).not.toMatch(/\d\dZ/);
  });

  it('says so where there is nothing to tell', async () => {
    const { screen } = start(traffic(3), [80, 24]);
    await screen.until('3/3');
    screen.type('B\r');
    await screen.until('Every line so far is an audit event, and nothing seems to be missing.');
  });

  it('counts no notice as a gap', async () => {
    const { screen, engine } = start(traffic(3), [120, 40]);
    engine.tell({ type: 'gaps', count: 0, latest: gapsAt('0:0:0').slice(-2) });
    await screen.until('3/3');
    expect(screen.text()).not.toContain('gap');
  });
});
