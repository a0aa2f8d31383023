import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { type Reading, withFound } from '../../src/cli/found.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { type Machine, machine, manifest } from '../support/machine.ts';

let made: Machine;
beforeEach(() => {
  made = machine();
});
afterEach(() => made.remove());

/** A command line without a source, as what it asks for. */
function asked(...argv: string[]): Reading {
  const args = parseArguments(argv, '0');
  if (!('sources' in args)) throw new Error('no command that reads');
  return args;
}

const ARGS = ['--audit-log-path=/a.log', '--audit-policy-file=/p.yaml'];
const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n';

function running(): void {
  made.write('/a.log', '');
  made.process({ pid: 5, argv: ['kube-apiserver', ...ARGS] });
}

test.each<readonly [argv: readonly string[]]>([
  [['print']],
  [['count', '--by', 'user']],
  [['policy', 'explain', '--policy', '/mine.yaml']],
])('%j reads the log that was found, and says so in a line', (argv) => {
  running();
  made.write('/p.yaml', POLICY);
  const args = asked(...argv);
  const found = withFound(args, made.places);
  expect(found.args).toEqual({ ...args, sources: [made.at('/a.log')] });
  expect(found.note).toBe(
    `auditty: reading ${made.at('/a.log')}: the audit log of the kube-apiserver running as pid 5\n`,
  );
});

it('gives the viewer the policy too, unless one was named, and says nothing', () => {
  running();
  made.write('/p.yaml', POLICY);
  made.write('/etc/kubernetes/manifests/k.yaml', manifest(ARGS, { '/': '/' }));
  const found = withFound(asked(), made.places);
  expect(found.args).toMatchObject({
    kind: 'view',
    sources: [made.at('/a.log')],
    policy: made.at('/p.yaml'),
    minor: 33,
  });
  expect(found.note).toBe('');
  expect(withFound(asked('--policy', '/mine.yaml'), made.places).args).toMatchObject({
    policy: '/mine.yaml',
    minor: 37,
  });
  expect(withFound(asked('--kubernetes-version', '1.30'), made.places).args).toMatchObject({ minor: 30 });
});

it('gives the viewer also a policy that does not load, marked as found: the screen tells it', () => {
  running();
  made.write('/p.yaml', 'kind: Policy\n');
  const found = withFound(asked(), made.places);
  expect(found.args).toMatchObject({ policy: made.at('/p.yaml'), policyFound: true });
  expect(found.note).toBe('');
});

it('opens the viewer without a policy that is not there, and says so', () => {
  running();
  const found = withFound(asked(), made.places);
  expect(found.args).toMatchObject({ sources: [made.at('/a.log')], policy: '', policyFound: false });
  expect(found.note).toMatch(/^auditty: its policy .*\/p\.yaml cannot be read: see what auditty doctor says\n$/);
});

it('complains where nothing was found, with what was looked at and what to do', () => {
  expect(() => withFound(asked('print'), made.places)).toThrow(
    expect.objectContaining({
      code: 2,
      message:
        'no file given, and none was found here: no kube-apiserver runs, no file says how one would be started, and no ' +
        'log lies at a usual place. Name one, as in auditty /var/log/kubernetes/audit/audit.log; auditty doctor says ' +
        'what is missing.',
    }),
  );
  made.process({ pid: 5, argv: ['kube-apiserver', '--audit-log-path=-', '--audit-policy-file=/p'] });
  expect(() => withFound(asked(), made.places)).toThrow(
    /pid 5 writes its audit log to its standard output, not to a file\. /,
  );
});
