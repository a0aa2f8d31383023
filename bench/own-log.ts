/** A log for machines without shared/gen or Python: that of the demo's made-up cluster, as long as is asked for. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { createDemo } from '../src/demo/generate.ts';

const START = Date.UTC(2026, 10, 23, 6) * 1000;
/** So few that the stories of the cluster, in which things are deleted and refused, are a part of every log. */
const PER_SECOND = 50;

/**
 * Writes whole lines until the file has `bytes` bytes or a little more. The same seed and size give the same bytes; they are
 * not those of gen.py: bodies are smaller (826 bytes an event on average) and names fewer.
 */
export function writeOwnLog(path: string, bytes: number, seed: number): void {
  const demo = createDemo(seed);
  const fd = openSync(path, 'w');
  let written = 0;
  for (let at = START; written < bytes; at += 1e6) {
    const lines: string[] = [];
    for (const line of demo.lines(at, at + 1e6, PER_SECOND)) {
      if (written >= bytes) break;
      lines.push(line, '\n');
      written += Buffer.byteLength(line) + 1;
    }
    writeSync(fd, lines.join(''));
  }
  closeSync(fd);
}
