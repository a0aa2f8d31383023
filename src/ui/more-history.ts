/** `<`: whether there is more of the past to read, and what is said of it. */
import { realSources } from './source-names.ts';
import type { State } from './state.ts';

/** `go`: the engine is to read on. */
export function moreHistory(state: State): { readonly go: boolean; readonly said: string } {
  const { loading } = state;
  if (loading === null || !loading.done)
    return { go: false, said: 'Still reading back: what is read is in the list already.' };
  if (!isPartlyRead(state)) return { go: false, said: 'All there is has been read.' };
  if (loading.full) return { go: false, said: 'No more is held: --max-memory allows no more.' };
  const several = realSources(state).length > 1;
  return { go: true, said: `Reading on into the past${several ? ' of all sources' : ''}.` };
}

/** Whether some of the past of the sources was not read. */
export function isPartlyRead(state: State): boolean {
  return realSources(state).some(({ isPartial = false }) => isPartial);
}
