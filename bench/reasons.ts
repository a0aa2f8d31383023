/** Written by hand: where a goal is missed, why, and what was tried. Stands beside the figure in RESULTS.md. */
import type { LineId } from './lines.ts';

export const REASONS: Partial<Readonly<Record<LineId, string>>> = {};
