import { describe, expect, it } from 'vitest';
import { columnsFor } from '../../src/ui/columns.ts';
import { allot, facetsWith } from '../../src/ui/facets.ts';
import { layoutOf } from '../../src/ui/layout.ts';

describe('columns of the list', () => {
  it.each([
    [79, { source: 0, stage: 1, level: 2, resource: 12, user: 11, took: 0, rule: 0, name: 23 }],
    [89, { source: 0, stage: 1, level: 2, resource: 15, user: 13, took: 0, rule: 4, name: 23 }],
    [97, { source: 0, stage: 1, level: 2, resource: 16, user: 17, took: 0, rule: 4, name: 26 }],
    [119, { source: 0, stage: 1, level: 2, resource: 20, user: 20, took: 6, rule: 4, name: 34 }],
    // Dropped while the name has under 20 cells: stage, level, resource, user.
    [72, { source: 0, stage: 0, level: 0, resource: 12, user: 11, took: 0, rule: 0, name: 21 }],
    [60, { source: 0, stage: 0, level: 0, resource: 0, user: 11, took: 0, rule: 0, name: 22 }],
    [47, { source: 0, stage: 0, level: 0, resource: 0, user: 0, took: 0, rule: 0, name: 21 }],
  ])('at %i cells', (cells, expected) => {
    expect(columnsFor(cells, true)).toEqual(expected);
  });

  it('fill the width exactly', () => {
    for (let cells = 45; cells < 200; cells++) {
      const { source, stage, level, resource, name, user, took, rule } = columnsFor(
        cells,
        cells % 2 === 0,
        false,
        cells % 3 === 0 ? 0 : 5,
      );
      const optional = [source, stage, level, resource, user, took, rule].filter((each) => each > 0);
      expect(13 + 8 + 4 + 1 + name + optional.reduce((sum, each) => sum + each + 1, 0)).toBe(cells);
    }
  });

  it('tell the source by its name where there is room, else by a letter', () => {
    expect(columnsFor(119, false, false, 4).source).toBe(4);
    expect(columnsFor(119, false, false, 40).source).toBe(8);
    expect(columnsFor(89, false, false, 4).source).toBe(1);
    expect(columnsFor(47, false, false, 4).source).toBe(1);
    expect(columnsFor(119, false, true, 4).source).toBe(0);
  });

  it('are the least ones on a small screen', () => {
    expect(columnsFor(119, true, true)).toMatchObject({ stage: 0, level: 0, resource: 0, user: 0, took: 0, rule: 0 });
  });
});

describe('layout', () => {
  const at = (columns: number, rows: number, open = false) => layoutOf({ columns, rows }, open, null);

  it('has facets from 110 columns, the detail from 170', () => {
    expect(at(109, 40)).toMatchObject({ facets: null, detail: null, list: { x: 0, width: 108 } });
    expect(at(120, 40)).toMatchObject({ facets: { x: 0, width: 29 }, detail: null, list: { x: 30, width: 89 } });
    expect(at(170, 40)).toMatchObject({ list: { x: 30, width: 89 }, detail: { width: 48 } });
    expect(at(200, 60)).toMatchObject({ list: { x: 30, width: 97 }, detail: { x: 129, width: 70 } });
    expect(at(300, 60).detail?.width).toBe(70);
  });

  it('opens one facet beside a narrower list', () => {
    expect(at(80, 24, true)).toMatchObject({ facets: { x: 0, width: 31 }, list: { x: 32, width: 47 } });
  });

  it('gives zoomed panes the whole width', () => {
    expect(layoutOf({ columns: 120, rows: 40 }, false, 'list')).toMatchObject({
      facets: null,
      list: { x: 0, width: 119 },
    });
    expect(layoutOf({ columns: 120, rows: 40 }, true, 'facet')).toMatchObject({ facets: { x: 0, width: 119 } });
  });

  it('is the least below 60x16, and nothing below 40x8', () => {
    expect(at(59, 24).least).toBe(true);
    expect(at(80, 15).least).toBe(true);
    expect(at(60, 16).least).toBe(false);
    expect(at(39, 24).tiny).toBe(true);
    expect(at(80, 7).tiny).toBe(true);
    expect(at(40, 8).tiny).toBe(false);
  });
});

describe('rows of the panes', () => {
  const rows = (height: number, terminal: number): Record<string, number> =>
    Object.fromEntries(
      allot(facetsWith({ policy: false, drift: false, sources: false }), height, terminal, () => 3).map(
        ({ facet, rows: own }) => [facet.title, own],
      ),
    );

  it('are stage and level whole, seven verbs and codes, and users the rest', () => {
    expect(rows(37, 40)).toEqual({ Stage: 3, Level: 3, User: 12, Verb: 7, Code: 7 });
    expect(rows(57, 60)).toMatchObject({ Namespace: 6, User: 25 });
  });

  it('never take more than there is', () => {
    for (let height = 5; height < 60; height++) {
      const used = Object.values(rows(height, height + 3)).reduce((sum, own) => sum + own + 1, 0);
      expect(used).toBeLessThanOrEqual(Math.max(height, 4));
    }
  });
});
