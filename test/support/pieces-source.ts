/** A source over bytes in memory, cut into blocks as a test wants them. */
import type { FileRef, Source, SourceEvent } from '../../src/sources/source.ts';

const FILE: FileRef = { file: 0, path: '/var/log/audit.log', dev: 1n, ino: 1n };

/**
 * Gives the bytes from `middle` on as `newer` blocks, then those before it as `older` ones, each about `block`
 * bytes of whole lines; then what `more` yields.
 */
export function piecesSource(
  bytes: Buffer,
  middle: number,
  block: number,
  more: () => AsyncIterable<Buffer> = none,
): Source {
  let all = bytes;
  return {
    name: FILE.path,
    async *read({ signal }) {
      const start = lineStart(bytes, middle);
      for (let at = start; at < bytes.length; ) {
        const end = Math.max(
          at + block < bytes.length ? lineStart(bytes, at + block) : bytes.length,
          lineEnd(bytes, at),
        );
        yield lines(at, bytes.subarray(at, end), 'newer');
        at = end;
      }
      yield {
        type: 'state',
        state: { name: 'audit.log', phase: 'reading', detail: '', read: bytes.length - start, size: bytes.length },
      };
      for (let end = start; end > 0; ) {
        const at = lineStart(bytes, Math.max(0, end - block));
        const from = at < end ? at : lineStart(bytes, end - 1);
        yield lines(from, bytes.subarray(from, end), 'older');
        end = from;
      }
      yield {
        type: 'state',
        state: { name: 'audit.log', phase: 'live', detail: '', read: bytes.length, size: bytes.length },
      };
      for await (const piece of more()) {
        if (signal.aborted) return;
        const at = all.length;
        all = Buffer.concat([all, piece]);
        yield lines(at, piece, 'newer');
      }
    },
    readBack: async (_, offset, length) => new Uint8Array(all.subarray(offset, offset + length)),
  };
}

async function* none(): AsyncGenerator<Buffer> {}

function lines(offset: number, bytes: Buffer, where: 'newer' | 'older'): SourceEvent {
  return { type: 'lines', file: FILE, offset, bytes: new Uint8Array(bytes), where };
}

/** After the LF of the line that holds `at`, or the end. */
function lineEnd(bytes: Buffer, at: number): number {
  const lf = bytes.indexOf(10, at);
  return lf < 0 ? bytes.length : lf + 1;
}

/** The start of the line that holds `at`. */
function lineStart(bytes: Buffer, at: number): number {
  return at <= 0 ? 0 : bytes.lastIndexOf(10, at - 1) + 1;
}
