/** `--since`: of each source the past is read as far as to then, and on where more is asked for. */
import { expect, it } from 'vitest';
import type { Source } from '../../src/sources/source.ts';
import { reference, spec, startedAs } from '../support/core.ts';
import { eventLines } from '../support/events.ts';
import { piecesSource } from '../support/pieces-source.ts';

// A minute of events.
const LINES = eventLines(24_000, 4);
const TIMES = reference(LINES).map(({ time }) => time);
const LAST = Math.max(...TIMES);

/** A source that gives its past while it is wanted, and waits for `again` once where it is not. */
function asking(name: string, lines: readonly string[], again: Promise<void> = new Promise(() => undefined)) {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const pieces = piecesSource(text, text.length - 100_000, 200_000);
  let older = 0;
  const held = Promise.withResolvers<void>();
  const source: Source = {
    ...pieces,
    name,
    async *read(options) {
      for await (const event of pieces.read(options)) {
        if (event.type === 'lines' && event.where === 'older') {
          if (options.wantsOlder?.() === false) {
            held.resolve();
            await Promise.race([
              again,
              new Promise<void>((resolve) => options.signal.addEventListener('abort', () => resolve())),
            ]);
            if (options.signal.aborted || options.wantsOlder?.() === false) return;
          }
          older++;
        }
        yield event;
      }
      held.resolve();
    },
  };
  return { source, older: () => older, stopped: held.promise };
}

it('ends the reading back of each source for itself, with some room for what is late', async () => {
  const since = LAST - 15_000_000;
  // Of the second source all is far earlier: its end is enough.
  const quiet = LINES.slice(0, 4000);
  const again = Promise.withResolvers<void>();
  const busy = asking('busy', LINES, again.promise);
  const calm = asking('calm', quiet);
  const { core, show } = startedAs({ indexBytes: Number.POSITIVE_INFINITY, since }, busy.source, calm.source);
  await Promise.all([busy.stopped, calm.stopped]);
  expect(calm.older()).toBe(0);
  const view = await show(spec({ anchor: 'start', after: 0, before: 0, facets: [{ field: 'source', limit: 2 }] }));
  const held = view.facets?.[0]?.values.find(({ value }) => value === 'busy')?.count ?? 0;
  const oldest = Math.min(...TIMES.slice(LINES.length - held));
  // All from `since` on is there, and little more than the ten seconds before it.
  expect(held).toBeGreaterThan(TIMES.filter((time) => time >= since).length);
  expect(oldest).toBeLessThan(since - 10_000_000);
  expect(oldest).toBeGreaterThan(since - 15_000_000);
  const before = busy.older();
  core.readBeforeSince();
  again.resolve();
  await expect.poll(busy.older).toBeGreaterThan(before + 5);
  core.close();
});

it('reads all of it where nothing says since when', async () => {
  const busy = asking('busy', LINES.slice(0, 4000));
  const { core, show, reading } = startedAs({ indexBytes: Number.POSITIVE_INFINITY }, busy.source);
  await reading;
  expect((await show(spec())).total?.held).toBe(4000);
  core.close();
});
