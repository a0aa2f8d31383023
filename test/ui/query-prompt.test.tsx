import { describe, expect, it } from 'vitest';
import type { SavedQuery } from '../../src/ui/query-prompt.ts';
import type { Stored } from '../../src/ui/stored.ts';
import { traffic } from './events.ts';
import { start } from './run.tsx';

const DOWN = '\u001b[B';
const UP = '\u001b[A';

/** What is kept in memory, to be looked at. */
function kept(past: readonly string[] = [], saved: readonly SavedQuery[] = []) {
  const remembered: string[] = [];
  const written: SavedQuery[] = [];
  const stored: Stored = {
    past,
    saved,
    remember(text) {
      remembered.push(text);
      return null;
    },
    async save(query) {
      written.push(query);
      return { path: '/home/a/config.yaml' };
    },
    saveColumns: async () => ({ path: '/home/a/config.yaml' }),
  };
  return { stored, remembered, written };
}

describe('completion', () => {
  it('offers fields, then their values with counts under the other terms', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type(':verb:delete us');
    await screen.until('who authenticated');
    screen.type('\t');
    await screen.until('user with verb:delete');
    expect(screen.text()).toMatch(/bob +30/);
    expect(screen.rows()[1]).toContain('user:');
    screen.type(`${DOWN}\r`);
    await screen.until('verb:delete user:bob');
    await screen.until('would show 30 of 90 events');
    screen.type('\r');
    await screen.until(/› verb:delete user:bob +30 of 90 events/);
  });

  it('tells what is common where nothing matches', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type(':user:xyz');
    await screen.until('no match, but common');
    expect(screen.text()).toMatch(/alice +60/);
  });

  it('shows an error under its character, keeps the last filter, and Tab corrects a name', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type(':user:bob');
    await screen.until('would show 30 of 90');
    screen.type('\r');
    await screen.until(/30\/30/);
    screen.type(':usr:alice');
    await screen.until('no field usr. Did you mean user?');
    const [, line = '', below = ''] = screen.rows();
    expect(below.indexOf('▲')).toBe(line.indexOf('usr'));
    expect(line).toContain('showing the last valid filter');
    screen.type('\t');
    await screen.until('user:bob user:alice');
    expect(screen.text()).not.toContain('no field');
  });
});

describe('what is wrong is pointed at', () => {
  const HOME = '\u0001';
  it.each([
    ['before the cursor', '日本 usr:alice', 'usr'],
    ['behind the cursor', `usr:alice${HOME}`, 'usr'],
    ['behind the cursor, further on', `日本 usr:alice${HOME}`, 'usr'],
    ['in a line that is longer than the screen', `${'verb:get '.repeat(12)}usr:bob`, 'usr'],
  ])('%s', async (_, typed, wrong) => {
    const { screen } = start(traffic(9), [80, 24]);
    await screen.until('9/9');
    screen.type(`:${typed}`);
    await screen.until('no field usr. Did you mean user?');
    const [, line = '', below = ''] = screen.rows();
    // The rows hold a wide character once, and it takes two cells.
    const wide = [...line.slice(0, line.indexOf(wrong))].filter((c) => /[日本]/u.test(c)).length;
    expect(below.indexOf('▲')).toBe(line.indexOf(wrong) + wide);
  });

  it('and corrected with the cursor behind it, wherever that stood', async () => {
    const { screen } = start(traffic(90), [120, 40]);
    await screen.until('90/90');
    screen.type(`:resourcexx:pods${HOME}`);
    await screen.until('Did you mean resource?');
    screen.type('\tX');
    await screen.until('resourceX');
    expect(screen.rows()[1]).toMatch(/: resourceX.?:pods/);
  });
});

describe('earlier filters', () => {
  it('come back with the arrows, and go to what was typed', async () => {
    const { screen } = start(traffic(90), [120, 40], { stored: kept(['verb:get', 'user:bob code:200']).stored });
    await screen.until('90/90');
    screen.type(`:ali${UP}`);
    await screen.until(': verb:get');
    screen.type(UP);
    await screen.until(': user:bob code:200');
    screen.type(`${DOWN}${DOWN}`);
    await screen.until(': ali');
  });

  it('are found by C-r, and kept when one is put in force', async () => {
    const { stored, remembered } = kept(['verb:get', 'user:bob code:200', 'user:alice']);
    const { screen } = start(traffic(90), [120, 40], { stored });
    await screen.until('90/90');
    screen.type(':\u0012user');
    await screen.until('earlier filters that hold it');
    await screen.until((text) => text.includes('user:alice') && !text.includes('verb:get'));
    screen.type(`${DOWN}\r`);
    await screen.until(': user:bob code:200');
    screen.type('\r');
    await screen.until('› user:bob code:200');
    expect(remembered).toEqual(['user:bob code:200']);
  });
});

describe('filters with names', () => {
  it('are saved, listed with counts, and opened', async () => {
    const { stored, written } = kept([], [{ name: 'deletes', text: 'verb:delete' }]);
    const { screen } = start(traffic(90), [120, 40], { stored });
    await screen.until('90/90');
    screen.type(':user:alice\r');
    await screen.until('› user:alice');
    screen.type(':\u0015save hers');
    await screen.until('Enter saves: user:alice');
    screen.type('\r');
    await screen.until('Saved as hers in /home/a/config.yaml');
    expect(written).toEqual([{ name: 'hers', text: 'user:alice' }]);
    screen.type(':\u0015open ');
    await screen.until(/hers .* 60/);
    await screen.until(/deletes .* 30/);
    screen.type('del');
    await screen.until((text) => !text.includes('hers'));
    screen.type(`${DOWN}\r`);
    await screen.until('› verb:delete');
  });

  it('want a name that can be one', async () => {
    const { stored, written } = kept();
    const { screen } = start(traffic(90), [120, 40], { stored });
    await screen.until('90/90');
    screen.type(':save x');
    await screen.until('There is no filter in force');
    screen.type('\u0015user:bob\r');
    await screen.until('› user:bob');
    screen.type(':\u0015save a b');
    await screen.until('A name is made of');
    screen.type('\r');
    await screen.until('A name is made of');
    expect(written).toEqual([]);
  });
});
