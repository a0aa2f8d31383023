/** The policy screen: its rules with what each matched, why the selected event falls under its rule, and the file. */
import { literal, safe } from '../audit/safe.ts';
import { linesOf } from '../policy/words.ts';
import { includedValues } from '../query/edit.ts';
import { ruleTag } from '../query/fields.ts';
import { applyCut, cutEnd, width } from './cells.ts';
import { chosenRule } from './commands.ts';
import { bar, type Grounded } from './facet-pane.ts';
import { counted, share, whole } from './format.ts';
import { blank, fit, type Line, type Span, span, word } from './line.ts';
import { canTint, type Look } from './look.ts';
import { fileLines } from './policy-file.ts';
import type { LoadedPolicy } from './policy-state.ts';
import { troubleLines } from './policy-trouble.ts';
import { whyLines } from './policy-why.ts';
import { ruleText } from './policy-words.ts';
import { UNICODE } from './signs.ts';
import { policyInForce, type State, topScreen } from './state.ts';

/** The line in the place of the filter line. */
export function policyTitle(state: State, look: Look): readonly [left: Line, right: Line] {
  const { policy } = state;
  const loaded = policyInForce(state);
  const title = word(' Policy', 'text', { bold: true });
  if (policy === null) return [[title], []];
  const name = span(safe(`  ${policy.name}`), 'dim');
  if (loaded === null) return [[title, name], []];
  const dot = word(` ${look.signs.dot} `, 'dim');
  const rules = loaded.policy.rules.length;
  const parts: Line[] = [
    [word(`${rules} ${rules === 1 ? 'rule' : 'rules'}`, 'dim')],
    loaded.warning === null ? [word('loads cleanly', 'dim')] : [word('loads with a warning', 'write')],
    ...(['warning', 'hint'] as const).flatMap((severity): Line[] => {
      const count = loaded.diagnostics.filter((each) => each.severity === severity).length;
      if (count === 0) return [];
      return [[word(`${count} ${severity}${count === 1 ? '' : 's'}`, severity === 'warning' ? 'write' : 'dim')]];
    }),
  ];
  const filter = state.query.terms.some(
    (term) => term.kind !== 'field' || (term.field !== 'rule' && term.field !== 'drift'),
  );
  const events = `${whole(hitsOf(state, loaded).all)} events${filter ? ' under the filter' : ''} `;
  return [[title, name, ...parts.flatMap((part) => [dot, ...part])], [span(literal(events), 'dim')]];
}

/** What the rules match: the count of each tag, their sum, and the greatest of them. */
interface Hits {
  readonly counts: ReadonlyMap<string, number>;
  readonly all: number;
  readonly most: number;
}

function hitsOf(state: State, { policy }: LoadedPolicy): Hits {
  const values = state.facets.find(({ field }) => field === 'rule')?.values ?? [];
  const found = new Map(values.map(({ value, count }) => [value, count]));
  // Only the tags of this policy: while another is loaded the facet may still be of the one before it.
  const counts = new Map(
    [-1, ...policy.rules.keys()].map((index) => [ruleTag(index), found.get(ruleTag(index)) ?? 0] as const),
  );
  let [all, most] = [0, 0];
  for (const count of counts.values()) {
    all += count;
    most = Math.max(most, count);
  }
  return { counts, all, most };
}

function driftHits(state: State): number {
  const values = state.facets.find(({ field }) => field === 'drift')?.values ?? [];
  return values.reduce((sum, { value, count }) => (value === '' ? sum : sum + count), 0);
}

/** Rows that the sections below the rules need to say anything. */
const LEAST_WHY = 9;
const LEAST_FILE = 5;

export function policyLines(state: State, look: Look, cells: number, rows: number): Grounded[] {
  const { policy } = state;
  const screen = topScreen(state);
  if (policy === null || screen?.kind !== 'policy') return [];
  const plain = (line: Line): Grounded => ({ line: fit(line, cells, look.signs), ground: 'none' });
  const trouble = troubleLines(policy, look, cells).map(plain);
  const { loaded } = policy;
  if (loaded === null) return trouble.length > 0 ? trouble : [plain([]), plain([word(' loading the policy', 'dim')])];
  const rules = loaded.policy.rules.length;
  // The rules, `no rule` and the drift.
  const entries = rules + 2;
  const { tableRows, below, both } = shareRows(entries, rows - trouble.length);
  const top = Math.max(0, Math.min(screen.cursor - Math.floor(tableRows / 2), entries - tableRows));
  const hits = hitsOf(state, loaded);
  const table = Array.from({ length: Math.min(tableRows, entries - top) }, (_, row) => {
    const at = top + row;
    if (at > rules) return driftRow(state, look, cells, screen.cursor > rules);
    return ruleRow(state, loaded, at === rules ? -1 : at, hits, look, cells, at === screen.cursor);
  });
  const why = (room: number): Line[] => whyLines(state, loaded, look, cells, room);
  const file = (room: number): Line[] => fileLines(policy.name, loaded, chosenRule(state), look, cells, room);
  // Where both have room the file takes what is left; else `w` goes from one to the other.
  const first = both ? why(below - LEAST_FILE - 1) : screen.lower === 'why' ? why(below) : file(below);
  return [
    ...trouble,
    plain([]),
    plain(tableHead(cells)),
    ...table,
    plain([]),
    ...first.map(plain),
    ...(both ? [plain([]), ...file(below - first.length - 1).map(plain)] : []),
  ];
}

/** The rows of the table, those below it, and whether both sections have room there. */
function shareRows(
  entries: number,
  rows: number,
): { readonly tableRows: number; readonly below: number; readonly both: boolean } {
  const left = rows - 2;
  const tableRows = Math.min(entries, Math.max(4, left - 2 - LEAST_WHY - LEAST_FILE, Math.floor(left * 0.45)));
  const below = left - tableRows - 1;
  return { tableRows, below, both: below > LEAST_WHY + LEAST_FILE };
}

/** Whether the reason and the file are both on the screen, so that there is nothing to change to. */
export function showsBoth(state: State): boolean {
  const { policy, size } = state;
  if (policy?.loaded == null) return false;
  const trouble = troubleLines(policy, { signs: UNICODE, depth: 'mono' }, size.columns).length;
  return shareRows(policy.loaded.policy.rules.length + 2, size.rows - 3 - trouble).both;
}

const LEVEL = 15;
const HITS = 9;
const SHARE = 7;
const LINES = 9;

/** Cells left for what a rule matches; on a narrow screen the bar and the lines give way. */
function wordsCells(cells: number): { readonly words: number; readonly roomy: boolean } {
  const roomy = cells >= 100;
  return {
    roomy,
    words: Math.max(10, cells - 1 - 5 - LEVEL - 1 - HITS - 1 - (roomy ? 7 : 0) - SHARE - (roomy ? LINES : 0) - 1),
  };
}

function tableHead(cells: number): Line {
  const { words, roomy } = wordsCells(cells);
  const head = `${' rule '.padEnd(6)}${'level'.padEnd(LEVEL + 1)}${'matches'.padEnd(words)}${'hits'.padStart(HITS)}${' '.repeat(roomy ? 7 : 0)}${'share'.padStart(SHARE + 1)}${roomy ? 'lines'.padStart(LINES) : ''}`;
  return [word(head, 'text', { bold: true })];
}

function ruleRow(
  state: State,
  policy: LoadedPolicy,
  index: number,
  { counts, all, most }: Hits,
  look: Look,
  cells: number,
  under: boolean,
): Grounded {
  const { words, roomy } = wordsCells(cells);
  const { signs } = look;
  const rule = policy.policy.rules[index];
  const tag = ruleTag(index);
  const lit = state.highlight.has(index);
  const count = counts.get(tag) ?? 0;
  const text = rule === undefined ? literal('no rule matches') : ruleText(rule, signs);
  const cut = applyCut(text, cutEnd(text, words - 1), signs.cut);
  const chosen = includedValues(state.query, 'rule').includes(tag) ? '+' : ' ';
  const number = count === 0 ? (rule === undefined ? literal('0') : literal('unseen')) : counted(count);
  const quiet = state.counting ? 'dim' : 'text';
  const lines = policy.ruleLines[index];
  const line: Span[] = [
    word(chosen, 'accent', { bold: true }),
    span(literal((lit && !canTint(look) ? `${tag}*` : tag).padEnd(5)), 'policy', { bold: true }),
    word((rule?.level ?? '').padEnd(LEVEL + 1), rule?.level === 'Metadata' || rule?.level === 'None' ? 'dim' : 'text'),
    span(cut, rule === undefined ? 'dim' : 'text'),
    blank(words - width(cut)),
    word(number.padStart(HITS), count === 0 ? 'dim' : quiet),
  ];
  if (roomy) {
    const drawn = bar(count, most, 5, signs);
    line.push(blank(1), span(drawn, 'bar'), blank(6 - width(drawn)));
  }
  line.push(word((count === 0 ? '' : share(count, all)).padStart(SHARE + 1), quiet));
  if (roomy) line.push(word((lines === undefined ? '' : linesOf(lines)).padStart(LINES), 'dim'));
  return { line: fit(line, cells, signs), ground: under ? 'sel' : lit ? 'hit' : 'none' };
}

/** The events that were recorded otherwise than the policy says. */
function driftRow(state: State, look: Look, cells: number, under: boolean): Grounded {
  const { words } = wordsCells(cells);
  const { signs } = look;
  const count = driftHits(state);
  const role = count === 0 ? 'dim' : 'write';
  const chosen = includedValues(state.query, 'drift').length > 0 ? '+' : ' ';
  const about = 'recorded otherwise than this policy says';
  const cut = applyCut(literal(about), cutEnd(literal(about), words - 1), signs.cut);
  const line: Line = [
    word(chosen, 'accent', { bold: true }),
    span(signs.drift, role, { bold: true }),
    blank(1),
    word('drift'.padEnd(4 - width(signs.drift) + LEVEL + 1), role),
    span(cut, 'dim'),
    blank(words - width(cut)),
    word(counted(count).padStart(HITS), role),
  ];
  return { line: fit(line, cells, signs), ground: under ? 'sel' : 'none' };
}
