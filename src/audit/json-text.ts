/** JSON as text: finding the end of a string, what it says, and leaving out blanks. No regular expressions, as strings may be megabytes long. */

/** The index after the closing quote of the string that opens at `quote`, or the end of the text. */
export function endOfString(text: string, quote: number): number {
  for (let at = text.indexOf('"', quote + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text[before - 1] === '\\') before--;
    // An odd number of backslashes before it makes it a part of the string.
    if ((at - before) % 2 === 0) return at + 1;
  }
  return text.length;
}

/** The text of what stands between the quotes of a valid string. */
export function unescaped(inside: string): string {
  return inside.includes('\\') ? String(JSON.parse(`"${inside}"`)) : inside;
}

/** JSON without the blanks between its tokens; what stands in strings stays. */
export function compact(json: string): string {
  if (!/\s/.test(json)) return json;
  const pieces: string[] = [];
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at);
    pieces.push(json.slice(at, quote < 0 ? json.length : quote).replace(/\s+/g, ''));
    if (quote < 0) break;
    at = endOfString(json, quote);
    pieces.push(json.slice(quote, at));
  }
  return pieces.join('');
}
