/** Indexes a file from its beginning: `node bench/index-file.ts FILE`, measured as a whole process by `scan.ts`. */
import { openSync, readSync } from 'node:fs';
import { Index } from '../src/engine/index-store.ts';

const fd = openSync(process.argv[2] ?? '', 'r');
const index = new Index();
const block = Buffer.allocUnsafe(4 << 20);
let held = 0;
let offset = 0;
for (;;) {
  const read = readSync(fd, block, held, block.length - held, null);
  if (read === 0) break;
  const filled = held + read;
  const end = block.lastIndexOf(10, filled - 1) + 1;
  if (end === 0) throw new Error('a line longer than a block');
  index.add(0, 'log', offset, block.subarray(0, end), 'newer');
  offset += end;
  block.copy(block, 0, end, filled);
  held = filled - end;
}
process.stdout.write(`${index.held} events\n`);
