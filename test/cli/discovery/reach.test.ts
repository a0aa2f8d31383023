import { expect, it, test } from 'vitest';
import { apiserverOf } from '../../../src/cli/discovery/command.ts';
import { hostPathOf } from '../../../src/cli/discovery/manifest.ts';
import type { Mount } from '../../../src/cli/discovery/proc.ts';
import { translate } from '../../../src/cli/discovery/reach.ts';
import { splitWords } from '../../../src/cli/discovery/words.ts';

const mount = (device: string, root: string, point: string): Mount => ({ device, root, point });
const POD = [
  mount('0:50', '/', '/'),
  mount('8:1', '/var/log/kubernetes', '/logs'),
  mount('8:1', '/etc/policies', '/logs/policies'),
];

test.each<readonly [path: string, ours: readonly Mount[], found: readonly string[]]>([
  ['/logs/audit.log', [mount('8:1', '/', '/')], ['/var/log/kubernetes/audit.log']],
  ['/logs/policies/p.yaml', [mount('8:1', '/', '/')], ['/etc/policies/p.yaml']],
  ['/logs', [mount('8:1', '/', '/')], ['/var/log/kubernetes']],
  ['/logsnot/audit.log', [mount('8:1', '/', '/')], []],
  ['/logs/audit.log', [mount('8:2', '/', '/')], []],
  // A subvolume, and /var mounted on its own: the deeper one first.
  ['/logs/a', [mount('8:1', '/', '/mnt/all'), mount('8:1', '/var', '/var')], ['/var/log/kubernetes/a', '/mnt/all/var/log/kubernetes/a']],
  ['/logs/a', [mount('8:1', '/var/log/other', '/x')], []],
])('a bind mount leads %s back to the host', (path, ours, found) => {
  expect(translate(path, POD, ours)).toEqual(found);
}); // biome-ignore format: a table

it('takes the later of two mounts at one point', () => {
  const twice = [mount('8:1', '/old', '/logs'), mount('8:1', '/new', '/logs')];
  expect(translate('/logs/a', twice, [mount('8:1', '/', '/')])).toEqual(['/new/a']);
});

test.each<readonly [path: string, host: string | null]>([
  ['/var/log/audit/audit.log', '/srv/audit/audit.log'],
  ['/var/log/audit', '/srv/audit'],
  ['/var/log/audit/deep/a.log', '/srv/deep/a.log'],
  ['/var/log/auditing/a.log', null],
  ['/etc/policy.yaml', '/etc/k8s/policy.yaml'],
])('hostPath volumes lead %s to %s', (path, host) => {
  const mounts = [
    { mountPath: '/var/log/audit', hostPath: '/srv/audit' },
    { mountPath: '/var/log/audit/deep', hostPath: '/srv/deep' },
    { mountPath: '/etc/policy.yaml', hostPath: '/etc/k8s/policy.yaml' },
  ];
  expect(hostPathOf(path, mounts)).toBe(host);
});

test.each<readonly [argv: readonly string[], program: string | undefined, args: readonly string[]]>([
  [['kube-apiserver', '--a'], 'kube-apiserver', ['--a']],
  [['/usr/local/bin/kube-apiserver'], 'kube-apiserver', []],
  [['/hyperkube', 'apiserver', '--a'], 'kube-apiserver', ['--a']],
  [['hyperkube', 'kube-apiserver', '--a'], 'kube-apiserver', ['--a']],
  [['hyperkube', 'kubelet'], undefined, []],
  [['/usr/local/bin/k3s', 'server', '--a'], 'k3s', ['--a']],
  [['k3s', 'agent'], undefined, []],
  [['/snap/microk8s/1/kubelite', '--a'], 'kubelite', ['--a']],
  [['grep', 'kube-apiserver'], undefined, []],
  [['kube-apiserver-exporter'], undefined, []],
  [[], undefined, []],
])('%j is %s', (argv, program, args) => {
  expect(apiserverOf(argv)?.program).toBe(program);
  expect(apiserverOf(argv)?.args ?? []).toEqual(args);
});

it('splits words as a shell and systemd do', () => {
  expect(splitWords(`a 'b c' "d \\"e\\"" f\\ g --x='y z'\\\n\t"" $H 'open`)).toEqual([
    'a', 'b c', 'd "e"', 'f g', '--x=y z', '', '$H', "'open",
  ]); // biome-ignore format: a list
});
