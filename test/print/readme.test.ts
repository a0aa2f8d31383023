/** What README shows of the program is what the program prints; only long lines are folded there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditty } from '../support/run.ts';
import { fixture } from '../support/shared.ts';

const ROOT = join(fixture(), '..');

/** The blocks that begin with a command, `$ auditty ...`, by that command. */
function blocks(): readonly (readonly [command: string, lines: readonly string[]])[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return [...readme.matchAll(/^ {4}\$ auditty (.+)\n((?: {4}.*\n|\n(?= {4}))*)/gm)].map(
    ([, command = '', text = '']) =>
      [
        command,
        text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => line.slice(4)),
      ] as const,
  );
}

/** Takes the folds of a line out where together they are the line that was printed. */
function unfolded(shown: readonly string[], printed: readonly string[]): readonly string[] {
  const rest = [...shown];
  const lines = printed.map((line) => {
    let joined = rest.shift() ?? '';
    while (joined !== line && rest.length > 0 && line.startsWith(`${joined} ${rest[0]}`)) joined += ` ${rest.shift()}`;
    return joined;
  });
  return [...lines, ...rest];
}

test('the policies are there', () => {
  expect(blocks().map(([command]) => command)).toEqual([
    'policy check fixtures/policies/kubernetes-docs.yaml',
    'policy check fixtures/policies/course.yaml',
    'count --by user,verb --top 4 fixtures/audit.log',
  ]);
});

test.each(blocks())('%s', async (command, shown) => {
  const args = command.split(' ').map((arg) => (arg.startsWith('fixtures/') ? join(ROOT, arg) : arg));
  const { stdout } = await auditty(args);
  const printed = stdout.trimEnd().replaceAll(`${ROOT}/`, '').split('\n');
  expect(unfolded(shown, printed)).toEqual(printed);
});
