/** Looking through the siblings of a log while they are being handed on: renamed, copied, compressed, removed. */

import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { SiblingName } from './rotated.ts';

/** How often a look is repeated at most; with the pauses between, it is given up after less than a second. */
const ATTEMPTS = 20;
const MAX_PAUSE_MS = 50;
/** Of so many of the newest siblings the inode is compared: no number is handed on but the newest one gets a new file. */
const COMPARED = 3;

/** What a look is worth: as it is; where names stayed as they were meanwhile; or nothing, whatever they did. */
export type Worth = 'enough' | 'if still' | 'again';

/**
 * What `look` found among the siblings that `list` gives, oldest first: repeated where names changed meanwhile, as a
 * file that is renamed while names are gone through may be met twice or not at all. The time at which a directory
 * changed does not tell, as several changes may have the same one. Where things do not come to rest, the last look
 * stands. What `list` and `look` throw is thrown.
 */
export async function whileStill<T>(
  list: () => Promise<SiblingName[]>,
  look: (siblings: readonly SiblingName[]) => Promise<T>,
  worth: (found: T) => Worth,
): Promise<T> {
  for (let again = 0; ; again++) {
    const siblings = await list();
    const before = await printOf(siblings);
    const found = await look(siblings);
    const is = worth(found);
    if (is === 'enough' || again >= ATTEMPTS) return found;
    if (is === 'if still' && before === (await printOf(await list()))) return found;
    await setTimeout(Math.min(2 ** again, MAX_PAUSE_MS));
  }
}

/** All their names, and which files the newest of them are: while numbers are handed on, one or the other changes. */
async function printOf(siblings: readonly SiblingName[]): Promise<string> {
  const newest = await Promise.all(siblings.slice(-COMPARED).map(({ path }) => inodeOf(path)));
  return [...siblings.map(({ path }) => path), ...newest].join('\n');
}

async function inodeOf(path: string): Promise<string> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return 'gone'; // Since it was listed, or out of reach: the same as long as it stays so.
  }
}
