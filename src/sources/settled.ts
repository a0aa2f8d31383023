/** Looking through a directory in which names are being handed on. */

import { stat } from 'node:fs/promises';

/** How often a look is repeated while files are being renamed. */
const ATTEMPTS = 5;

/**
 * What `look` found, repeated as long as names in the directory changed meanwhile, up to some times: a file that is
 * renamed while names are gone through may be met twice or not at all. `enough`: what needs no second look.
 */
export async function whileStill<T>(
  directory: string,
  look: () => Promise<T>,
  enough: (found: T) => boolean,
): Promise<T> {
  for (let again = 0; ; again++) {
    const before = await changed(directory);
    const found = await look();
    if (enough(found) || again >= ATTEMPTS || before === (await changed(directory))) return found;
  }
}

/** When names in the directory changed last; null where that cannot be told. */
async function changed(directory: string): Promise<bigint | null> {
  try {
    return (await stat(directory, { bigint: true })).mtimeNs;
  } catch {
    return null; // Gone or closed to us: then nothing in it is found either.
  }
}
