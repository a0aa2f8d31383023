/** Asks the engine for the values that complete the filter being typed, with their counts under its other terms. */
import type { Engine } from '../engine/engine.ts';
import { parseQuery } from '../query/parse.ts';
import { type Aside, countOnce, countSpec, PREVIEW_AFTER_MS } from './feed.ts';
import { clockOf, commandIn, valuesKey } from './query-prompt.ts';
import type { Store } from './store.ts';

const MOST_VALUES = 8;
/** Where fewer than this are found, common ones are told beside them. */
const FEW = 3;
const MOST_COMMON = 4;

export function offersFeed(engine: Engine, store: () => Store): Aside {
  let asked = '';
  let timer: NodeJS.Timeout | null = null;
  let run = 0;
  const close = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    asked = '';
    run++;
  };
  return {
    close,
    sync(state) {
      const { prompt, fold } = state;
      const what = prompt?.kind === 'query' && commandIn(prompt.edit.text) === null ? prompt.completing : null;
      if (what?.kind !== 'value' || what.of.kind !== 'field') {
        if (asked !== '') close();
        return;
      }
      const { field } = what.of;
      const key = valuesKey(what);
      if (key === asked) return;
      close();
      asked = key;
      const own = run;
      const spec = { query: what.others, fold };
      const ask = async (): Promise<void> => {
        const found = await engine.values(field, spec, what.typed, MOST_VALUES);
        const isFew = found.length < FEW && what.typed !== '';
        const all = isFew && own === run ? await engine.values(field, spec, '', MOST_VALUES) : [];
        const common = all.filter(({ value }) => !found.some((each) => each.value === value)).slice(0, MOST_COMMON);
        if (own === run) store().dispatch({ type: 'offered', values: { to: key, found, common } }, 'offered');
      };
      timer = setTimeout(() => {
        timer = null;
        // An engine that failed says so itself; there is nothing to offer then.
        ask().catch(() => undefined);
      }, PREVIEW_AFTER_MS);
    },
  };
}

/** While `open` is typed: how many events each saved filter would show. */
export function savedFeed(engine: Engine, store: () => Store): Aside {
  let isOpen = false;
  let run = 0;
  return {
    close: () => run++,
    sync(state) {
      const { prompt } = state;
      const opens = prompt?.kind === 'query' && commandIn(prompt.edit.text)?.kind === 'open';
      if (opens === isOpen) return;
      isOpen = opens;
      const own = ++run;
      if (!opens) return;
      const count = async (): Promise<void> => {
        const counts = new Map<string, number>();
        for (const { name, text } of state.saved) {
          const parsed = parseQuery(text, 'viewer', clockOf(state));
          if (!parsed.ok) continue;
          counts.set(name, await countOnce(engine, countSpec(parsed.query, state)));
          if (own !== run) return;
          store().dispatch({ type: 'saved-counts', counts: new Map(counts) }, 'saved-counts');
        }
      };
      // An engine that failed says so itself.
      count().catch(() => undefined);
    },
  };
}
