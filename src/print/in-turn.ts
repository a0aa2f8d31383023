/** One forward pass over several sources, one after the other. */

import type { Collection } from '../sources/together.ts';
import { mergeEvents } from './merge.ts';
import { type PassOptions, streamEvents, type Tally } from './stream.ts';

/**
 * Passes over each source to its end, then over the next; the last is followed where that is asked for. Where sources
 * are looked for while following, all are followed, and only what is there comes one after the other.
 */
export async function passInTurn(collection: Collection, tally: Tally, options: PassOptions): Promise<void> {
  const { sources, later } = collection;
  if (options.follow && later !== null) return await mergeEvents(collection, tally, { ...options, order: 'source' });
  for (const [at, source] of sources.entries()) {
    if (options.signal.aborted) return;
    // Those before the last have to end.
    const follow = options.follow && at === sources.length - 1;
    await streamEvents(source, tally, {
      ...options,
      follow,
      pause: (caughtUp) => options.pause(follow && caughtUp),
    });
  }
  if (later === null || options.signal.aborted) return;
  for await (const arrival of later(options.signal, false)) {
    if (arrival.type !== 'place') continue;
    tally.places.set(arrival.state.name, arrival.state);
    options.onState(arrival.state, 'place');
  }
}
