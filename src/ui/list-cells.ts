/** The cells of a row of the list, column by column, and what the columns are called. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { verbKind } from '../audit/verbs.ts';
import type { Hit, Row } from '../engine/engine.ts';
import { applyCut, blanks, type Cut, cutEnd, cutMiddle, cutStart, join, width } from './cells.ts';
import type { ColumnName } from './columns.ts';
import { bytes, clock, duration } from './format.ts';
import { markedSpans, type Spans, scrollToHit, shifted, spansInSafe } from './hits.ts';
import { blank, fit, lineWidth, type Span, span, word } from './line.ts';
import { levelSign, shortUser, stageSign, verbName } from './names.ts';
import type { Signs } from './signs.ts';
import type { SourceName } from './source-names.ts';
import type { Role } from './theme.ts';

/** How a row is looked at. */
export interface RowLook {
  /** What its source is called; null where there is one only. */
  readonly source: SourceName | null;
  readonly signs: Signs;
  readonly local: boolean;
  readonly marked: boolean;
  /** Times are told from this one, µs; null: each as it is. */
  readonly from: number | null;
  /** The row above shows the same h:m:s: told dim. */
  readonly sameSecond: boolean;
  /** The rule of this row is highlighted, and the terminal cannot tint: a sign says so. */
  readonly starred: boolean;
  readonly highlighted: boolean;
  /** A column tells the rule: drift is told there, else in the gutter. */
  readonly hasRule: boolean;
}

/** What a column needs of a row; `quiet`: what the policy would not record is dim, what alarms still alarms. */
type CellOf = (row: Row, look: RowLook, cells: number, quiet: boolean) => readonly Span[];

interface Cell {
  readonly head: string;
  /** Its head stands at the right, as its values do. */
  readonly right?: true;
  readonly of: CellOf;
}

export const CELLS: Readonly<Record<ColumnName, Cell>> = {
  time: { head: 'time', of: (row, look, _, quiet) => timeCells(row, look, quiet) },
  source: { head: 'source', of: (_, look, cells) => sourceCell(look, cells) },
  stage: {
    head: 's',
    of: (row, { signs }) => [span(stageSign(row.stage, signs), row.stage === 'Panic' ? 'err' : 'dim')],
  },
  level: {
    head: 'lv',
    of: (row, _, __, quiet) => [span(levelSign(row.level), quiet || row.level === 'Metadata' ? 'dim' : 'text')],
  },
  verb: { head: 'verb', of: verbCell },
  resource: { head: 'resource', of: resourceCell },
  name: { head: 'namespace/name', of: nameCell },
  user: { head: 'user', of: userCell },
  code: { head: 'code', right: true, of: (row, look) => codeCell(row, look) },
  latency: { head: 'took', right: true, of: (row, _, cells) => tookCell(row, cells) },
  rule: { head: 'rule', of: ruleCell },
  decision: {
    head: 'decision',
    of: (row, look, cells, quiet) =>
      textCell(row.decision, [], look, cells, row.decision === 'forbid' ? 'err' : quiet ? 'dim' : 'text'),
  },
  reason: { head: 'reason', of: (row, look, cells) => textCell(row.reason, [], look, cells, 'dim') },
  ip: {
    head: 'ip',
    of: (row, look, cells, quiet) => textCell(row.ip, hitsOf(row, 'ip', row.ip), look, cells, quiet ? 'dim' : 'text'),
  },
  agent: {
    head: 'agent',
    of: (row, look, cells) => textCell(row.agent, hitsOf(row, 'agent', row.agent), look, cells, 'dim'),
  },
  ns: {
    head: 'namespace',
    of: (row, look, cells, quiet) =>
      textCell(row.namespace, hitsOf(row, 'ns', row.namespace), look, cells, quiet ? 'dim' : 'text'),
  },
  as: {
    head: 'as',
    of: (row, look, cells, quiet) =>
      row.as === '' ? [] : userSpans(row.as, hitsOf(row, 'as', row.as), cells, look, quiet),
  },
  size: { head: 'size', right: true, of: (row, _, cells) => rightCell(bytes(row.size), cells) },
};

/** A value as it is, cut at its end where no match lies further right. */
function textCell(value: string, hits: Spans, { signs }: RowLook, cells: number, role: Role): readonly Span[] {
  const text = safe(value);
  return markedSpans(text, scrollToHit(text, cells, hits) ?? cutEnd(text, cells), signs.cut, hits, role);
}

function rightCell(text: SafeText, cells: number): readonly Span[] {
  const shown = width(text) > cells ? applyCut(text, cutEnd(text, cells), literal('')) : text;
  return [span(join(blanks(cells - width(shown)), shown), 'dim')];
}

/** `403` and `401` say refused; 5xx and Panic say failed. */
export function isFailed(row: Pick<Row, 'code' | 'stage'>): boolean {
  return row.code >= 500 || row.stage === 'Panic';
}
export function isRefused(row: Pick<Row, 'code'>): boolean {
  return row.code === 401 || row.code === 403;
}

/** Recorded otherwise than the policy in force says: at all, at this stage, or at another level. */
export function isDrift(row: Pick<Row, 'rule'>): boolean {
  return row.rule !== null && row.rule.drift !== '';
}

function timeCells(row: Row, { local, sameSecond, from }: RowLook, quiet: boolean): Span[] {
  if (from !== null) {
    const since = join(literal(row.time < from ? '' : '+'), duration(row.time - from, ''));
    return [span(join(blanks(12 - width(since)), since), quiet ? 'dim' : 'text')];
  }
  const { second, fraction } = clock(row.time, local);
  return [span(second, sameSecond || quiet ? 'dim' : 'text'), span(fraction, quiet ? 'dim' : 'text')];
}

function sourceCell({ source, signs }: RowLook, cells: number): readonly Span[] {
  if (source === null) return [];
  if (cells === 1) return [span(source.letter, source.role)];
  return [span(applyCut(source.short, cutEnd(source.short, cells), signs.cut), source.role)];
}

function verbCell(row: Row, look: RowLook, cells: number, quiet: boolean): readonly Span[] {
  const text = verbName(row.verb);
  const kind = verbKind(row.verb);
  const role = quiet || kind === 'read' ? 'dim' : 'write';
  const spans = hitsOf(row, 'verb', row.verb);
  const extra = kind === 'remove' && !quiet ? { bold: true } : {};
  return markedSpans(text, cutEnd(text, cells), look.signs.cut, spans, role, extra);
}

function resourceCell(row: Row, { signs }: RowLook, cells: number, quiet: boolean): readonly Span[] {
  const role = quiet ? 'dim' : 'text';
  const text = row.isResource ? safe(row.resource) : literal('-');
  return markedSpans(text, cutResource(text, cells), signs.cut, hitsOf(row, 'resource', row.resource), role);
}

/** `deploym…/status`: the resource loses letters, the subresource none, as long as three letters are left. */
function cutResource(text: SafeText, cells: number): Cut {
  const slash = text.indexOf('/');
  const sub = text.length - slash;
  const least = Math.floor((cells - 1) / 3);
  if (slash > 0 && width(text) > cells && cells - 1 - sub >= least)
    return { head: cells - 1 - sub, tail: sub, cut: true };
  return cutMiddle(text, cells);
}

function nameCell(row: Row, { signs }: RowLook, cells: number, quiet: boolean): readonly Span[] {
  const role = quiet ? 'dim' : 'text';
  const name = safe(row.name);
  const nameHits = hitsOf(row, 'name', row.name);
  if (!row.isResource) {
    const cut = scrollToHit(name, cells, nameHits) ?? cutStart(name, cells);
    return markedSpans(name, cut, signs.cut, nameHits, role);
  }
  if (row.namespace === '') {
    const text = row.name === '' ? literal('*') : name;
    return markedSpans(text, cutMiddle(text, cells), signs.cut, nameHits, row.name === '' ? 'dim' : role);
  }
  const namespace = safe(row.namespace);
  const namespaceCells = Math.min(width(namespace), Math.max(6, cells - 1 - width(name)));
  const nameCells = Math.max(0, cells - 1 - namespaceCells);
  const nsCut = cutEnd(namespace, namespaceCells);
  return [
    ...markedSpans(namespace, nsCut, signs.cut, hitsOf(row, 'ns', row.namespace), 'dim'),
    word('/', 'dim'),
    ...markedSpans(name, cutMiddle(name, nameCells), signs.cut, nameHits, role),
  ];
}

function userCell(row: Row, look: RowLook, cells: number, quiet: boolean): readonly Span[] {
  if (row.as !== '') {
    const own = userSpans(
      row.user,
      hitsOf(row, 'user', row.user),
      Math.max(4, Math.floor((cells - 1) / 2)),
      look,
      quiet,
    );
    const arrow = span(look.signs.arrow, 'dim');
    return [...own, arrow, ...userSpans(row.as, hitsOf(row, 'as', row.as), cells - 1 - lineWidth(own), look, quiet)];
  }
  if (row.user === '') return [word('-', 'dim')];
  return userSpans(row.user, hitsOf(row, 'user', row.user), cells, look, quiet);
}

function userSpans(user: string, hits: Spans, cells: number, { signs }: RowLook, quiet: boolean): Span[] {
  const short = shortUser(user);
  const form = short.shorter !== null && width(short.text) > cells ? short.shorter : short;
  const spans = shifted(hits, form.shift);
  const cut = scrollToHit(form.text, cells, spans) ?? cutEnd(form.text, cells);
  return markedSpans(form.text, cut, signs.cut, spans, quiet || short.system ? 'dim' : 'text');
}

function codeCell(row: Row, { signs }: RowLook): Span[] {
  if (row.code === 0) {
    return isFailed(row) ? [word('ERR', 'err', { ground: 'alarm' })] : [blank(2), span(signs.noCode, 'dim')];
  }
  const text = literal(String(row.code)).slice(0, 3).padStart(3);
  if (isFailed(row)) return [word(text, 'err', { ground: 'alarm' })];
  if (isRefused(row)) return [word(text, 'err', { bold: true })];
  return markedSpans(
    literal(text),
    cutEnd(literal(text), 3),
    signs.cut,
    hitsOf(row, 'code', text),
    row.code >= 400 ? 'err' : 'dim',
  );
}

function tookCell(row: Row, cells: number): Span[] {
  if (Number.isNaN(row.latency) || row.stage === 'RequestReceived') return [blank(cells)];
  return [...rightCell(duration(row.latency, ''), cells)];
}

function ruleCell(row: Row, look: RowLook, width: number): readonly Span[] {
  if (row.rule === null) return [];
  const tag = row.rule.index < 0 ? literal('--') : literal(`R${row.rule.index}`);
  const bold = look.highlighted;
  const cells: Span[] = [span(tag, row.rule.index < 0 ? 'dim' : 'policy', { bold })];
  if (look.starred) cells.push(word('*', 'policy', { bold: true }));
  if (isDrift(row)) cells.push(span(look.signs.drift, 'write', { bold: true }));
  return fit(cells, width, look.signs);
}

function hitsOf(row: Row, field: Hit['field'], recorded: string): Spans {
  const spans = row.hits.filter((hit) => hit.field === field).flatMap((hit) => hit.spans);
  return spans.length === 0 ? spans : spansInSafe(recorded, spans);
}
