/**
 * Flow collections (`[a, b]`, `{a: b}`) over several lines, as libyaml takes them: with no regard to indentation. The
 * YAML package wants their lines indented, so they are put on one line, without a change of any offset.
 */

/**
 * The text with the flow collection that opens at `start` on one line: its line breaks and comments become spaces.
 * Null where it has no end, or is on one line already.
 */
export function flowOnOneLine(text: string, start: number): string | null {
  const end = flowEnd(text, start);
  if (end === null) return null;
  const flow = text.slice(start, end);
  const joined = flow.replace(/"(?:\\[\s\S]|[^"\\])*"|(?<=\s)#[^\n]*|\s/g, (found) => {
    if (found.startsWith('"')) return found.replace(/\s/g, ' ');
    return ' '.repeat(found.length);
  });
  return joined === flow ? null : text.slice(0, start) + joined + text.slice(end);
}

/** The offset after the bracket that closes the one at `start`. */
function flowEnd(text: string, start: number): number | null {
  let depth = 0;
  // A quote opens a scalar only where a token begins; within a plain scalar it is a letter like any other.
  const tokens = /[[\]{},]|(?<=[[{,:?]\s*)(?:"(?:\\[\s\S]|[^"\\])*"|'(?:''|[^'])*')|(?<=\s)#[^\n]*/g;
  tokens.lastIndex = start;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    if (found[0] === '[' || found[0] === '{') depth++;
    if (found[0] === ']' || found[0] === '}') depth--;
    if (depth === 0) return tokens.lastIndex;
  }
  return null;
}
