/** Moving in the opened event, folding and unfolding its tree. */
import type { Command } from './keys.ts';
import type { State } from './state.ts';

/** What a command does in the detail; null where it does there what it does everywhere. */
export function detailCommand(_state: State, _command: Command): State | null {
  return null;
}
