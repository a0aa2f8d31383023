/** The opened event as lines: what happened in a sentence, its stages and its rule, then the whole event as a tree. */

import { latencyOf } from '../audit/event.ts';
import { literal, safe } from '../audit/safe.ts';
import { attributesOf } from '../policy/attributes.ts';
import { evaluate } from '../policy/match.ts';
import { linesWords } from '../policy/words.ts';
import { ruleTag } from '../query/fields.ts';
import { applyCut, cutEnd, join } from './cells.ts';
import { textLines, treeLines } from './detail-tree.ts';
import type { EventDocument } from './document.ts';
import { driftLine, isTruncated } from './drift-words.ts';
import type { Grounded } from './facet-pane.ts';
import { typed } from './filter-line.ts';
import { bytes, clock, duration, whole } from './format.ts';
import { insideCount } from './inside-words.ts';
import { blank, fit, type Line, type Span, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import { stageSign } from './names.ts';
import { position } from './place.ts';
import { ruleText } from './policy-words.ts';
import { sentence } from './sentence.ts';
import { UNICODE } from './signs.ts';
import { layout, policyInForce, type State, topScreen } from './state.ts';
import { wrapLine } from './wrap.ts';

/** Where the detail stands: beside the list, or over the whole screen with a title line of its own. */
export function detailPlace(state: State): { readonly cells: number; readonly treeHeight: number } {
  const { detail, height, size } = layout(state);
  const full = detail === null || topScreen(state)?.kind === 'detail';
  const cells = full ? size.columns - 1 : detail.width;
  const rows = full ? size.rows - 3 : height - 1;
  // The height does not hang on signs: both tables have the same widths here.
  const head = headLines(state, { signs: UNICODE, depth: 'mono' }, cells, rows).length;
  return { cells, treeHeight: Math.max(1, rows - head) };
}

/** The title line of the full screen, in the place of the filter line. */
export function detailTitle(state: State, look: Look): readonly [left: Line, right: Line] {
  const content = state.detail?.content;
  if (state.prompt?.kind === 'inside')
    return [insideTyped(state, look, state.size.columns - 30), insideSaid(state, look)];
  const left: Span[] = [
    blank(1),
    span(look.signs.back, 'accent', { bold: true }),
    word(' Event', 'text', { bold: true }),
  ];
  if (content?.kind !== 'event') return [left, []];
  const { raw, masked } = content.document;
  const dot = literal(` ${look.signs.dot} `);
  const file = raw.file.slice(raw.file.lastIndexOf('/') + 1);
  const line = raw.line === null ? '' : ` line ${whole(raw.line)}`;
  const at = position(state);
  if (at !== null && state.total !== null)
    left.push(span(literal(` ${whole(at)} of ${whole(state.total.passing)} ${look.signs.dot}`), 'dim'));
  left.push(span(safe(` ${file}${line}`), 'dim'), span(dot, 'dim'), span(safe(`byte ${whole(raw.offset)}`), 'dim'));
  left.push(span(dot, 'dim'), span(bytes(Buffer.byteLength(raw.text)), 'dim'));
  const right: Line = !state.config.redact
    ? [word('secrets shown', 'write')]
    : masked.length > 0
      ? [
          word(
            state.detail?.revealed.size === 0 ? 'values masked' : 'a value revealed',
            state.detail?.revealed.size === 0 ? 'ok' : 'write',
          ),
        ]
      : [];
  const said = insideSaid(state, look);
  return [
    left,
    said.length > 0 && right.length > 0
      ? [...said, blank(1), ...right, blank(1)]
      : said.length > 0
        ? said
        : [...right, blank(1)],
  ];
}

/** What is being typed to be looked for inside the event. */
export function insideTyped(state: State, look: Look, cells: number): Line {
  return state.prompt?.kind === 'inside' ? typed('/', state.prompt.edit, Math.max(10, cells), look) : [];
}

/** What is looked for inside the event, and which match of how many one stands on. */
export function insideSaid(state: State, { signs }: Look): Line {
  const inside = state.detail?.inside ?? null;
  if (inside === null) return [];
  const count = span(insideCount(inside, signs.dot), inside.done && inside.matches.length === 0 ? 'err' : 'accent');
  // While it is typed it stands on the left already.
  if (state.prompt?.kind === 'inside') return [count, blank(1)];
  const text = safe(inside.typed);
  return [span(join(literal('/'), applyCut(text, cutEnd(text, 20), signs.cut)), 'dim'), blank(1), count, blank(1)];
}

/** Where the event stands and how long it is: at the right end of its title beside the list. */
export function detailWhere(state: State, { signs }: Look): Line {
  const content = state.detail?.content;
  if (content?.kind !== 'event') return [];
  const { raw } = content.document;
  const line = raw.line === null ? literal('') : literal(`line ${whole(raw.line)} ${signs.dot} `);
  return [span(line, 'dim'), span(bytes(Buffer.byteLength(raw.text)), 'dim')];
}

/** All lines of the detail, `cells` wide and `rows` high. */
export function detailLines(state: State, look: Look, cells: number, rows: number, focused: boolean): Grounded[] {
  const { detail } = state;
  const plain = (line: Line): Grounded => ({ line: fit(line, cells, look.signs), ground: 'none' });
  if (detail === null || detail.content.kind === 'loading') return [plain([word(' reading it back', 'dim')])];
  if (detail.content.kind === 'gone') {
    return [
      plain([]),
      plain([word('  This event cannot be read back.', 'text', { bold: true })]),
      plain([]),
      ...wrapLine([span(safe(detail.content.why), 'dim')], cells - 4).map((line) => plain([blank(2), ...line])),
    ];
  }
  const head = headLines(state, look, cells, rows);
  const { document } = detail.content;
  const body =
    document.tree === null
      ? textLines(document, detail, cells, look)
      : treeLines({ document, tree: document.tree, detail, cells, look, focused }, rows - head.length);
  return [...head.map(plain), ...body.slice(0, rows - head.length)];
}

/** Sentence, stages, rule and the title of the tree; cut to half of the height where it is low. */
function headLines(state: State, look: Look, cells: number, rows: number): Line[] {
  const content = state.detail?.content;
  if (content?.kind !== 'event') return [];
  const { fields } = content.document;
  const lines: Line[] = [[]];
  if (fields === null) lines.push([word('  This is no audit event that can be read.', 'write')]);
  else {
    lines.push(...wrapLine(sentence(fields, look.signs), cells - 4).map((line) => [blank(2), ...line]), []);
    lines.push([blank(2), ...stageStrip(content.document, state.local, look)], []);
    const rule = ruleLines(state, look, cells - 4);
    if (rule.length > 0) lines.push(...rule.map((line) => [blank(2), ...line]), []);
  }
  const most = Math.max(3, Math.floor(rows / 2));
  const kept =
    lines.length + 1 > most ? lines.filter((line, at) => line.length > 0 || at === 0).slice(0, most - 1) : lines;
  const audit: Line = fields === null || cells < 60 ? [] : [word('auditID ', 'dim'), span(safe(fields.auditID), 'dim')];
  return [
    ...kept,
    titled([word(' Fields', 'text', { bold: true })], audit, cells, look.signs, state.focus === 'detail'),
  ];
}

function stageStrip({ fields }: EventDocument, local: boolean, { signs }: Look): Line {
  if (fields === null) return [];
  const at = clock(fields.received, local);
  const received: Line = [span(signs.received, 'dim'), word(' received ', 'dim'), span(at.second), span(at.fraction)];
  if (fields.stage === 'RequestReceived') return received;
  const names: Readonly<Record<string, string>> = {
    ResponseStarted: 'started',
    ResponseComplete: 'complete',
    Panic: 'panicked',
  };
  const latency = latencyOf(fields);
  const role = fields.stage === 'Panic' ? 'err' : 'dim';
  return [
    ...received,
    span(literal(` ${signs.rule}${signs.rule} `), 'faint'),
    span(stageSign(fields.stage, signs), role),
    span(safe(` ${names[fields.stage] ?? fields.stage} `), role),
    ...(Number.isNaN(latency) ? [] : [span(literal(`${latency < 0 ? '' : '+'}${duration(latency)}`))]),
  ];
}

/** The drift, if there is one, and the rule with what it matches; nothing without a policy. */
function ruleLines(state: State, look: Look, cells: number): Line[] {
  const { signs } = look;
  const loaded = policyInForce(state);
  const content = state.detail?.content;
  if (loaded === null || content?.kind !== 'event' || content.document.fields === null) return [];
  const { fields } = content.document;
  const { ruleIndex, level } = evaluate(loaded.policy, attributesOf(fields));
  const rule = loaded.policy.rules[ruleIndex];
  const lines = loaded.ruleLines[ruleIndex];
  const tag = span(literal(ruleIndex < 0 ? 'no rule' : ruleTag(ruleIndex)), 'policy', { bold: true });
  const about: Line = [
    ...(rule === undefined ? [] : [span(join(literal('  '), ruleText(rule, signs)), 'dim')]),
    ...(lines === undefined ? [] : [span(literal(` ${signs.dot} ${linesWords(lines)}`), 'dim')]),
  ];
  const drift = driftLine(state, content.document, look);
  if (drift.length > 0) {
    return [...wrapLine(drift, cells), ...(rule === undefined ? [] : twoLines([tag, ...about], cells))];
  }
  const cut = isTruncated(content.document) ? [word(` ${signs.dot} its bodies were cut off`, 'write')] : [];
  return twoLines([word('recorded by ', 'dim'), tag, word(` ${level}`), ...cut, ...about], cells);
}

/** A line over two rows at most: a rule may be long. The second is longer than the row where there is more. */
function twoLines(line: Line, cells: number): Line[] {
  const [first = [], ...more] = wrapLine(line, cells);
  if (more.length === 0) return [first];
  return [first, more.flatMap((each, at) => (at === 0 ? each : [blank(1), ...each]))];
}
