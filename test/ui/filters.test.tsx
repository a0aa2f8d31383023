import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/query/parse.ts';
import type { Query } from '../../src/query/query.ts';
import { event, traffic } from './events.ts';
import { selectedRow, start } from './run.tsx';

function query(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.query;
}

/** From the list through Stage and Level to User. */
const TO_USER = '\t\t\t';

describe('facet panes', () => {
  it('include several values, exclude others, and write the filter line', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type(`${TO_USER} `);
    await screen.until('60 of 90 events');
    expect(screen.rows()[1]).toContain('› user:alice');
    // Every pane but its own counts under the filter.
    expect(screen.text()).toMatch(/^\+alice +60 ━━━/m);
    expect(screen.text()).toMatch(/^ bob +30 ━╸/m);
    expect(screen.text()).toMatch(/^ get +60 ━━━/m);
    screen.type('j ');
    await screen.until('90 of 90 events');
    expect(screen.rows()[1]).toContain('user:(alice OR bob)');
    screen.type('x');
    await screen.until('user:alice -user:bob');
    expect(screen.text()).toMatch(/^-bob +30 /m);
  });

  it('keep a filtered value in sight at count 0', async () => {
    const { screen } = start(traffic(90), [120, 40], { query: query('user:carol') });
    await screen.until('0 of 90 events');
    await screen.until(/^\+carol +0/m);
  });

  it('are narrowed by /', async () => {
    const users = Array.from({ length: 40 }, (_, at) => event({ at, user: `user-${String(at).padStart(2, '0')}` }));
    const { screen } = start(users, [120, 40]);
    await screen.until('40/40');
    screen.type(`${TO_USER}/user-3`);
    await screen.until((text) => /^ user-39 +1/m.test(text) && !/^ user-0/m.test(text));
    screen.type('\r');
    await screen.until('Space include');
    screen.type(' ');
    await screen.until('user:user-30');
    screen.type('\u001b');
    await screen.until(/^ user-00 +1/m);
  });

  it('Backspace drops the last filter', async () => {
    const { screen } = start(traffic(90), [120, 40], { query: query('verb:delete user:bob') });
    await screen.until('30 of 90 events');
    screen.type('\u007f');
    await screen.until(/› verb:delete +30 of 90/);
    screen.type('\u007f');
    await screen.until('› no filter');
  });
});

describe('x and Space in the list', () => {
  it('ask which field of the row is meant', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type('x');
    expect((await screen.until('exclude  u user:bob')).split('\n').at(-1)).toContain('v verb:delete');
    screen.type('v');
    await screen.until('› -verb:delete');
    await screen.until('60 of 90 events');
    screen.type(' u');
    await screen.until('-verb:delete user:alice');
    screen.type('x\u001b');
    await screen.until('/ search');
  });
});

describe('the query line', () => {
  it('previews the count and leaves the list alone until Enter', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type(':verb:delete');
    const text = await screen.until('would show 30 of 90 events');
    expect(text).toContain('90/90');
    screen.type('\r');
    await screen.until('30 of 90 events');
    await screen.until('30/30');
  });

  it('says what is wrong, under the word, and keeps the last valid filter', async () => {
    const { screen } = start(traffic(90), [120, 40], { query: query('verb:delete') });
    await screen.until('30/30');
    screen.type(':usr:bob');
    const text = await screen.until('Did you mean user?');
    expect(text).toContain('showing the last valid filter');
    const rows = text.split('\n');
    expect(rows[2]?.indexOf('▲')).toBe(rows[1]?.indexOf('usr:bob'));
    screen.type('\r');
    expect(await screen.until('showing the last valid filter')).toContain('30/30');
    screen.type('\u001b');
    await screen.until('› verb:delete');
  });

  it('takes pasted text as text', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type('\u001b[200~qqq\u001b[201~');
    await screen.until('Pasted text is not taken as keys');
    screen.type(':\u001b[200~verb:get\nuser:alice\u001b[201~');
    await screen.until('verb:get user:alice');
    await screen.until('would show 60 of 90');
  });
});

describe('search', () => {
  it('narrows as one types, marks the letters, and Enter keeps it', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type('/pod-8');
    const text = await screen.until('Best matches');
    await screen.until('11 of 90 events');
    expect(text).toContain('Events with any of them');
    const row = screen.rows().findIndex((line) => line.includes('prod/pod-8 '));
    const column = screen.rows()[row]?.indexOf('pod-8') ?? -1;
    expect(screen.cell(row, column)).toMatchObject({ bold: true, underline: true });
    screen.type('\r');
    await screen.until('› fuzzy:pod-8');
    expect(screen.rows()[1]).toContain('11 of 90 events');
  });

  it('filters on a chosen value', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type('/bob');
    await screen.until(/user +bob +30/);
    screen.type('\u001b[B\r');
    await screen.until('› user:bob');
    await screen.until('30/30');
  });

  it('Esc takes it back, and n and N still step through what was found', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type('/pod-3');
    await screen.until('11 of 90 events');
    screen.type('\u001b');
    await screen.until('› no filter');
    screen.type('g');
    await screen.until('1/90');
    screen.type('nn');
    await screen.until('31/90');
    expect(selectedRow(screen, 40)).toContain('pod-30');
    screen.type('N');
    await screen.until('4/90');
  });
});

describe('nothing matches', () => {
  it('says so, what each condition hides, and drops one by its number', async () => {
    const { screen } = start(traffic(90), [120, 40], { query: query('verb:delete user:alice') });
    await screen.until('No event matches both conditions.');
    await screen.until(/1 {2}without verb:delete +60 events/);
    await screen.until(/2 {2}without user:alice +30 events/);
    screen.type('1');
    await screen.until('60 of 90 events');
    expect(screen.rows()[1]).toContain('› user:alice');
  });
});

describe('a search through whole lines', () => {
  const events = Array.from({ length: 20 }, (_, at) => event({ at, user: at < 5 ? 'carol' : 'dave' }));

  it('says how far it has come, and does not say that nothing matches before it is over', async () => {
    const { screen, engine } = start(events, [120, 40]);
    await screen.until('20/20');
    engine.search({ share: 0.435, gone: 0, stopped: null });
    screen.type(':text:carol\r');
    await screen.until('5 events so far, searching 43 %');
    engine.search({ share: 0.999, gone: 0, stopped: null });
    await screen.until('searching 99 %');
    engine.search({ share: 1, gone: 0, stopped: null });
    await screen.until('5 of 20 events');
    expect(screen.rows()[1]).toContain('› text:carol');
    engine.search({ share: 0.5, gone: 0, stopped: null });
    screen.type(':\u0015text:nobody\r');
    await screen.until('0 events so far, searching 50 %');
    expect(screen.text()).not.toContain('No event matches');
    engine.search({ share: 1, gone: 0, stopped: null });
    await screen.until('No event matches this condition.');
    await screen.until(/without text:nobody +20 events/);
  });

  it('says what could not be searched', async () => {
    const { screen, engine } = start(events, [120, 40]);
    await screen.until('20/20');
    engine.search({ share: 1, gone: 3, stopped: null });
    screen.type(':text:carol\r');
    await screen.until('5 events, 3 events could not be searched: their lines are gone');
    screen.resize(80, 24);
    await screen.until('5 events, 3 not searched: gone');
  });

  it('says where an expression was stopped, and where one does not compile', async () => {
    const { screen, engine } = start(events, [120, 40]);
    await screen.until('20/20');
    engine.search({ share: 1, gone: 0, stopped: 'the expression took longer than 2 s on one line and was stopped' });
    screen.type(':text~"(a+)+$"\r');
    await screen.until('the expression took longer than 2 s on one line and was stopped');
    expect(screen.text()).not.toContain('No event matches');
    screen.type(':\u0015text~a(b');
    await screen.until('this expression does not compile: a parenthesis is not');
  });
});
