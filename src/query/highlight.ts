/** Where the words of a filter, and of a search without one, lie in a value that is shown. */
import { fuzzyTerms, partMatch, type Spans } from './fuzzy.ts';
import { fuzzyTexts, type Query, soughtTerms } from './query.ts';

/** `searched`: what was searched without being made a filter, '' for nothing. Null where there is nothing to mark. */
export function marker(query: Query, searched = ''): ((value: string) => Spans) | null {
  const parts = [...fuzzyTexts(query), searched].flatMap(fuzzyTerms).flat();
  const words = soughtTerms(query).flatMap((term) => (term.kind === 'word' ? [term.text] : []));
  if (parts.length + words.length === 0) return null;
  return (value) =>
    value === ''
      ? []
      : [
          ...parts.flatMap((part) => partMatch(part, value)?.spans ?? []),
          ...words.flatMap((word) => wordSpans(word, value)),
        ];
}

/** As `wordTest` finds it. */
function wordSpans(word: string, value: string): Spans {
  const at = /\p{Lu}/u.test(word) ? value.indexOf(word) : value.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? [] : [[at, at + word.length]];
}
