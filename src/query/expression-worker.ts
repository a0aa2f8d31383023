/**
 * The entry of the worker that runs expressions, and nothing else: whoever started it ends it where one takes too long.
 * It says by a counter in shared memory how many texts it has begun.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { expressionOf } from './expression.ts';
import type { ExpressionBatch, FromExpressions } from './expression-messages.ts';

/**
 * Under Bun a search that tries too much is given up within a second, and then says that nothing was found: what took
 * this long without finding anything, in ms, was given up.
 */
const GIVEN_UP_MS = process.versions.bun === undefined ? Number.POSITIVE_INFINITY : 250;

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const begun = new Int32Array(workerData as SharedArrayBuffer); // given by expression-runner.ts alone
const post = (message: FromExpressions): void => port.postMessage(message);

port.on('message', ({ batch, expression, bytes, ends }: ExpressionBatch) => {
  const test = expressionOf(expression);
  const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Uint8Array(ends.length);
  let from = 0;
  for (let k = 0; k < ends.length; k++) {
    Atomics.add(begun, 0, 1);
    const text = texts.toString('utf8', from, ends[k]);
    from = ends[k]!;
    const at = performance.now();
    if (test.test(text)) found[k] = 1;
    else if (performance.now() - at > GIVEN_UP_MS) {
      post({ type: 'gave-up', batch });
      return;
    }
  }
  post({ type: 'found', batch, found });
});
