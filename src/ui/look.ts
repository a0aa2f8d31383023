/** What every painter is given beside the state: the signs, and the terminal's way with colours. */
import type { Signs } from './signs.ts';
import type { Depth } from './theme.ts';

export interface Look {
  readonly signs: Signs;
  readonly depth: Depth;
}

/** Can a row be tinted, or must a sign tell what the tint would? */
export function canTint(look: Look): boolean {
  return look.depth === 'truecolor' || look.depth === '256';
}
