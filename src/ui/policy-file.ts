/** The file's own lines of the chosen rule, with a line or two around them. */
import { type SafeText, safe } from '../audit/safe.ts';
import { linesOf } from '../policy/words.ts';
import { blank, type Line, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import type { LoadedPolicy } from './policy-state.ts';

/** The section with its title, of `rows` lines at most; `index` is the rule, from 0. */
export function fileLines(
  name: string,
  policy: LoadedPolicy,
  index: number | null,
  look: Look,
  cells: number,
  rows: number,
): Line[] {
  const place = index === null ? undefined : policy.ruleLines[index];
  if (place === undefined || rows < 2) return [];
  const [first, last] = place;
  const all = policy.text.replace(/\n$/, '').split('\n');
  const title = titled(
    [span(safe(` ${name}`), 'text', { bold: true })],
    [word(`${linesOf(place)} of ${all.length} `, 'dim')],
    cells,
    look.signs,
    false,
  );
  const from = Math.max(1, last - first + 3 > rows - 1 ? first : first - 1);
  const shown = all.slice(from - 1, from - 1 + Math.min(rows - 1, last - from + 2));
  return [
    title,
    ...shown.map((text, at): Line => {
      const number = from + at;
      const own = number >= first && number <= last;
      const margin = own ? span(look.signs.margin, 'accent') : blank(1);
      return [
        word(String(number).padStart(5), 'dim'),
        margin,
        blank(1),
        ...yamlSpans(safe(text.replace(/\r$/, '')), own),
      ];
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
