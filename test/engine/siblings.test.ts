import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Core } from '../../src/engine/core.ts';
import type { Gone, Progress, RawEvent } from '../../src/engine/engine.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { fileSource } from '../../src/sources/file.ts';
import { together } from '../../src/sources/together.ts';
import { waitFor } from '../sources/collect.ts';
import { type LogDirectory, logDirectory } from '../sources/sibling-files.ts';
import { eventLines } from '../support/events.ts';

let log: LogDirectory;
beforeEach(async () => {
  log = await logDirectory();
});
afterEach(() => log.remove());

const LINES = eventLines(400, 3);
const text = (from: number, to: number): string =>
  LINES.slice(from, to)
    .map((line) => `${line}\n`)
    .join('');

async function all(core: Core): Promise<(RawEvent | Gone)[]> {
  const parsed = parseQuery('');
  if (!parsed.ok) throw new Error(parsed.message);
  const events: (RawEvent | Gone)[] = [];
  for await (const event of core.questions.scan(parsed.query, 'stages')) events.push(event);
  return events;
}
const texts = (events: readonly (RawEvent | Gone)[]): string[] =>
  events.map((event) => ('gone' in event ? event.gone : event.text));

it('the siblings of a log stand before it in the index, and their events are read back from them', async () => {
  await writeFile(`${log.backup(0)}.gz`, gzipSync(text(0, 100)));
  await writeFile(log.backup(1), text(100, 200));
  await writeFile(log.path, text(200, 300));
  const small = { tailBytes: 2000, tailLines: 1, blockBytes: 5000, graceMs: 50, pollMs: 20 };
  const progress = new Map<string, Progress>();
  const core = new Core(
    together({ sources: [fileSource(log.path, small)], later: null }),
    { follow: true, indexBytes: Number.POSITIVE_INFINITY },
    () => undefined,
    (told) => progress.set(told.type, told),
  );
  const ran = core.run();
  const events = (): number => {
    const loading = progress.get('loading');
    return loading?.type === 'loading' && loading.done ? loading.events : 0;
  };
  const until = (count: number): Promise<void> =>
    waitFor(
      () => events() === count,
      () => `${count} events, not ${events()}`,
    );
  await until(300);
  expect(texts(await all(core))).toEqual(LINES.slice(0, 300));

  // Ids last through rotation and compression, and so does what stands under them.
  const before = await all(core);
  await log.rotate(2, text(300, 400));
  for (const n of [1, 2]) await log.compress(log.backup(n));
  await until(400);
  const after = await all(core);
  expect(texts(after)).toEqual(LINES);
  expect(after.slice(0, 300).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  const [first, last] = [
    await core.questions.event(after[150]?.id ?? ''),
    await core.questions.event(after[0]?.id ?? ''),
  ];
  expect(first).toMatchObject({ text: LINES[150], line: 51 });
  expect(last).toMatchObject({ text: LINES[0], line: 1 });
  core.close();
  await ran;
});
