/** What stands after the first document of a file, which alone is read. */
import type { Finding } from '../diagnostic.ts';

/** `end` is where the first document ends; null where the file is no YAML. */
export function laterDocuments(text: string, end: number | null): readonly Finding[] {
  if (end === null) return [];
  // No text of the first document can have such a line.
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
  marker.lastIndex = end;
  const found = marker.exec(text);
  if (found === null || !hasContent(text.slice(found.index))) return [];
  const span = { start: found.index, end: found.index + 3 };
  const message = 'Only the first document of a file is read: what follows here is ignored.';
  return [{ severity: 'warning', check: 'later-document', steps: [], span, message }];
}

/** Whether there is more than comments and the marks of documents. */
function hasContent(rest: string): boolean {
  return rest.split('\n').some((line) => !/^(?:---|\.\.\.)?\s*(?:#.*)?$/.test(line));
}
