/** Which rows a view has to know the text of: those that all its other terms let pass, or all but those of one pane. */
import { FAIL_NEWER, FAIL_OTHER, FAIL_TEXT } from './compile.ts';
import type { Segment } from './segment.ts';
import type { Standing } from './standing.ts';
import { passes, STATES, TEXT, type TextUse } from './text-columns.ts';

/** What a state of a term means for its row: bits, so that those of several terms can be joined. */
const FAILS = 1;
const OPEN = 2;

/** Of rows `[from, to)` those of which something is still to be found out that their line decides, ascending. */
export function unresolvedRows(standing: Standing, segment: Segment, from: number, to: number): Int32Array {
  const mask = standing.ensure(segment);
  const texts = standing.texts.map((use) => ({ states: use.states(segment, from, to), means: meaningsOf(use) }));
  const rows = new Int32Array(to - from);
  let count = 0;
  for (let row = from; row < to; row++) {
    if (!hangsOnText(mask[row]!)) continue;
    let means = 0;
    for (let k = 0; k < texts.length; k++) means |= texts[k]!.means[texts[k]!.states[row]!]!;
    if (means === OPEN) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** By state. A search that was given up decides nothing any more, and lets nothing pass. */
function meaningsOf(use: TextUse): Uint8Array {
  const unknown = use.stopped() === null || use.columns.length > 1 ? OPEN : FAILS;
  return Uint8Array.from(STATES, (state) =>
    state === TEXT.unknown ? unknown : passes(use, state) === false ? FAILS : 0,
  );
}

/** A row fails by its text, and otherwise by the terms of one pane at most, which counts it all the same. */
function hangsOnText(mask: number): boolean {
  if ((mask & FAIL_TEXT) === 0 || (mask & FAIL_OTHER) !== 0) return false;
  const pane = mask & ~(FAIL_TEXT | FAIL_NEWER);
  return (pane & (pane - 1)) === 0;
}

/** Rows that pass all other terms, whose lines are gone. */
export function goneRows(standing: Standing, segments: readonly Segment[]): number {
  const uses = standing.texts.filter(({ columns }) => columns.some(({ hasGone }) => hasGone));
  if (uses.length === 0) return 0;
  let gone = 0;
  for (const segment of segments) {
    const mask = standing.ensure(segment);
    const states = uses.map((use) => use.states(segment, segment.start, segment.end));
    for (let row = segment.start; row < segment.end; row++) {
      if (mask[row] === FAIL_TEXT && states.some((each) => each[row] === TEXT.gone)) gone++;
    }
  }
  return gone;
}
