/** The log of a made-up, living cluster: lines as kube-apiserver's log backend writes them. Pure and repeatable. */

import type { Micros } from '../audit/event.ts';
import { type Cluster, createWorkloads, pathOf } from './cluster.ts';
import { createHeap } from './heap.ts';
import { createRandom } from './random.ts';
import { microTime, type Request, record } from './request.ts';
import { EVENTS_PER_CALL, routine } from './routine.ts';
import { INCIDENTS, rollOut, scale } from './stories.ts';

export interface Demo {
  /**
   * The lines written from `from` on until `to`, about `perSecond` of them a second besides the stories; each is
   * one event without LF. To be called with times that go on where the last call ended.
   */
  lines(from: Micros, to: Micros, perSecond: number): string[];
}

/** The same seed and the same calls give the same bytes. */
export function createDemo(seed: number): Demo {
  const random = createRandom(seed);
  const todo = createHeap<() => void>();
  const written = createHeap<string>();
  let now: Micros = 0;
  let started = false;
  let incident = 0;

  function emit(request: Request): void {
    for (const { time, line } of record(request, now)) {
      // Writers race: a few lines come late by milliseconds, as in real logs.
      const late = random.chance(0.02) ? random.int(200, 12_000) : 0;
      written.push(time + late, line);
    }
  }
  const cluster: Cluster = {
    random,
    workloads: createWorkloads(random),
    send(actor, verb, target, { search, ...details } = {}) {
      emit({
        auditID: random.uuid(),
        actor,
        verb,
        target,
        uri: pathOf(verb, target, search),
        code: verb === 'create' ? 201 : 200,
        latency: Math.round(random.spread(4000)),
        ...details,
      });
    },
    ask(actor, verb, uri, code = 200) {
      const latency = Math.round(random.spread(1500));
      const who = actor.user.username ?? '';
      const message = `forbidden: User "${who}" cannot ${verb} path "${uri}"`;
      const failure = code === 403 ? { failure: { code, reason: 'Forbidden', message } } : {};
      emit({ auditID: random.uuid(), actor, verb, target: null, uri, code, latency, ...failure });
    },
    after: (ms, then) => todo.push(now + ms * 1000 + random.int(0, 999), then),
  };

  /** Does `story` about every `seconds`, for ever. */
  function recur(seconds: number, story: () => void): void {
    cluster.after(Math.round(random.spread(seconds) * 1000), () => {
      story();
      recur(seconds, story);
    });
  }
  const clock = (): string => `${microTime(now).slice(0, 19)}Z`;
  function start(): void {
    started = true;
    recur(110, () => rollOut(cluster, clock()));
    recur(60, () => scale(cluster, clock()));
    // In turn, so that a short look meets each of them.
    recur(200, () => INCIDENTS[incident++ % INCIDENTS.length]?.(cluster, clock()));
  }

  return {
    lines(from, to, perSecond) {
      now = from;
      if (!started) start();
      let next = from + random.gap(perSecond / EVENTS_PER_CALL);
      while (Math.min(next, todo.soonest()) < to) {
        if (todo.soonest() <= next) {
          now = todo.soonest();
          todo.pop()?.();
        } else {
          now = next;
          routine(cluster, clock());
          next = now + random.gap(perSecond / EVENTS_PER_CALL);
        }
      }
      const lines: string[] = [];
      while (written.soonest() < to) lines.push(written.pop() ?? '');
      return lines;
    },
  };
}
