/** A sibling that is removed between being seen and being opened is told as missed; the others are read. */
import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHandle } from '../../src/sources/content.ts';
import { FILE_OPTIONS } from '../../src/sources/file-options.ts';
import { release } from '../../src/sources/held-file.ts';
import { createNotes } from '../../src/sources/notes.ts';
import { Records } from '../../src/sources/records.ts';
import { openAll } from '../../src/sources/replaced.ts';
import { unknownSiblings } from '../../src/sources/siblings.ts';
import { type LogDirectory, logDirectory, numbered } from './sibling-files.ts';

let log: LogDirectory;
beforeEach(async () => {
  log = await logDirectory();
});
afterEach(async () => {
  await log.remove();
});

it('tells of what was removed meanwhile, by its name', async () => {
  for (const n of [0, 1, 2]) await writeFile(log.backup(n), numbered(n * 10, n * 10 + 10));
  await writeFile(log.path, numbered(30, 40));
  const live = await openHandle(log.path);
  if ('detail' in live) throw new Error(live.detail);
  const { siblings } = await unknownSiblings(log.path, [], live);
  await live.close();
  await rm(log.backup(1));
  const notes = createNotes();
  const options = { ...FILE_OPTIONS, history: { limit: 1e9, read: 0 } };
  const opened = await openAll(siblings, log.path, new Records(), options, notes);
  expect(opened.map(({ record }) => record.ref.path)).toEqual([log.backup(0), log.backup(2)]);
  expect(notes.text).toBe('audit-2026-11-23T21-27-34.001.log could not be read: removed meanwhile, or not readable.');
  for (const held of opened) await release(held);
});
