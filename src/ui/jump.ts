/** A time typed after `:` is no filter: it is where the list goes. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { formatQuery } from '../query/format.ts';
import { isTimeText, parseTime } from '../query/time-text.ts';
import { join } from './cells.ts';
import { clock } from './format.ts';
import { cursorRow } from './place.ts';
import type { Jump, State } from './state.ts';

/** What is typed, behind the filter in force where that still stands there; null where it is no time. A time of day is one of the day of the event under the cursor. */
export function jumpOf(state: State, typed: string, now: number): Jump | null {
  const filter = formatQuery(state.query);
  const text = (filter !== '' && typed.startsWith(filter) ? typed.slice(filter.length) : typed).trim();
  if (!isTimeText(text)) return null;
  const near = cursorRow(state)?.time ?? Number.NaN;
  const at = parseTime(text, { now, local: state.local, ...(Number.isNaN(near) ? {} : { near }) });
  return typeof at === 'number' ? { at } : at;
}

/** Where a time lies beside all that is held. */
export function sideOf(state: State, at: number): 'before' | 'within' | 'after' {
  const held = state.timeline.view?.held;
  if (held === undefined || (at >= held.from && at <= held.to)) return 'within';
  return at < held.from ? 'before' : 'after';
}

/** What Enter would do with it. */
export function jumpWords(state: State, jump: Jump): SafeText {
  if ('message' in jump) return safe(jump.message);
  const at = timeText(state, jump.at);
  switch (sideOf(state, jump.at)) {
    case 'within':
      return join(literal('jumps to '), at);
    case 'before':
      return join(literal('jumps to the oldest event held: '), at, literal(' is before it'));
    case 'after':
      return join(at, literal(' is after the newest event'));
  }
}

/** What is said when a jump ends elsewhere than where it was to go; null where it does not. */
export function jumpNote(state: State, at: number): SafeText | null {
  const held = state.timeline.view?.held;
  const side = sideOf(state, at);
  if (held === undefined || side === 'within') return null;
  if (side === 'after') {
    return join(
      literal('No event is as late as '),
      timeText(state, at),
      literal(': the newest is of '),
      timeText(state, held.to),
      literal('.'),
    );
  }
  return join(
    literal('Events are held from '),
    timeText(state, held.from),
    literal(' on: '),
    timeText(state, at),
    literal(' is before that.'),
  );
}

/** `14:05:00`, with the day where it is another than that of the event under the cursor. */
export function timeText(state: State, at: number): SafeText {
  const { day, second, fraction } = clock(at, state.local);
  const here = cursorRow(state)?.time;
  const isHere = here !== undefined && clock(here, state.local).day === day;
  const clockText = join(second, at % 1_000_000 === 0 ? literal('') : fraction, literal(state.local ? '' : 'Z'));
  return isHere ? clockText : join(day, literal(' '), clockText);
}
