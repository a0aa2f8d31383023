/** Words as a shell or systemd splits them: for finding flags in a script or a unit, not for running it. */

/**
 * Words of a text: split at white space, quotes and backslashes taken away, a backslash at a line's end joining two
 * lines. Variables and `;` stay as they are.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [found] of text
    .replace(/\\\r?\n/g, ' ')
    .matchAll(/(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|['"\\])+/g)) {
    words.push(found.replace(/\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/g, (_, escaped, single, double) =>
      escaped ?? single ?? String(double).replace(/\\(["\\$`])/g, '$1'),
    )); // biome-ignore format: two regular expressions of one grammar
  }
  return words;
}
