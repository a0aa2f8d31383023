/** Says at the start of a run which data the tests see. */
import { sharedDir } from './shared.ts';

export function setup(): void {
  const set =
    sharedDir() === null ? 'fixtures only, as there is no ../shared' : 'fixtures, and the full set of ../shared';
  process.stdout.write(`golden data and recorded logs: ${set}\n`);
}
