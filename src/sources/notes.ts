/** What the user should know of files that could not be read whole: sentences for the source's state. */

import { basename } from 'node:path';
import type { HeldFile } from './held-file.ts';

export interface Notes {
  /** The file was read to its end; says so where its compressed data ended before its own end. */
  damage(held: HeldFile): void;
  /** The sibling at this path cannot be opened: removed, or closed to us; once. */
  missed(path: string): void;
  /** Anything else; once. */
  say(sentence: string): void;
  /** All of it, '' for nothing. */
  readonly text: string;
}

export function createNotes(): Notes {
  const said = new Set<string>();
  const missedNames = new Set<string>();
  return {
    damage({ record, unpacked }) {
      if (unpacked === null || unpacked.damage === '') return;
      said.add(`${basename(record.foundPath)} ${unpacked.damage}: what could be unpacked of it was read.`);
    },
    missed(path) {
      missedNames.add(basename(path));
    },
    say(sentence) {
      said.add(sentence);
    },
    get text() {
      const [first, ...more] = missedNames;
      const gone =
        first === undefined
          ? []
          : [
              `${first}${more.length > 0 ? ` and ${more.length} more` : ''} could not be read: removed meanwhile, or not readable.`,
            ];
      return [...said, ...gone].join(' ');
    },
  };
}
