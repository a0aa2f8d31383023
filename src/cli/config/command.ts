/** `auditty config print|path|check`. */
import { safe } from '../../audit/safe.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { configFile, problemsText } from './load.ts';
import { readConfig } from './read.ts';

export type ConfigCommand = 'print' | 'path' | 'check';

/** The text goes out as it is: it is the user's own. A configuration that is not there is none, and nothing is wrong with it. */
export function runConfig(command: ConfigCommand, named: string): ExitCode {
  const { path, text } = configFile(named);
  if (command === 'path') process.stdout.write(`${safe(path)}\n`);
  if (command === 'print') process.stdout.write(text);
  if (command !== 'check') return EXIT.ok;
  const read = readConfig(text);
  if (read.ok) {
    process.stdout.write(text === '' ? `${safe(path)}: is not there, or empty\n` : `${safe(path)}: ok\n`);
    return EXIT.ok;
  }
  process.stderr.write(`${problemsText(path, read.problems)}\n`);
  return EXIT.usage;
}
