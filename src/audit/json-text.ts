/** JSON as text: finding the end of a string, what it says, and leaving out blanks. Loops, as strings may be megabytes long. */

/** The index after the closing quote of the string that opens at `quote`, or the end of the text. */
export function endOfString(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
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
