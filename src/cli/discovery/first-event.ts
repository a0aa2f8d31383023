/** The first event of a log file, plain or gzipped, without reading on. */
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Micros } from '../../audit/event.ts';
import { fieldsOf } from '../../audit/fields.ts';
import { parseMicros } from '../../audit/time.ts';

/** The longest line that is looked at: events have been seen of 6 MB. */
const LONGEST = 16 << 20;
/** Lines that are tried until one is an event. */
const TRIED = 20;

export interface FirstEvent {
  /** NaN where it has no time. */
  readonly time: Micros;
  readonly format: 'json' | 'legacy';
}

/** null where none of the first lines is an event, and where the file cannot be read. */
export async function firstEvent(path: string): Promise<FirstEvent | null> {
  let tried = 0;
  for await (const line of linesOf(path)) {
    const found = eventOf(line);
    if (found !== null) return found;
    if (++tried === TRIED) return null;
  }
  return null;
}

async function* linesOf(path: string): AsyncIterable<string> {
  const file = createReadStream(path, { end: LONGEST - 1 });
  const unpacked = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => unpacked.destroy(error));
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      // no encoding is set: chunks are buffers
      rest = Buffer.concat([rest, chunk]);
      for (let lf = rest.indexOf(0x0a); lf >= 0; lf = rest.indexOf(0x0a)) {
        yield rest.subarray(0, lf).toString();
        rest = rest.subarray(lf + 1);
      }
      if (rest.length >= LONGEST) return;
    }
    yield rest.toString();
  } catch {
    // Gone, denied, or a .gz that is not whole: what came before it counts.
  } finally {
    unpacked.destroy();
    file.destroy();
  }
}

function eventOf(line: string): FirstEvent | null {
  const text = line.replace(/^\ufeff/, '').trim();
  const legacy = /^(\S+) AUDIT: id=/.exec(text);
  if (legacy !== null) return { time: parseMicros(legacy[1] ?? ''), format: 'legacy' };
  try {
    const value: unknown = JSON.parse(text);
    const fields = fieldsOf(value);
    return 'bad' in fields ? null : { time: fields.time, format: 'json' };
  } catch {
    return null;
  }
}

/**
 * Bytes of a file once unpacked: a gzip file's last four bytes tell them, for one member of less than 4 GiB, which is
 * what lumberjack writes. The size itself for any other file, and where the four bytes cannot be right.
 */
export function unpackedSize(path: string, size: number): number {
  if (!path.endsWith('.gz')) return size;
  try {
    const fd = openSync(path, 'r');
    try {
      const last = Buffer.alloc(4);
      readSync(fd, last, 0, 4, fstatSync(fd).size - 4);
      return Math.max(size, last.readUInt32LE(0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return size; // removed or denied: an estimate is wanted, not an error
  }
}
