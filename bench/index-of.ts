/** The index of a file, made from its beginning on. */
import { closeSync, openSync, readSync } from 'node:fs';
import { Index } from '../src/engine/index-store.ts';

const BLOCK_BYTES = 4 << 20;

export function indexFile(path: string): Index {
  const fd = openSync(path, 'r');
  const index = new Index();
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
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
  closeSync(fd);
  return index;
}
