/** Collects what the arguments name, reads it to its end and prints the last state of each source and place as a line. */

import { collect } from '../../src/sources/collect.ts';
import type { Source } from '../../src/sources/source.ts';
import { together } from '../../src/sources/together.ts';

const stdin = (): Source => {
  throw new Error('stdin is not named');
};
const all = together(await collect(process.argv.slice(2), { files: {}, stdin }));
const how = { order: 'forward', follow: false, isWhole: () => true, signal: new AbortController().signal } as const;
const last = new Map<string, string>();
for await (const { name, event } of all.read(how)) {
  if (event.type === 'state') last.set(name, `${name} ${event.state.phase} ${event.state.detail}`.trimEnd());
}
for (const line of last.values()) console.log(line);
