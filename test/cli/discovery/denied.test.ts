import { execFile } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Choice } from '../../../src/cli/discovery/choose.ts';
import type { Examined } from '../../../src/cli/discovery/examine.ts';
import { type Machine, machine, manifest } from '../../support/machine.ts';

// Root is denied nothing, so the looking is done by a child that is nobody.
const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

let made: Machine;
beforeEach(() => {
  made = machine();
  chmodSync(dirname(made.places.root), 0o755);
});
afterEach(() => {
  for (const name of readdirSync(made.places.proc)) chmodSync(join(made.places.proc, name), 0o755);
  made.remove();
});

interface Looked {
  readonly examined: Examined;
  readonly choice: Choice;
}

async function look(): Promise<Looked> {
  const { proc, root } = made.places;
  const script = join(import.meta.dirname, 'look.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, proc, root], asNobody);
  return JSON.parse(stdout) as Looked; // its own form
}

const ARGS = ['--audit-log-path=/var/log/audit.log', '--audit-policy-file=/etc/policy.yaml'];

it('finds the log by its plain name where the process may not be looked into, and tells whose it is', async () => {
  chmodSync(made.write('/var/log/audit.log', 'secret\n'), 0o000);
  chmodSync(made.write('/etc/policy.yaml', 'rules: []\n'), 0o000);
  made.write('/etc/passwd', `root:x:0:0:root:/root:/bin/sh\nme:x:${process.getuid?.()}:0::/:\n`);
  made.write('/etc/group', `root:x:0:\nus:x:${process.getgid?.()}:\n`);
  const pod = made.container('pod');
  made.process({ pid: 5, argv: ['kube-apiserver', ...ARGS], root: pod.root, cgroup: '/kubepods/x' });
  chmodSync(pod.root, 0o000);
  const { examined, choice } = await look();
  chmodSync(pod.root, 0o700);
  const path = made.at('/var/log/audit.log');
  expect(examined).toMatchObject({
    verdict: 'denied',
    apiservers: [
      {
        distribution: 'static-pod',
        confirmed: false,
        log: { file: { path, by: 'host', proven: false } },
        logFacts: { state: 'denied', mode: '0000', first: null, owner: expect.stringMatching(/^(root|me):(root|us)$/) },
        policyFacts: { state: 'denied' },
        problems: [expect.stringMatching(/^No permission to look into .*\/5: which file it writes is a guess\./)],
      },
    ],
  });
  expect(choice).toMatchObject({ kind: 'found', path });
});

it('goes by the mounts of a process that may not be looked into', async () => {
  const real = made.write('/var/log/kubernetes/audit/audit.log', '{}');
  made.write('/var/log/audit.log', 'of something else');
  const pod = made.container('pod');
  const mountinfo = '1 0 0:50 / / rw - overlay x rw\n2 1 8:1 /var/log/kubernetes/audit /var/log rw - ext4 x rw\n';
  made.process({ pid: 5, argv: ['kube-apiserver', ...ARGS], root: pod.root, mountinfo });
  chmodSync(pod.root, 0o000);
  const { choice } = await look();
  chmodSync(pod.root, 0o700);
  expect(choice).toMatchObject({ path: real });
});

it('counts the processes it may not look at, and tells of manifests and usual logs behind closed doors', async () => {
  for (const pid of [5, 6]) {
    made.process({ pid, argv: ['kube-apiserver', ...ARGS] });
    chmodSync(join(made.places.proc, String(pid), 'cmdline'), 0o000);
  }
  const file = made.write('/etc/kubernetes/manifests/kube-apiserver.yaml', manifest(ARGS, {}));
  chmodSync(file, 0o000);
  const log = made.write('/var/log/kubernetes/audit/audit.log', '');
  chmodSync(dirname(log), 0o000);
  const { examined, choice } = await look();
  chmodSync(dirname(log), 0o700);
  expect(examined).toMatchObject({ verdict: 'none', apiservers: [], leftover: [], hidden: 2 });
  expect(examined.problems).toEqual([
    `No permission to read the manifest ${file}.`,
    'No permission to look for some of the usual logs.',
  ]);
  expect(choice).toMatchObject({ why: expect.stringContaining('(2 processes could not be looked at: try as root)') });
});

it('tells of a k3s config file that may not be read: its flags are not known', async () => {
  made.process({ pid: 5, argv: ['/usr/local/bin/k3s server', ''] });
  const file = made.write('/etc/rancher/k3s/config.yaml', 'kube-apiserver-arg: audit-log-path=/a');
  chmodSync(file, 0o000);
  const { examined } = await look();
  expect(examined.apiservers[0]?.problems).toEqual([
    `No permission to read ${file}, where k3s may have its audit flags.`,
  ]);
  expect(examined.apiservers[0]?.log.kind).toBe('off');
});
