/** Diagnostics of a policy file as compilers print them: the place, the sentence, the line, and carets under it. */
import stringWidth from 'string-width';
import { literal, type SafeText, safe } from '../audit/safe.ts';
import type { Diagnostic } from '../policy/diagnostic.ts';
import type { Paint } from './tone.ts';

/** UTF-16 units of a line that are shown at most, some of them before the place. */
const LINE_SHOWN = 160;
const BEFORE = 60;

/** Each diagnostic over a few lines, ending in LF; `name` is the file as it was named, `text` what it holds. */
export function diagnosticText(name: string, text: string, diagnostics: readonly Diagnostic[], paint: Paint): string {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  return diagnostics.map((each) => oneText(name, lines[each.line - 1] ?? '', each, paint)).join('');
}

function oneText(name: string, line: string, diagnostic: Diagnostic, paint: Paint): string {
  const { severity, column, message, suggestion } = diagnostic;
  const place = safe(`${name}:${diagnostic.line}:${column}:`);
  const number = String(diagnostic.line);
  const margin = literal(`${' '.repeat(number.length + 1)} |`);
  const { shown, caret } = pointed(line.replace(/\r$/, ''), column - 1, diagnostic.length);
  const out = [
    `${paint(place, 'strong')} ${paint(literal(`${severity}:`), severity)} ${safe(message)}`,
    `${paint(literal(` ${number} |`), 'quiet')} ${shown}`,
    `${paint(margin, 'quiet')} ${caret.blank}${paint(caret.mark, severity)}`,
  ];
  if (suggestion !== null) out.push(`${paint(margin, 'quiet')} ${caret.blank}${paint(safe(suggestion), 'good')}`);
  return `${out.join('\n')}\n`;
}

interface Pointed {
  readonly shown: string;
  readonly caret: { readonly blank: string; readonly mark: SafeText };
}

/** The part of a line round the place, safe to print, and the carets below it, counted in terminal cells. */
export function pointed(line: string, at: number, length: number): Pointed {
  const from = line.length <= LINE_SHOWN ? 0 : Math.max(0, at - BEFORE);
  const to = Math.min(line.length, from + LINE_SHOWN);
  const head = `${from > 0 ? '...' : ''}${safe(line.slice(from, at))}`;
  const meant = safe(line.slice(at, Math.min(to, at + length)));
  const tail = `${safe(line.slice(Math.min(to, at + length), to))}${to < line.length ? '...' : ''}`;
  const mark = literal('^'.repeat(Math.max(1, stringWidth(meant))));
  return { shown: `${head}${meant}${tail}`, caret: { blank: ' '.repeat(stringWidth(head)), mark } };
}
