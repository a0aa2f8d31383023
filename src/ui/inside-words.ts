/** How far a search inside the opened event has come, in words. */
import { literal, type SafeText } from '../audit/safe.ts';
import type { Inside } from './detail-state.ts';
import { whole } from './format.ts';
import { MOST_MATCHES } from './tree-search.ts';

/** `3 of 17`, `3 of 17 so far · 40 %`. */
export function insideCount({ matches, at, done, share }: Inside, dot: SafeText): SafeText {
  const many = `${whole(matches.length)}${matches.length >= MOST_MATCHES ? ' or more' : ''}`;
  const place =
    matches.length === 0 ? (done ? 'nothing found' : 'nothing') : `${at < 0 ? '' : `${whole(at + 1)} of `}${many}`;
  const unit = at < 0 && matches.length > 0 ? (matches.length === 1 ? ' match' : ' matches') : '';
  return literal(`${place}${unit}${done ? '' : ` so far ${dot} ${Math.min(99, Math.floor(share * 100))} %`}`);
}
