/** What stands where there are no events: what is so, why, and the way out. */
import { literal, safe } from '../audit/safe.ts';
import type { SourceStatus } from '../engine/engine.ts';
import type { SourceState } from '../sources/source.ts';
import { join, width } from './cells.ts';
import { termLine } from './filter-line.ts';
import { whole } from './format.ts';
import { blank, fit, type Line, lineWidth, type Span, span, word } from './line.ts';
import type { Look } from './look.ts';
import type { State } from './state.ts';
import { wrapLine } from './wrap.ts';

const NUMBERS = ['', 'this condition', 'both conditions', 'all three conditions', 'all four conditions', 'all five conditions', 'all six conditions', 'all seven conditions', 'all eight conditions', 'all nine conditions']; // biome-ignore format: a list

/** No event matches: each condition with what there would be without it. */
export function emptyPage(state: State, look: Look, cells: number): Line[] {
  const { terms } = state.query;
  const counted = terms.slice(0, 9);
  const words = counted.map(termLine);
  // The counts must stay in sight whatever the values are.
  const room = Math.max(8, cells - 34);
  const most = Math.min(room, Math.max(...words.map(lineWidth), 16));
  const conditions = NUMBERS[terms.length] ?? 'all conditions';
  const lines: Line[] = [
    [word(`No event matches ${conditions}.`, 'text', { bold: true })],
    [],
    [word(terms.length === 1 ? 'Without it there are:' : 'Drop one, and there are:', 'dim')],
    [],
    ...words.map((line, at): Line => {
      const count = state.without[at];
      const number = count === undefined || count === null ? literal('...') : whole(count);
      return [
        word(String(at + 1), 'accent', { bold: true }),
        word('  without ', 'dim'),
        ...fit(line, most, look.signs),
        blank(Math.max(1, 8 - width(number))),
        span(number),
        word(count === 1 ? ' event' : ' events', 'dim'),
      ];
    }),
    [],
    [word('Backspace', 'accent', { bold: true }), word(' drops the last one', 'dim')],
    ...(state.focus === 'list'
      ? [[word('C-u', 'accent', { bold: true }), word('       clears the filter', 'dim')]]
      : []),
    [],
    ...wrapLine(
      [
        word(
          `What the policy leaves out (level None, omitStages) is not in the log${state.policy === null ? '.' : ': P shows it.'}`,
          'dim',
        ),
      ],
      cells,
    ),
  ];
  return lines;
}

/** No event at all: nothing read yet, nothing there, or nothing to be had. Null where there are events. */
export function nothingPage(state: State, cells: number): Line[] | null {
  if (state.view === null || state.view.rows.length > 0 || (state.total?.held ?? 0) > 0) return null;
  const sources = state.sources?.sources ?? [];
  const troubled = sources.filter(({ phase }) => phase !== 'live' && phase !== 'reading');
  const [first] = troubled;
  // While one is read there may be something yet; what is wrong with the others is on the sources screen.
  if (first !== undefined && troubled.length === sources.length)
    return sourcePage(state, first, troubled.length, cells);
  if (state.loading !== null && !state.loading.done) return [[word('Reading.', 'text', { bold: true })]];
  const bad = state.bad?.count ?? 0;
  const lines: Line[] = [
    [word('There is no audit event yet.', 'text', { bold: true })],
    [],
    ...state.config.sourceArguments.map((source) => [span(safe(source))]),
    [],
    ...wrapLine(
      [word('What was named is open and is being watched: new events appear here by themselves.', 'dim')],
      cells,
    ),
  ];
  if (bad > 0) {
    const many = join(whole(bad), literal(bad === 1 ? ' line is no audit event' : ' lines are no audit events'));
    lines.push(
      [],
      [
        span(many, 'write'),
        word(': ', 'dim'),
        word('B', 'accent', { bold: true }),
        word(' shows them and why.', 'dim'),
      ],
    );
  }
  return lines;
}

/** Of a directory or a pattern that gave no log. */
const PLACE_TITLES: Readonly<Record<Exclude<SourceState['phase'], 'live' | 'reading'>, string>> = {
  waiting: 'There is no audit log yet.',
  denied: 'The directory cannot be read: permission denied.',
  gone: 'The directory is not there any more.',
  ended: 'There is no audit log.',
  failed: 'No audit log was found.',
};
const TITLES: Readonly<Record<Exclude<SourceState['phase'], 'live' | 'reading'>, string>> = {
  waiting: 'The file is not there yet.',
  denied: 'The file cannot be read: permission denied.',
  gone: 'The file is not there any more.',
  ended: 'The file holds no audit event.',
  failed: 'The source cannot be read.',
};

/** `of`: how many sources there are, this one being the first. */
function sourcePage(state: State, source: SourceStatus, of: number, cells: number): Line[] {
  const { phase } = source;
  if (phase === 'live' || phase === 'reading') return [];
  const command = (text: string, does: string): Line => [
    span(safe(text), 'accent'),
    blank(Math.max(2, 28 - width(safe(text)))),
    word(does, 'dim'),
  ];
  const others: Line[] =
    of > 1
      ? [
          [
            span(whole(of)),
            word(' sources, and no event in any of them: ', 'dim'),
            word('S', 'accent', { bold: true }),
            word(' tells of each.', 'dim'),
          ],
          [],
        ]
      : [];
  const again = phase === 'waiting' || phase === 'gone';
  const lines: Line[] = [
    [word((source.source < 0 ? PLACE_TITLES : TITLES)[phase], 'text', { bold: true })],
    [],
    [span(safe(source.name))],
    [],
    ...others,
    ...(source.detail === '' ? [] : [...wrapLine([span(safe(source.detail), 'dim')], cells), []]),
    ...(again ? [[word('It is looked for every second, and opens by itself when it appears.', 'dim')], []] : []),
  ];
  if (phase === 'waiting' && state.policy === null) {
    const why = 'kube-apiserver writes it only where --audit-log-path and --audit-policy-file are set.';
    lines.push(...wrapLine([word(why, 'dim')], cells), []);
  }
  if (phase === 'denied')
    lines.push(
      command(`sudo auditty ${state.config.sourceArguments.join(' ')}`, 'audit logs are readable by root only'),
    );
  lines.push(
    command('auditty OTHER-PATH', 'open another file'),
    command('auditty demo', 'look around on a made-up cluster'),
  );
  return lines;
}

/** A page in the middle of its room, a little above the centre. */
export function placed(page: readonly Line[], rows: number, indent: number): Line[] {
  const above = Math.max(0, Math.min(9, Math.floor((rows - page.length) / 3)));
  const lead: Span[] = [blank(indent)];
  return [...Array.from({ length: above }, (): Line => []), ...page.map((line): Line => [...lead, ...line])];
}
