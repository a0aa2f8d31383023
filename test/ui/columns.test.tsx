import { describe, expect, it } from 'vitest';
import { type ChosenColumn, chosenColumns } from '../../src/ui/columns.ts';
import { NOT_STORED } from '../../src/ui/stored.ts';
import type { Screen } from '../support/screen.ts';
import { traffic } from './events.ts';
import { start } from './run.tsx';

const RIGHT = '\u001b[C';
const LEFT = '\u001b[D';

/** The row of the column heads. */
function heads(screen: Screen): string {
  return screen.rows().find((row) => row.includes('namespace/name')) ?? '';
}

const column = (name: ChosenColumn['name'], width: number | null = null): ChosenColumn => ({ name, width });

describe('chosen columns', () => {
  it('take the width they were given, and the name what is left', () => {
    const { placed, hasLeft, hasRight } = chosenColumns([column('time'), column('name'), column('user', 30)], 89, 0);
    expect(placed).toEqual([
      { name: 'time', cells: 12 },
      { name: 'name', cells: 24 + 89 - (1 + 13 + 25 + 31) },
      { name: 'user', cells: 30 },
    ]);
    expect([hasLeft, hasRight]).toEqual([false, false]);
  });

  it('never take more than there is, and the time stays while others scroll', () => {
    const all = [column('time'), column('user', 50), column('agent', 50), column('ip')];
    for (let cells = 21; cells < 160; cells++) {
      for (let shift = 0; shift < 6; shift++) {
        const { placed } = chosenColumns(all, cells, shift);
        const used = placed.reduce((sum, each) => sum + each.cells + 1, 1) - 1;
        expect(used).toBeLessThanOrEqual(cells);
        expect(placed[0]?.name).toBe('time');
      }
    }
    expect(chosenColumns(all, 80, 1).placed.map(({ name }) => name)).toEqual(['time', 'agent', 'ip']);
    expect(chosenColumns(all, 80, 9).placed.map(({ name }) => name)).toEqual(['time', 'ip']);
    expect(chosenColumns(all, 80, 1).hasLeft).toBe(true);
    expect(chosenColumns(all, 80, 0).hasRight).toBe(true);
  });
});

describe('the list', () => {
  it('shows the columns of the configuration', async () => {
    const { screen } = start(traffic(9), [120, 40], {
      columns: [column('time'), column('ip'), column('verb'), column('name')],
    });
    await screen.until('9/9');
    expect(heads(screen)).toMatch(/time +ip +verb +namespace\/name *$/);
    expect(screen.text()).toMatch(/21:30:00\.\d{3} \d+\.\d+\.\d+\.\d+ +get +prod\/pod-/);
  });

  it('scrolls sideways to what has no room, and back', async () => {
    const { screen } = start(traffic(9), [80, 24]);
    await screen.until('9/9');
    expect(heads(screen)).not.toContain('took');
    screen.type(RIGHT.repeat(4));
    await screen.until((text) => /^‹|^</m.test(text) && text.includes('took'));
    expect(heads(screen)).toContain('time');
    screen.type(LEFT.repeat(4));
    await screen.until((text) => !text.includes('took'));
  });

  it('has its columns chosen, moved, widened, and kept', async () => {
    const kept: unknown[] = [];
    const stored = {
      ...NOT_STORED,
      async saveColumns(columns: readonly ChosenColumn[] | null) {
        kept.push(columns);
        return { path: '/c.yaml' };
      },
    };
    const { screen } = start(traffic(9), [120, 40], { stored });
    await screen.until('9/9');
    screen.type('C');
    await screen.until('Columns of the list');
    // The stage goes away; the level is put before the time, and made wider.
    screen.type('j K+');
    await screen.until('as you chose them');
    screen.type('s');
    await screen.until('The columns are kept in /c.yaml.');
    expect(kept).toEqual([
      [
        column('level', 3),
        column('time'),
        column('verb'),
        column('resource'),
        column('name'),
        column('user'),
        column('code'),
        column('latency'),
      ],
    ]);
    screen.type('\u001b');
    await screen.until(/lv +time +verb/);
    screen.type('C0\u001b');
    await screen.until(/time +s lv +verb/);
  });
});
