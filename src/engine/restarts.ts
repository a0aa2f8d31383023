/**
 * Starts of kube-apiserver, from requests that it makes to itself then and never else.
 *
 * Relied on: two hooks that run after every start and not again (kube-apiserver 1.19 and 1.37.2), both as user
 * system:apiserver: scheduling/bootstrap-system-priority-classes gets PriorityClass system-node-critical
 * (pkg/registry/scheduling/rest/storage_scheduling.go), and rbac/bootstrap-roles gets ClusterRole cluster-admin
 * (pkg/registry/rbac/rest/storage_rbac.go); admission and authorization read both through watches. They are in the
 * real runs A, B and D, a second after the first event. A policy that records neither leaves nothing to know a start
 * by, and then nothing is said.
 */
import { type Distance, type Distances, sizeOf } from './distances.ts';
import type { Segment } from './segment.ts';
import type { Tables } from './tables.ts';
import type { RowRef } from './walk.ts';

/** µs. Both hooks try for 30 s at most, and begin with the server: what is nearer than this belongs to one start. */
const ONE_START = 60_000_000;
/** So many times the usual distance: then the server was down, and not only quiet. */
const TIMES_USUAL = 10;

/** A start: its first sign, the silence that it ended, and whether no event is known from before it. */
export interface Start {
  readonly at: RowRef;
  readonly time: number;
  readonly silence: Distance | null;
  readonly first: boolean;
}

/** A test whether a row is a sign of a start, for rows that are there by now. */
export function signTest(tables: Tables): (segment: Segment, row: number) => boolean {
  const user = tables.user.find('system:apiserver');
  const get = tables.verb.find('get');
  const priorityClass = tables.name.find('system-node-critical');
  const clusterRole = tables.name.find('cluster-admin');
  if (user < 0 || get < 0 || (priorityClass < 0 && clusterRole < 0)) return () => false;
  return ({ codes }, row) => {
    if (codes.user[row] !== user || codes.verb[row] !== get || codes.as[row] !== 0) return false;
    const name = codes.name[row];
    if (name !== priorityClass && name !== clusterRole) return false;
    const { resource, apiGroup, subresource } = tables.resourceParts[codes.resource[row]!]!;
    if (subresource !== '') return false;
    return name === priorityClass
      ? resource === 'priorityclasses' && apiGroup === 'scheduling.k8s.io'
      : resource === 'clusterroles' && apiGroup === 'rbac.authorization.k8s.io';
  };
}

/** The starts that the signs tell of, in their order; `usual`: µs from one event to the next, NaN where unknown. */
export function startsOf(signs: readonly RowRef[], { first, large }: Distances, usual: number): Start[] {
  const starts: Start[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const at of signs) {
    const time = at.segment.time[at.row]!;
    if (Number.isNaN(time)) continue;
    if (time - last > ONE_START) {
      const before = large.filter(
        (each) => each.to <= time && each.to > time - ONE_START && sizeOf(each) > TIMES_USUAL * usual,
      );
      const silence = before.reduce<Distance | null>(
        (most, each) => (most === null || sizeOf(each) > sizeOf(most) ? each : most),
        null,
      );
      starts.push({ at, time, silence, first: silence === null && first > time - ONE_START });
    }
    last = Math.max(last, time);
  }
  return starts;
}
