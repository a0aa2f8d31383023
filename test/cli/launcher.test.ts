import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { LAUNCHER, NODE } from '../support/pty.ts';

/** Runs the launcher as another version of Node.js would. */
function under(version: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); process.argv = ['node', 'auditty', '--version']; require(${JSON.stringify(LAUNCHER)});`;
  return spawnSync(NODE, ['-e', pretend], { encoding: 'utf8' });
}

it.each(['18.20.0', '20.20.2', '22.21.9'])('says in one line that Node.js %s is too old, and what to do', (version) => {
  const { status, stdout, stderr } = under(version);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    `auditty needs Node.js 22.22 or newer, and this is ${version}: install a newer one, or run \`npm start\` in its folder, which brings its own.\n`,
  );
});

it.each(['22.22.0', '24.0.0', '26.1.0'])('runs under Node.js %s', (version) => {
  expect(under(version)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
