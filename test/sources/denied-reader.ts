/** Follows the file named by the first argument and prints each state, and each number of newer bytes, as a line. */

import { fileSource } from '../../src/sources/file.ts';

const [path = ''] = process.argv.slice(2);
const signal = new AbortController().signal;
const how = { order: 'tail', follow: true, isWhole: () => false, signal } as const;
for await (const event of fileSource(path, { pollMs: 50 }).read(how)) {
  if (event.type === 'state') console.log(JSON.stringify(event.state));
  if (event.type === 'lines') console.log(JSON.stringify({ bytes: event.bytes.length }));
}
