import { expect, it } from 'vitest';
import { countEvents, TooManyValues } from '../../src/print/count.ts';
import { queryGate } from '../../src/print/gate.ts';
import { emptyTally } from '../../src/print/stream.ts';
import { painter } from '../../src/print/tone.ts';
import { EVERYTHING } from '../../src/query/query.ts';
import { eventLines } from '../support/events.ts';
import { piecesSource } from '../support/pieces-source.ts';

const TEXT = Buffer.from(
  eventLines(500, 3)
    .map((line, at) => `${JSON.stringify({ ...JSON.parse(line), auditID: `id-${at}` })}\n`)
    .join(''),
);

function counted(by: 'audit' | 'verb', most: number) {
  const { signal } = new AbortController();
  const job = {
    collection: { sources: [piecesSource(TEXT, 0, 10_000)], later: null },
    signal,
    onState: () => undefined,
    gate: queryGate(EVERYTHING, () => undefined),
    policy: null,
    by: [by],
    names: [by],
    top: 3,
    output: 'json' as const,
    paint: painter(false),
    ascii: false,
    most,
  };
  return countEvents(job, emptyTally());
}

it('holds no more combinations than it may, and says so', async () => {
  await expect(counted('audit', 499)).rejects.toThrow(TooManyValues);
  expect(await counted('audit', 500)).toMatchObject({ events: 500, tuples: { length: 3 } });
  expect((await counted('verb', 100)).events).toBe(500);
});
