/** Copying through the terminal: OSC 52 reaches the clipboard of the person's own machine, over SSH too. */

/** Terminals drop longer sequences without a word (xterm.js and tmux take about 100 kB, others 74,994 bytes). */
export const MOST_COPIED = 74_000;

/** The sequence that copies a text; null where it is too long for one. */
export function copySequence(text: string): string | null {
  const encoded = Buffer.from(text, 'utf8').toString('base64');
  return encoded.length > MOST_COPIED ? null : `\u001b]52;c;${encoded}\u0007`;
}

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
