/** Places looked through, and looked at again and again: what appears in them, and how they are. */

import { setTimeout as sleep } from 'node:timers/promises';
import { isAuditLog } from './audit-head.ts';
import { codeOf } from './file-errors.ts';
import { type FileWatch, watchDirectory } from './file-watch.ts';
import { type Found, lookAt } from './found.ts';
import type { Gathering } from './gathering.ts';
import { type Look, type Place, patternBelow } from './place.ts';
import type { SourceState } from './source.ts';
import type { Arrival } from './together.ts';
import { createWake } from './wake.ts';

/** How recently a rotated file was renamed where its log may come at once, and how long that is waited for, in ms. */
const ROTATION_MS = 1000;
const SETTLE_MS = 100;
/** The least time between two looks, in ms: names may come and go in bursts. */
const REST_MS = 100;
/** And the same as a multiple of what a look takes: a pattern may lead through a whole tree. */
const REST_TIMES = 10;

/** A place that was looked through. */
export interface Searched {
  readonly fitting: readonly Found[];
  readonly trouble: Look['trouble'];
}

/** Looks through a place, once more where a rotation seems to be under way: its log may be missing for a moment. */
export async function search(place: Place, gathering: Gathering): Promise<Searched> {
  const first = await searchOnce(place, gathering);
  if (!gathering.isMidRotation(first.fitting, ROTATION_MS)) return first;
  await sleep(SETTLE_MS);
  return await searchOnce(place, gathering);
}

async function searchOnce(place: Place, gathering: Gathering): Promise<Searched> {
  const { paths, trouble } = await place.look();
  const all = await Promise.all(paths.map(lookAt));
  const found = all.filter((one) => typeof one !== 'string');
  return { fitting: await gathering.fitting(found, place.kind), trouble };
}

/**
 * What comes later, and how each place is, as `Collection.later`. Where nothing is followed, the troubles of the
 * places as they were searched.
 */
export async function* followPlaces(
  searched: ReadonlyMap<Place, Searched>,
  gathering: Gathering,
  pollMs: number,
  signal: AbortSignal,
  follow: boolean,
): AsyncGenerator<Arrival, void, void> {
  const followed = [...searched].map(([place, first], at) => followedPlace(place, at, first));
  if (!follow) {
    for (const { tell } of followed) {
      const told = await tell(false);
      if (told !== null && told.state.phase !== 'live') yield told;
    }
    return;
  }
  const wake = createWake(signal);
  try {
    while (!signal.aborted) {
      const began = performance.now();
      wake.take();
      for (const one of followed) {
        const found = await search(one.place, gathering);
        for (const source of await gathering.inPlace(found.fitting, one.place.kind)) yield { type: 'source', source };
        await one.saw(found, wake.wake);
        const told = await one.tell(true);
        if (told !== null) yield told;
        if (signal.aborted) return;
      }
      const rest = Math.max(REST_MS, REST_TIMES * (performance.now() - began));
      await sleep(rest, undefined, { signal }).catch(() => undefined); // Aborted: seen by the loop.
      await wake.wait(Math.max(0, pollMs - rest));
    }
  } finally {
    await Promise.all(followed.map(({ close }) => close()));
  }
}

function followedPlace(place: Place, at: number, first: Searched) {
  let last = first;
  let wasThere = first.trouble !== 'missing';
  let hadLogs = first.fitting.length > 0;
  let told = '';
  let watch: FileWatch | null = null;

  /** How it is, and what to say of that. */
  async function state(follow: boolean): Promise<Pick<SourceState, 'phase' | 'detail'>> {
    const { name, kind, directory } = place;
    const yet = follow ? ' yet.' : '.';
    const absent = follow ? 'waiting' : 'failed';
    if (last.trouble === 'missing' && kind === 'directory') {
      return wasThere
        ? { phase: 'gone', detail: `${name} is gone; waiting for it to come back.` }
        : { phase: absent, detail: `${name} does not exist${yet}` };
    }
    if (last.trouble !== null && last.trouble !== 'missing') return last.trouble;
    if (hadLogs) return { phase: 'live', detail: '' };
    if (kind === 'glob') return { phase: absent, detail: `No file matches ${name}${yet}` };
    const below = await patternBelow(directory, isLog);
    const hint = below === null ? '' : ` There are some further down: name them by a pattern, as '${below}'.`;
    return { phase: absent, detail: `There is no audit log in ${name}${yet}${hint}` };
  }

  return {
    place,
    /** Takes note of what was found, and watches a directory from when it is there. */
    async saw(found: Searched, wake: () => void): Promise<void> {
      last = found;
      hadLogs ||= found.fitting.length > 0;
      const isThere = found.trouble !== 'missing';
      wasThere ||= isThere;
      // Where it cannot be watched, looking is enough: a log that is found late is read from its first byte.
      if (isThere) watch ??= watchDirectory(place.directory, wake, () => undefined);
      else if (watch !== null) {
        await watch.close();
        watch = null;
      }
    },
    /** Its state, where that has changed since it was told. */
    async tell(follow: boolean): Promise<Extract<Arrival, { type: 'place' }> | null> {
      // Neither changes what is to be said; and the hint is looked for only once.
      const now = JSON.stringify([last.trouble, hadLogs, wasThere]);
      if (told === now) return null;
      told = now;
      const about = await state(follow);
      return { type: 'place', place: at, state: { name: place.name, ...about, read: 0, size: 0 } };
    },
    close: async () => await watch?.close(),
  };
}

async function isLog(path: string): Promise<boolean> {
  try {
    return await isAuditLog(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false; // Closed to us, or gone: no hint.
  }
}
