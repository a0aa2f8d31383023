import { describe, expect, it } from 'vitest';
import { event, traffic } from './events.ts';
import { selectedRow, start } from './run.tsx';

const LIST = 40; // a column inside the list at 120 columns

describe('the main screen', () => {
  it('shows four panes and the newest events at 120x40', async () => {
    const { screen } = start(traffic(100), [120, 40]);
    const text = await screen.until('100 events');
    for (const title of [' Stage ─', ' Level ─', ' User ─', ' Verb ─', ' Code ─']) expect(text).toContain(title);
    expect(text).toMatch(/time +s lv verb +resource +namespace\/name +user +code/);
    expect(text).toContain('prod/pod-99');
    expect(text).toContain('prod/pod-66');
    expect(text).not.toContain('prod/pod-65 ');
    expect(text).toContain('100/100');
    expect(screen.rows()[0]).toMatch(/^ auditty {2}audit\.log +● LIVE/);
    expect(screen.rows()[39]).toContain('/ search  : filter');
  });

  it('is a list alone at 80x24, and opens one facet beside a narrower list', async () => {
    const { screen } = start(traffic(100), [80, 24]);
    expect(await screen.until('100 events')).not.toContain('Stage ─');
    expect(screen.rows()[23]).toContain('Tab facets');
    screen.type('\t\t\t');
    await screen.until(/^ alice +67 ━━━ {2}21:30/m);
    expect(screen.rows()[4]).toMatch(/^ Stage Level User Ns Verb Code {3}time +verb +namespace\/name +code/);
    screen.type('\u001b');
    await screen.until(/time +s lv verb/);
  });

  it('shows the detail beside the list at 200x60', async () => {
    const { screen } = start(traffic(100), [200, 60]);
    const text = await screen.until('Fields ─');
    expect(text).toContain(' Namespace ─');
    expect(text).toMatch(/alice read pod prod\/pod-99 from 10\.0\.0\.7 with kubectl\/v1\.37\.2/);
    screen.type('k');
    await screen.until(/bob deleted pod prod\/pod-98/);
  });

  it('says which size it needs where there is too little room', async () => {
    const { screen } = start(traffic(3), [30, 6]);
    await screen.until('auditty needs 40x8');
    screen.resize(60, 16);
    await screen.until('prod/pod-2');
  });

  it('draws anew when the terminal is resized, and keeps the place', async () => {
    const { screen } = start(traffic(200), [120, 40]);
    await screen.until('200/200');
    screen.type('kkkkk');
    await screen.until('195/200');
    screen.resize(100, 30);
    await screen.until((text) => !text.includes('Stage ─') && text.includes('195/200'));
    expect(selectedRow(screen)).toContain('pod-194');
    screen.resize(120, 40);
    await screen.until('Stage ─');
    expect(selectedRow(screen, LIST)).toContain('pod-194');
  });

  it('never puts out more than a row a line, whatever a name holds', async () => {
    const hostile = [
      event({ name: 'a\u001b[2Jb\u202ec', user: '名前が長い利用者の人'.repeat(4), agent: '\u0007' }),
      event({ name: 'e\u0301'.repeat(40), resource: '資源'.repeat(20) }),
    ];
    const { screen } = start(hostile, [80, 24]);
    const text = await screen.until('a\\x1b[2Jb\\u202ec');
    expect(text).toContain('auditty');
    expect(screen.rows()[23]).toContain('2/2');
    expect(screen.written()).not.toContain('\u202e');
    expect(screen.written()).not.toContain('\u0007');
    // Whatever stands left of it, the code stands where its head says.
    for (const row of [5, 6]) expect([76, 77, 78].map((column) => screen.cell(row, column).chars).join('')).toBe('200');
  });
});

describe('many keys in one read', () => {
  it('counts every one of them', async () => {
    const { screen } = start(traffic(300), [120, 40]);
    await screen.until('300/300');
    screen.type('kkkkkkk');
    await screen.until('293/300');
    screen.type('\u001b[A\u001b[A\u001b[B');
    await screen.until('292/300');
    screen.type('k:verb:delete\r');
    await screen.until('100 of 300 events');
    expect(screen.rows()[1]).toContain('› verb:delete');
  });

  it('moves as far as was typed, though the rows have to be fetched', async () => {
    const { screen } = start(traffic(2000), [120, 40]);
    await screen.until('2,000/2,000');
    screen.type('k'.repeat(500));
    await screen.until('1,500/2,000');
    screen.type('j'.repeat(499));
    await screen.until('1,999/2,000');
    screen.type('g');
    await screen.until('1/2,000');
    screen.type('\u0004\u0004');
    await screen.until('35/2,000');
    screen.type('G');
    await screen.until('2,000/2,000');
  });
});

describe('ways out', () => {
  it('leaves on q, the terminal as it was', async () => {
    const { screen, ended } = start(traffic(3), [80, 24]);
    await screen.until('3/3');
    expect(screen.alternate()).toBe(true);
    screen.type('q');
    await ended;
    await screen.until(() => !screen.alternate());
    expect(screen.written()).toContain('\u001b[?25h');
  });

  it('leaves on C-c in the middle of anything', async () => {
    const { screen, ended } = start(traffic(3), [80, 24]);
    await screen.until('3/3');
    screen.type(':verb');
    await screen.until(': verb');
    screen.type('\u0003');
    await ended;
    await screen.until(() => !screen.alternate());
  });
});
