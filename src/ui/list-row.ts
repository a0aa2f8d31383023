/** One event as one line of the list. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { verbKind } from '../audit/verbs.ts';
import type { Hit, Row } from '../engine/engine.ts';
import { applyCut, blanks, type Cut, cutEnd, cutMiddle, cutStart, join, width } from './cells.ts';
import type { Columns } from './columns.ts';
import { clock, duration } from './format.ts';
import { markedSpans, type Spans, scrollToHit, shifted, spansInSafe } from './hits.ts';
import { blank, fit, type Line, lineWidth, type Span, span, word } from './line.ts';
import { levelSign, shortUser, stageSign, verbName } from './names.ts';
import type { Signs } from './signs.ts';
import type { SourceName } from './source-names.ts';
import type { Role } from './theme.ts';

export interface RowLook {
  readonly columns: Columns;
  /** What its source is called; null where there is one only. */
  readonly source: SourceName | null;
  readonly signs: Signs;
  readonly local: boolean;
  readonly marked: boolean;
  /** The row above shows the same h:m:s: told dim. */
  readonly sameSecond: boolean;
  /** The rule of this row is highlighted, and the terminal cannot tint: a sign says so. */
  readonly starred: boolean;
  readonly highlighted: boolean;
}

/** The column heads, aligned with the rows. */
export function listHead(columns: Columns, bold: boolean): Line {
  const cell = (text: string, cells: number): Span[] =>
    cells === 0 ? [] : [word(text.slice(0, cells).padEnd(cells + 1), 'text', { bold })];
  const { source, stage, level, resource, name, user, took, rule } = columns;
  const heads = [
    word(' '),
    ...cell('time', 12),
    ...cell(source < 6 ? 'src' : 'source', source === 1 ? 0 : source),
    ...(source === 1 ? [word('  ')] : []),
    ...cell('s', stage),
    ...cell('lv', level),
    ...cell('verb', 7),
    ...cell('resource', resource),
    ...(user > 0
      ? [...cell('namespace/name', name), word('user'.padEnd(user), 'text', { bold })]
      : [word('namespace/name'.slice(0, name).padEnd(name), 'text', { bold })]),
    word('code', 'text', { bold }),
  ];
  if (took > 0) heads.push(word('took'.padStart(took + 1), 'text', { bold }));
  if (rule > 0) heads.push(word(' rule', 'text', { bold }));
  return heads;
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

/** Recorded though the loaded policy records nothing of the request, or not at this stage. */
function isUnwanted({ rule }: Pick<Row, 'rule'>): boolean {
  return rule?.drift === 'unrecorded' || rule?.drift === 'stage';
}

/** The row as a line of exactly the columns' width. */
export function listRow(row: Row, look: RowLook): Line {
  const { columns, signs } = look;
  // What the policy would not record is dim; what alarms still alarms.
  const quiet = isUnwanted(row);
  const role = (wanted: Role): Role => (quiet ? 'dim' : wanted);
  const line: Span[] = [gutter(row, look), ...timeCells(row, look, quiet), blank(1)];
  if (columns.source > 0) line.push(...sourceCell(look), blank(1));
  if (columns.stage > 0) {
    line.push(span(stageSign(row.stage, signs), row.stage === 'Panic' ? 'err' : 'dim'), blank(1));
  }
  if (columns.level > 0) {
    line.push(...padded([span(levelSign(row.level), role(row.level === 'Metadata' ? 'dim' : 'text'))], 2), blank(1));
  }
  line.push(...verbCell(row, look, quiet), blank(1));
  if (columns.resource > 0) line.push(...resourceCell(row, look, role('text')), blank(1));
  line.push(...nameCell(row, look, role('text')), blank(1));
  if (columns.user > 0) line.push(...userCell(row, look, quiet), blank(1));
  line.push(...codeCell(row, look));
  if (columns.took > 0) line.push(blank(1), ...tookCell(row, columns.took));
  if (columns.rule > 0) line.push(blank(1), ...ruleCell(row, look));
  return line;
}

function gutter(row: Row, { marked, columns, signs }: RowLook): Span {
  if (marked) return span(signs.mark, 'accent', { bold: true });
  if (isFailed(row) || isRefused(row)) return word('!', 'err', { bold: true });
  if (columns.rule === 0 && isDrift(row)) return span(signs.driftCell, 'write', { bold: true });
  return blank(1);
}

function timeCells(row: Row, { local, sameSecond }: RowLook, quiet: boolean): Span[] {
  const { second, fraction } = clock(row.time, local);
  return [span(second, sameSecond || quiet ? 'dim' : 'text'), span(fraction, quiet ? 'dim' : 'text')];
}

function sourceCell({ source, columns, signs }: RowLook): Span[] {
  const cells = columns.source;
  if (source === null) return [blank(cells)];
  if (cells === 1) return [span(source.letter, source.role)];
  return padded([span(applyCut(source.short, cutEnd(source.short, cells), signs.cut), source.role)], cells);
}

function verbCell(row: Row, look: RowLook, quiet: boolean): Span[] {
  const text = verbName(row.verb);
  const kind = verbKind(row.verb);
  const role = quiet || kind === 'read' ? 'dim' : 'write';
  const spans = hitsOf(row, 'verb', row.verb);
  return padded(
    markedSpans(text, cutEnd(text, 7), look.signs.cut, spans, role, kind === 'remove' && !quiet ? { bold: true } : {}),
    7,
  );
}

function resourceCell(row: Row, { columns, signs }: RowLook, role: Role): Span[] {
  const cells = columns.resource;
  const text = row.isResource ? safe(row.resource) : literal('-');
  return padded(
    markedSpans(text, cutResource(text, cells), signs.cut, hitsOf(row, 'resource', row.resource), role),
    cells,
  );
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

function nameCell(row: Row, { columns, signs }: RowLook, role: Role): Span[] {
  const cells = columns.name;
  const name = safe(row.name);
  const nameHits = hitsOf(row, 'name', row.name);
  if (!row.isResource) {
    const cut = scrollToHit(name, cells, nameHits) ?? cutStart(name, cells);
    return padded(markedSpans(name, cut, signs.cut, nameHits, role), cells);
  }
  if (row.namespace === '') {
    const text = row.name === '' ? literal('*') : name;
    return padded(
      markedSpans(text, cutMiddle(text, cells), signs.cut, nameHits, row.name === '' ? 'dim' : role),
      cells,
    );
  }
  const namespace = safe(row.namespace);
  const namespaceCells = Math.min(width(namespace), Math.max(6, cells - 1 - width(name)));
  const nameCells = Math.max(0, cells - 1 - namespaceCells);
  const nsCut = cutEnd(namespace, namespaceCells);
  return padded(
    [
      ...markedSpans(namespace, nsCut, signs.cut, hitsOf(row, 'ns', row.namespace), 'dim'),
      word('/', 'dim'),
      ...markedSpans(name, cutMiddle(name, nameCells), signs.cut, nameHits, role),
    ],
    cells,
  );
}

function userCell(row: Row, look: RowLook, quiet: boolean): Span[] {
  const cells = look.columns.user;
  if (row.as !== '') {
    const own = userSpans(
      row.user,
      hitsOf(row, 'user', row.user),
      Math.max(4, Math.floor((cells - 1) / 2)),
      look,
      quiet,
    );
    const arrow = span(look.signs.arrow, 'dim');
    return padded(
      [...own, arrow, ...userSpans(row.as, hitsOf(row, 'as', row.as), cells - 1 - lineWidth(own), look, quiet)],
      cells,
    );
  }
  if (row.user === '') return padded([word('-', 'dim')], cells);
  return padded(userSpans(row.user, hitsOf(row, 'user', row.user), cells, look, quiet), cells);
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
  const text = duration(row.latency, '');
  const shown = width(text) > cells ? applyCut(text, cutEnd(text, cells), literal('')) : text;
  return [span(join(blanks(cells - width(shown)), shown), 'dim')];
}

function ruleCell(row: Row, look: RowLook): Span[] {
  if (row.rule === null) return [blank(look.columns.rule)];
  const tag = row.rule.index < 0 ? literal('--') : literal(`R${row.rule.index}`);
  const bold = look.highlighted;
  const cells: Span[] = [span(tag, row.rule.index < 0 ? 'dim' : 'policy', { bold })];
  if (look.starred) cells.push(word('*', 'policy', { bold: true }));
  if (isDrift(row)) cells.push(span(look.signs.drift, 'write', { bold: true }));
  return [...fit(cells, look.columns.rule, look.signs)];
}

function hitsOf(row: Row, field: Hit['field'], recorded: string): Spans {
  const spans = row.hits.filter((hit) => hit.field === field).flatMap((hit) => hit.spans);
  return spans.length === 0 ? spans : spansInSafe(recorded, spans);
}

function padded(line: readonly Span[], cells: number): Span[] {
  const missing = cells - lineWidth(line);
  return missing > 0 ? [...line, blank(missing)] : [...line];
}
