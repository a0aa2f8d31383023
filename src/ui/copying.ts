/** What `y`, `c`, `C` and `Y` send to the clipboard of the person's own machine. What is masked stays masked. */
import { safe } from '../audit/safe.ts';
import type { Engine } from '../engine/engine.ts';
import { formatQuery } from '../query/format.ts';
import { copySequence, shellWord } from './clipboard.ts';
import { rowUnderCursor } from './detail-moves.ts';
import { isMasked, type Redactor } from './document.ts';
import { bytes } from './format.ts';
import { cursorRow } from './place.ts';
import type { Message, State } from './state.ts';
import type { Store } from './store.ts';
import { queryPath } from './tree-path.ts';

export interface Copying {
  event(): Promise<void>;
  value(): void;
  path(): void;
  command(): void;
}

export function createCopying(
  engine: Engine,
  store: Store,
  write: (sequence: string) => void,
  redact: Redactor | null,
): Copying {
  function say(text: string, tone: Message['tone'] = 'notice'): void {
    store.dispatch({ type: 'message', message: { tone, text: safe(text) } });
  }

  function copy(text: string, what: string): void {
    const sequence = copySequence(text);
    if (sequence === null) {
      const size = bytes(Buffer.byteLength(text));
      say(`${what} is too long for a terminal's clipboard (${size}): s saves it to a file.`, 'error');
      return;
    }
    write(sequence);
    say(`${what} was sent to the terminal's clipboard.`);
  }

  return {
    async event() {
      const row = cursorRow(store.get());
      if (row === null) return;
      const found = await engine.event(row.id);
      if ('gone' in found) return say(found.gone, 'error');
      copy(
        redact === null ? found.text : redact(found.text).text,
        redact === null ? 'The event' : 'The event, masked,',
      );
    },
    value() {
      const found = rowUnderCursor(store.get());
      if (found === null) return;
      const { row, tree, document } = found;
      copy(tree.scalar(row.node), isMasked(document, row.node) ? 'The value, masked,' : 'The value');
    },
    path() {
      const found = rowUnderCursor(store.get());
      if (found !== null) copy(queryPath(found.row.path), 'The path');
    },
    command: () => copy(commandLine(store.get()), 'The command line of this view'),
  };
}

function commandLine({ query, fold, config, policy }: State): string {
  const parts = ['auditty'];
  if (query.terms.length > 0) parts.push('-q', shellWord(formatQuery(query)));
  if (fold === 'requests') parts.push('--requests');
  if (policy !== null) parts.push('--policy', shellWord(policy.path));
  parts.push(...config.sourceArguments.map(shellWord));
  return parts.join(' ');
}
