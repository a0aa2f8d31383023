/** The table of facets: which panes there are, what they call their values, and how many rows each gets. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { ruleTag } from '../query/fields.ts';
import type { Field } from '../query/query.ts';
import { join } from './cells.ts';
import { blank, type Line, span } from './line.ts';
import { codeName, levelSign, shortUser, stageSign } from './names.ts';
import type { Signs } from './signs.ts';
import type { SourceName } from './source-names.ts';

type SourceNames = ReadonlyMap<string, SourceName>;

export interface Facet {
  readonly field: Field;
  readonly title: string;
  /** Its name on the tabs of a narrow screen. */
  readonly tab: string;
  /** Rows it wants beside the others; `all`: as many as it has values; `few`: these, but not many; `rest`: what the others leave. */
  readonly rows: number | 'all' | 'few' | 'rest';
  /** The least height of the terminal at which it stands among the panes. */
  readonly from: number;
  /** Where it is shown at all: with a policy, or while events differ from what it says. */
  readonly needs?: 'policy' | 'drift' | 'sources';
  label(value: string, signs: Signs, sources: SourceNames): SafeText;
  /** What stands before the label, in a colour of its own. */
  lead?(value: string, sources: SourceNames): Line;
}

const orNone =
  (none: string, label: (value: string) => SafeText = safe) =>
  (value: string): SafeText =>
    value === '' ? literal(none) : label(value);

/** In the order of the panes. A new pane is a line here. */
export const FACETS: readonly Facet[] = [
  {
    field: 'stage',
    title: 'Stage',
    tab: 'Stage',
    rows: 'all',
    from: 0,
    label: (value, signs) => join(stageSign(value, signs), literal(' '), orNone('(none)')(value)),
  },
  {
    field: 'level',
    title: 'Level',
    tab: 'Level',
    rows: 'all',
    from: 0,
    label: (value) => join(literal(levelSign(value).padEnd(3)), orNone('(none)')(value)),
  },
  {
    field: 'source',
    title: 'Source',
    tab: 'Src',
    rows: 'few',
    from: 0,
    needs: 'sources',
    label: (value, _, sources) => sources.get(value)?.short ?? safe(value),
    lead: (value, sources) => {
      const name = sources.get(value);
      return name === undefined ? [] : [span(name.letter, name.role), blank(1)];
    },
  },
  {
    field: 'user',
    title: 'User',
    tab: 'User',
    rows: 'rest',
    from: 0,
    label: orNone('(none)', (value) => shortUser(value).shorter?.text ?? shortUser(value).text),
  },
  { field: 'ns', title: 'Namespace', tab: 'Ns', rows: 6, from: 45, label: orNone('(cluster)') },
  { field: 'verb', title: 'Verb', tab: 'Verb', rows: 7, from: 0, label: orNone('(none)') },
  { field: 'code', title: 'Code', tab: 'Code', rows: 7, from: 32, label: codeName },
  {
    field: 'drift',
    title: 'Drift',
    tab: 'Drift',
    rows: 'all',
    from: 32,
    needs: 'drift',
    label: (value, signs) => (value === '' ? literal('as it says') : join(signs.driftCell, literal(' '), safe(value))),
  },
  {
    field: 'rule',
    title: 'Rule',
    tab: 'Rule',
    rows: 6,
    from: 52,
    needs: 'policy',
    label: (value) => (value === ruleTag(-1) ? literal('no rule') : safe(value)),
  },
];

/** The pane of a field: its line in the table, or what any field gets that somebody wants a pane for. */
export function facetOf(field: Field): Facet {
  const facet = FACETS.find((each) => each.field === field);
  if (facet !== undefined) return facet;
  const title = TITLES[field] ?? `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  return { field, title, tab: title, rows: 'few', from: 0, label: orNone('(none)') };
}

const TITLES: Partial<Record<Field, string>> = {
  as: 'Acting as',
  apigroup: 'API group',
  ip: 'Source IP',
  agent: 'User agent',
  human: 'Human',
  mutating: 'Changes something',
};

/** The panes that were asked for, at any height as far as there is room: the first one takes what the others leave. */
export function facetsNamed(fields: readonly Field[], met: Needs): readonly Facet[] {
  const facets = [...new Set(fields)].map(facetOf).filter(({ needs }) => needs === undefined || met[needs]);
  const hasTaker = facets.some(({ rows }) => rows === 'rest');
  return facets.map((facet, at) => ({ ...facet, from: 0, rows: !hasTaker && at === 0 ? 'rest' : facet.rows }));
}

type Needs = Readonly<Record<NonNullable<Facet['needs']>, boolean>>;

export interface PaneRows {
  readonly facet: Facet;
  /** Rows of values, without the title. */
  readonly rows: number;
}

const LEAST_ROWS = 3;
const FEW_ROWS = 6;

/**
 * The panes there are: some only with a policy, that of the drift only while there is any, or a filter on it, and that
 * of the sources where there are several.
 */
export function facetsWith(met: Needs): readonly Facet[] {
  return FACETS.filter(({ needs }) => needs === undefined || met[needs]);
}

/** Shares the column's rows out: whole panes first, then those with a wish, and the rest to the pane that takes it. */
export function allot(
  panes: readonly Facet[],
  rows: number,
  terminalRows: number,
  known: (field: Field) => number,
): readonly PaneRows[] {
  const facets = panes.filter(({ from }) => terminalRows >= from);
  const wishes = facets.map(({ rows: wish, field }) => {
    if (wish === 'rest') return LEAST_ROWS;
    if (typeof wish === 'number') return wish;
    const values = Math.max(1, known(field));
    return wish === 'few' ? Math.min(FEW_ROWS, values) : values;
  });
  const wanted = (): number => wishes.reduce((sum, each) => sum + each + 1, 0);
  // Too low: wishes shrink from the last pane up, each to three rows, then panes go from the last up.
  for (let at = wishes.length - 1; at >= 0 && wanted() > rows; at--) {
    const wish = wishes[at] ?? 0;
    if (facets[at]?.rows !== 'all') wishes[at] = Math.max(LEAST_ROWS, wish - (wanted() - rows));
  }
  while (wishes.length > 1 && wanted() > rows) {
    wishes.pop();
    facets.pop();
  }
  const spare = Math.max(0, rows - wanted());
  const taker = Math.max(
    0,
    facets.findIndex((facet) => facet.rows === 'rest'),
  );
  return facets.map((facet, at) => ({ facet, rows: (wishes[at] ?? 0) + (at === taker ? spare : 0) }));
}
