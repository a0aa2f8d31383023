/**
 * Indexes a file from its beginning: `node bench/index-file.ts FILE`, measured as a whole process by `scan.ts`; prints
 * what the index takes by its own count, for `memory.ts`: bytes of columns, of dictionaries, and all.
 */
import { indexFile } from './index-of.ts';

const index = indexFile(process.argv[2] ?? '');
const columns = index.segments.reduce((sum, segment) => sum + segment.bytes, 0);
const sizes = { events: index.held, columns, dictionaries: index.tables.bytes, all: index.bytes };
process.stdout.write(`${JSON.stringify(sizes)}\n`);
