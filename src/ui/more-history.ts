/** `<`: whether there is more of the past to read, and what is said of it. */
import type { SourceStatus } from '../engine/engine.ts';
import type { State } from './state.ts';

/** `go`: the engine is to read on. */
export function moreHistory({ loading, sources }: State): { readonly go: boolean; readonly said: string } {
  if (loading === null || !loading.done)
    return { go: false, said: 'Still reading back: what is read is in the list already.' };
  if (!isPartlyRead(sources?.sources ?? [])) return { go: false, said: 'All there is has been read.' };
  if (loading.full) return { go: false, said: 'No more is held: --max-memory allows no more.' };
  const several = (sources?.sources.length ?? 0) > 1;
  return { go: true, said: `Reading on into the past${several ? ' of all sources' : ''}.` };
}

/** Whether some of the past of these was not read. */
export function isPartlyRead(sources: readonly SourceStatus[]): boolean {
  return sources.some(({ isPartial = false }) => isPartial);
}
