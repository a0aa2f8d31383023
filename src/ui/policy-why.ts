/** Why the rule of the selected event matches, and why each rule before it does not. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { attributesOf } from '../policy/attributes.ts';
import { evaluate } from '../policy/match.ts';
import { type RuleAnswer, whyOf } from '../policy/why.ts';
import { linesWords, verdictWords } from '../policy/words.ts';
import { ruleTag } from '../query/fields.ts';
import { padEnd } from './cells.ts';
import { chosenRule } from './commands.ts';
import { driftLine } from './drift-words.ts';
import { blank, type Line, type Span, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import type { LoadedPolicy } from './policy-state.ts';
import { sentence } from './sentence.ts';
import type { State } from './state.ts';
import { wrapLine } from './wrap.ts';

const TAG_CELLS = 5;
const CONDITION_CELLS = 17;

/** The section with its title, of `rows` lines at most. */
export function whyLines(state: State, policy: LoadedPolicy, look: Look, cells: number, rows: number): Line[] {
  const content = state.detail?.content;
  const head = (name: string): Line =>
    titled(
      [word(` Why ${name}`, 'text', { bold: true })],
      [word('first match wins ', 'dim')],
      cells,
      look.signs,
      false,
    );
  const plain = (text: string): Line[] => [head('this rule'), [word(`   ${text}`, 'dim')]];
  if (state.screens.at(-1)?.kind !== 'policy') return [];
  if (content === undefined) return plain('No event is selected.');
  if (content.kind === 'loading') return plain('reading the event back');
  if (content.kind === 'gone') return [head('this rule'), [blank(3), span(safe(content.why), 'dim')]];
  const { fields } = content.document;
  if (fields === null) return plain('This is no audit event that can be read.');

  const attributes = attributesOf(fields);
  const verdict = evaluate(policy.policy, attributes);
  const { ruleIndex } = verdict;
  const answers = whyOf(policy.policy, attributes);
  const about = wrapLine(sentence(fields, look.signs), cells - 5).slice(0, 2);
  const drift = driftLine(state, content.document, look);
  const lead: Line[] = [
    head(`${ruleIndex < 0 ? 'no rule' : ruleTag(ruleIndex)} for the selected event`),
    ...about.map((line): Line => [blank(3), ...line]),
    ...(drift.length === 0
      ? []
      : wrapLine(drift, cells - 5)
          .slice(0, 2)
          .map((line): Line => [blank(3), ...line])),
    [blank(3), word('records  ', 'dim'), span(safe(verdictWords(verdict)))],
  ];
  const told = answers.map((answer) => answerLine(answer, policy, look));
  if (ruleIndex < 0)
    told.push([
      blank(3),
      span(padEnd(literal(ruleTag(-1)), TAG_CELLS), 'policy'),
      word('no rule matches: level None, nothing is recorded'),
    ]);
  const room = rows - lead.length - 1;
  if (room < 1) return lead.slice(0, rows);
  const decides = ruleIndex < 0 ? told.length - 1 : ruleIndex;
  // The rule that decides and those before it matter; one or two after it tell what would come next, where there is room.
  const after = Math.max(0, Math.min(2, room - decides - 1, told.length - decides - 1));
  const first = Math.max(0, decides + 1 + after - room);
  // Where not all have room the reasons go along with the cursor in the table above.
  const chosen = chosenRule(state) ?? decides;
  const at = chosen < 0 ? decides : chosen;
  const from = at < first ? at : Math.max(first, Math.min(at, told.length - 1) - room + 1);
  return [...lead, [], ...told.slice(from, from + room)];
}

function answerLine(answer: RuleAnswer, policy: LoadedPolicy, { signs }: Look): Line {
  const { ruleIndex, matches, reached, failed, words } = answer;
  const tag = span(padEnd(literal(ruleTag(ruleIndex)), TAG_CELLS), 'policy', { bold: matches && reached });
  const line = (sign: SafeText, role: Span['role'], condition: string, about: string): Line => [
    blank(3),
    tag,
    span(sign, role, { bold: true }),
    blank(2),
    span(padEnd(safe(condition), CONDITION_CELLS), reached ? 'text' : 'dim'),
    span(safe(about), reached ? 'text' : 'dim'),
  ];
  if (!reached) {
    const about = matches ? `would match too: ${words}` : `would not match: ${words}`;
    return line(signs.dot, 'dim', 'not reached', about);
  }
  if (!matches) return line(signs.broken, 'err', failed ?? '', words);
  const lines = policy.ruleLines[ruleIndex];
  const where = lines === undefined ? '' : ` ${signs.dot} ${linesWords(lines)}`;
  return line(signs.found, 'ok', 'matches', `${words}${where}`);
}
