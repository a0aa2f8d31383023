/** The policy screen: its rules with what each matched, and the file's lines of the chosen one. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { linesOf } from '../policy/words.ts';
import { includedValues } from '../query/edit.ts';
import { ruleTag } from '../query/fields.ts';
import { applyCut, cutEnd, width } from './cells.ts';
import { chosenRule } from './commands.ts';
import { bar, type Grounded } from './facet-pane.ts';
import { counted, share, whole } from './format.ts';
import { blank, fit, type Line, type Span, span, titled, word } from './line.ts';
import { canTint, type Look } from './look.ts';
import { ruleText } from './policy-words.ts';
import type { LoadedPolicy, State } from './state.ts';

/** The line in the place of the filter line. */
export function policyTitle(state: State, look: Look): readonly [left: Line, right: Line] {
  const { policy } = state.config;
  if (policy === null) return [[word(' Policy', 'text', { bold: true })], []];
  const dot = ` ${look.signs.dot} `;
  const rules = policy.policy.rules.length;
  const warned = policy.warning === null ? 'loads cleanly' : 'loads with a warning';
  const filter = state.query.terms.filter((term) => term.kind !== 'field' || term.field !== 'rule').length > 0;
  return [
    [
      word(' Policy', 'text', { bold: true }),
      span(safe(`  ${policy.name}${dot}${rules} ${rules === 1 ? 'rule' : 'rules'}${dot}`), 'dim'),
      word(warned, policy.warning === null ? 'dim' : 'write'),
    ],
    [span(literal(`${whole(allHits(state))} events${filter ? ' under the filter' : ''} `), 'dim')],
  ];
}

function hits(state: State, index: number): number {
  const values = state.facets.find(({ field }) => field === 'rule')?.values ?? [];
  return values.find(({ value }) => value === ruleTag(index))?.count ?? 0;
}

function allHits(state: State): number {
  const rules = state.config.policy?.policy.rules.length ?? 0;
  return Array.from({ length: rules + 1 }, (_, at) => hits(state, at - 1)).reduce((sum, each) => sum + each, 0);
}

export function policyLines(state: State, look: Look, cells: number, rows: number): Grounded[] {
  const { policy } = state.config;
  const screen = state.screens.at(-1);
  if (policy === null || screen?.kind !== 'policy') return [];
  const warning =
    policy.warning === null
      ? []
      : [plain([blank(1), span(safe(policy.warning), 'write')], cells, look), plain([], cells, look)];
  const tableRows = Math.max(3, Math.min(policy.policy.rules.length + 1, rows - 8 - warning.length));
  const all = [...policy.policy.rules.keys(), -1].map((index, at) =>
    ruleRow(state, policy, index, look, cells, at === screen.cursor),
  );
  const top = Math.max(0, Math.min(screen.cursor - Math.floor(tableRows / 2), all.length - tableRows));
  return [
    plain([], cells, look),
    ...warning,
    plain(tableHead(cells), cells, look),
    ...all.slice(top, top + tableRows),
    plain([], cells, look),
    ...fileLines(state, policy, look, cells, rows - 3 - tableRows - warning.length),
  ];
}

function plain(line: Line, cells: number, look: Look): Grounded {
  return { line: fit(line, cells, look.signs), ground: 'none' };
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
  look: Look,
  cells: number,
  under: boolean,
): Grounded {
  const { words, roomy } = wordsCells(cells);
  const { signs } = look;
  const rule = policy.policy.rules[index];
  const tag = ruleTag(index);
  const lit = state.highlight.has(index);
  const count = hits(state, index);
  const all = allHits(state);
  const most = Math.max(...[...policy.policy.rules.keys(), -1].map((each) => hits(state, each)));
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

/** The file's own lines of the chosen rule, with a line or two around them. */
function fileLines(state: State, policy: LoadedPolicy, look: Look, cells: number, rows: number): Grounded[] {
  const index = chosenRule(state);
  const place = index === null ? undefined : policy.ruleLines[index];
  if (place === undefined || rows < 3) return [];
  const [first, last] = place;
  const all = policy.text.replace(/\n$/, '').split('\n');
  const title = titled(
    [span(safe(` ${policy.name}`), 'text', { bold: true })],
    [word(`${linesOf(place)} of ${all.length} `, 'dim')],
    cells,
    look.signs,
    false,
  );
  const from = Math.max(1, last - first + 3 > rows - 1 ? first : first - 1);
  const shown = all.slice(from - 1, from - 1 + Math.min(rows - 1, last - from + 2));
  return [
    plain(title, cells, look),
    ...shown.map((text, at) => {
      const number = from + at;
      const own = number >= first && number <= last;
      const margin = own ? span(look.signs.margin, 'accent') : blank(1);
      const line: Line = [
        word(String(number).padStart(5), 'dim'),
        margin,
        blank(1),
        ...yamlSpans(safe(text.replace(/\r$/, '')), own),
      ];
      return plain(line, cells, look);
    }),
  ];
}

/** `key:` dim, the rest plain: enough to read by. */
function yamlSpans(text: SafeText, own: boolean): Line {
  const found = /^(\s*(?:- )?[\w.-]+:)(.*)$/.exec(text);
  if (found === null || !own) return [span(text, own ? 'text' : 'dim')];
  const [, key = '', rest = ''] = found;
  return [span(key as SafeText, 'dim'), span(rest as SafeText)]; // parts of a safe text are safe
}
