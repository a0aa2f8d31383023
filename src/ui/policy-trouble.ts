/** What is wrong with a policy: the lint screen, and the lines that say that the file as it is now is not in force. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import type { Diagnostic, Severity } from '../policy/diagnostic.ts';
import { times, width } from './cells.ts';
import { blank, type Line, span, word } from './line.ts';
import type { Look } from './look.ts';
import type { PolicyState } from './policy-state.ts';
import type { State } from './state.ts';
import type { Role } from './theme.ts';
import { wrapLine } from './wrap.ts';

const ROLES: Readonly<Record<Severity, Role>> = { error: 'err', warning: 'write', hint: 'accent' };

/** Above the rules: why the file that was edited is not in force, or what the apiserver warns of. */
export function troubleLines({ loaded, trouble }: PolicyState, { signs }: Look, cells: number): Line[] {
  const said: Line[] = [];
  if (trouble !== null) {
    const sign = span(signs.broken, 'err', { bold: true });
    const where = trouble.line === null ? '' : ` at line ${trouble.line}`;
    const kept = loaded === null ? '' : ' The policy before stays in force.';
    said.push([
      sign,
      word(` The file does not load${where}.${kept} `, 'err', { bold: true }),
      span(safe(trouble.words), 'err'),
    ]);
  } else if (loaded?.warning != null) said.push([span(safe(loaded.warning), 'write')]);
  return said.flatMap((line) => [
    [],
    ...wrapLine(line, cells - 3)
      .slice(0, 4)
      .map((each): Line => [blank(1), ...each]),
  ]);
}

/** The title of the lint screen. */
export function lintTitle({ policy }: State): readonly [left: Line, right: Line] {
  const title = [word(' Lint', 'text', { bold: true }), span(safe(`  ${policy?.name ?? ''}`), 'dim')];
  const trouble = policy?.trouble ?? null;
  if (trouble === null) return [title, []];
  return [title, [word(policy?.loaded == null ? 'not loaded ' : 'not in force: the policy before is ', 'err')]];
}

/** Every diagnostic with its line of the file and carets under it; of the file as it is now. */
export function lintLines({ policy }: State, look: Look, cells: number): Line[] {
  const checked = policy?.trouble ?? policy?.loaded ?? null;
  if (policy === null || checked === null) return [[], [word(' The policy is not loaded yet.', 'dim')]];
  if (policy.trouble !== null && checked.diagnostics.length === 0) {
    return [
      [],
      ...wrapLine([span(safe(policy.trouble.words), 'err')], cells - 3).map((line): Line => [blank(1), ...line]),
    ];
  }
  if (checked.diagnostics.length === 0) return [[], [word(' Nothing to say of this policy.', 'ok')]];
  const lines = checked.text.replace(/^\ufeff/, '').split('\n');
  return checked.diagnostics.flatMap((each) => diagnosticLines(each, lines[each.line - 1] ?? '', look, cells));
}

function diagnosticLines(diagnostic: Diagnostic, text: string, look: Look, cells: number): Line[] {
  const { signs } = look;
  const { severity, line, column, length, message, suggestion } = diagnostic;
  const role = ROLES[severity];
  const place = literal(`${line}:${column}`);
  const said: Line = [
    span(place, 'dim'),
    blank(2),
    word(severity, role, { bold: true }),
    blank(2),
    span(safe(message)),
  ];
  const { head, meant, tail } = pointed(text.replace(/\r$/, ''), column - 1, length, cells - 10);
  return [
    [],
    ...wrapLine(said, cells - 3).map((each): Line => [blank(1), ...each]),
    [
      word(String(line).padStart(5), 'dim'),
      span(signs.margin, 'faint'),
      blank(1),
      span(head, 'dim'),
      span(meant),
      span(tail, 'dim'),
    ],
    [
      blank(5),
      span(signs.margin, 'faint'),
      blank(1 + width(head)),
      span(times(literal('^'), Math.max(1, width(meant))), role),
    ],
    ...(suggestion === null ? [] : [suggested(safe(suggestion), width(head), look, cells)]),
  ];
}

/** What to write instead, under the carets; further left where it would end out of sight. */
function suggested(suggestion: SafeText, at: number, { signs }: Look, cells: number): Line {
  const indent = Math.max(0, Math.min(at, cells - 8 - width(suggestion)));
  return [blank(5), span(signs.margin, 'faint'), blank(1 + indent), span(suggestion, 'ok')];
}

/** The line, its beginning left out where the place would be out of sight. */
function pointed(
  text: string,
  at: number,
  length: number,
  room: number,
): { head: SafeText; meant: SafeText; tail: SafeText } {
  const from = at + Math.min(length, 20) <= room ? 0 : at - Math.floor(room / 3);
  const end = Math.min(text.length, at + length, from + room);
  return {
    head: safe(text.slice(from, at)),
    meant: safe(text.slice(at, end)),
    tail: safe(text.slice(end, from + room)),
  };
}
