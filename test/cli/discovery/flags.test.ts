import { expect, it, test } from 'vitest';
import { auditFlags, rotationOf } from '../../../src/cli/discovery/flags.ts';

test.each<readonly [title: string, args: readonly string[], flags: Record<string, string>]>([
  ['= and a next word', ['--audit-log-path=/a', '--audit-policy-file', '/p'], { 'audit-log-path': '/a', 'audit-policy-file': '/p' }],
  ['the last one wins', ['--audit-log-path=/a', '--audit-log-path', '/b'], { 'audit-log-path': '/b' }],
  ['one dash', ['-audit-log-path=/a', '-audit-log-maxage', '3'], { 'audit-log-path': '/a', 'audit-log-maxage': '3' }],
  ['underscores are dashes', ['--audit_log_path=/a'], { 'audit-log-path': '/a' }],
  ['quotes are literal', ['--audit-log-path="/a b"'], { 'audit-log-path': '"/a b"' }],
  ['a value with = and a line break', ['--audit-log-path=/a=b\nc'], { 'audit-log-path': '/a=b\nc' }],
  ['empty values', ['--audit-log-path=', '--audit-policy-file', ''], { 'audit-log-path': '', 'audit-policy-file': '' }],
  ['switches take no next word', ['--audit-log-compress', '--audit-log-path', '-'], { 'audit-log-compress': 'true', 'audit-log-path': '-' }],
  ['-- ends them', ['--audit-log-maxsize=5', '--', '--audit-log-path=/a'], { 'audit-log-maxsize': '5' }],
  ['a flag without its value', ['--audit-log-path'], {}],
  ['other flags', ['--v=4', '--secure-port', '6443', 'audit-log-path=/a', '--no-audit-log-path=/a'], {}],
])('reads flags as pflag does: %s', (_, args, flags) => {
  expect(auditFlags(args)).toEqual(flags);
}); // biome-ignore format: a table

test.each<readonly [args: readonly string[], minor: number | null, size: unknown, backups: unknown, age: unknown]>([
  [[], 36, 100, 100, 366],
  [[], 35, 100, 'none', 'none'],
  [[], null, 100, 'depends', 'depends'],
  [['--audit-log-maxsize=0'], 37, 'none', 100, 366],
  [['--audit-log-maxsize=0'], 30, 100, 'none', 'none'],
  [['--audit-log-maxsize=0'], null, 'depends', 'depends', 'depends'],
  [['--audit-log-maxsize=7', '--audit-log-maxbackup=0', '--audit-log-maxage=2'], null, 7, 'none', 2],
])('knows the defaults of the version: %j in 1.%s', (args, minor, maxSize, maxBackups, maxAge) => {
  expect(rotationOf(auditFlags(args), minor)).toEqual({ maxSize, maxBackups, maxAge, compress: false });
});

it('reads switches as Go does', () => {
  expect(rotationOf(auditFlags(['--audit-log-compress']), null).compress).toBe(true);
  expect(rotationOf(auditFlags(['--audit-log-compress=T']), null).compress).toBe(true);
  expect(rotationOf(auditFlags(['--audit-log-compress=false']), null).compress).toBe(false);
});
