import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { choose } from '../../../src/cli/discovery/choose.ts';
import { discover } from '../../../src/cli/discovery/discover.ts';
import type { Apiserver } from '../../../src/cli/discovery/model.ts';
import { BOOT, type Machine, machine, manifest, touched } from '../../support/machine.ts';

let made: Machine;
beforeEach(() => {
  made = machine();
});
afterEach(() => made.remove());

/** The only apiserver there is. */
function only(): Apiserver {
  const { apiservers } = discover(made.places);
  expect(apiservers).toHaveLength(1);
  const [first] = apiservers;
  if (first === undefined) throw new Error('none');
  return first;
}

const ARGS = ['--audit-log-path=/var/log/audit/audit.log', '--audit-policy-file=/etc/kubernetes/policy.yaml'];
const MOUNTS = {
  '/var/log/audit': '/var/log/kubernetes/audit',
  '/etc/kubernetes/policy.yaml': '/etc/kubernetes/policy.yaml',
};
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

describe('kubeadm: a static pod', () => {
  /** A pod that has the log by a hostPath volume; the made-up bind mount is a hard link. */
  function pod(): void {
    const log = made.write('/var/log/kubernetes/audit/audit.log', '');
    const policy = made.write('/etc/kubernetes/policy.yaml', '');
    const pod = made.container('pod');
    pod.link('/var/log/audit/audit.log', log);
    pod.link('/etc/kubernetes/policy.yaml', policy);
    const mountinfo =
      '1 0 0:50 / / rw - overlay overlay rw\n2 1 8:1 /var/log/kubernetes/audit /var/log/audit rw - ext4 x rw\n';
    const argv = ['kube-apiserver', ...ARGS];
    made.process({
      pid: 900,
      argv,
      root: pod.root,
      mountinfo,
      ns: 'mnt:[2]',
      started: 100,
      cgroup: '/kubepods.slice/x',
    });
  }

  it('is found running, with its paths on the host and the version of its manifest', () => {
    pod();
    made.write(MANIFEST, manifest(ARGS, MOUNTS));
    expect(only()).toEqual({
      way: 'process',
      distribution: 'static-pod',
      pid: 900,
      started: (BOOT + 100) * 1000,
      files: [made.at(MANIFEST)],
      version: 33,
      flags: { 'audit-log-path': '/var/log/audit/audit.log', 'audit-policy-file': '/etc/kubernetes/policy.yaml' },
      log: {
        kind: 'file',
        file: {
          said: '/var/log/audit/audit.log',
          path: made.at('/var/log/kubernetes/audit/audit.log'),
          by: 'host',
          proven: true,
        },
      },
      policy: {
        said: '/etc/kubernetes/policy.yaml',
        path: made.at('/etc/kubernetes/policy.yaml'),
        by: 'host',
        proven: true,
      },
      webhook: null,
      confirmed: true,
      problems: [],
    });
  });

  it('is found by its manifest where it does not run', () => {
    made.write(MANIFEST, manifest(ARGS, MOUNTS));
    expect(only()).toMatchObject({
      way: 'manifest',
      distribution: 'static-pod',
      pid: null,
      version: 33,
      log: { file: { said: '/var/log/audit/audit.log', path: made.at('/var/log/kubernetes/audit/audit.log') } },
      policy: { path: made.at('/etc/kubernetes/policy.yaml') },
      problems: [],
    });
  });

  it('is found without a manifest, but then nobody speaks for it', () => {
    pod();
    expect(only()).toMatchObject({ version: null, confirmed: false, log: { file: { by: 'host', proven: true } } });
  });

  it('says of a path that no volume holds that it is in the container alone', () => {
    made.write(MANIFEST, manifest(ARGS, { '/etc/kubernetes/policy.yaml': '/etc/kubernetes/policy.yaml' }));
    expect(only().problems).toEqual([
      '/var/log/audit/audit.log is on no hostPath volume: it is in the container alone.',
    ]);
  });

  it('has its version though the kubelet filled in variables, and though a script is in between', () => {
    const args = ['--advertise-address=$(POD_IP)', '--v=1'];
    made.write(MANIFEST, manifest(args, MOUNTS, 'registry.k8s.io/kube-apiserver:v1.34.0@sha256:abc'));
    made.process({ pid: 7, argv: ['kube-apiserver', '--advertise-address=10.0.0.1', '--v=1'] });
    expect(only().version).toBe(34);
    made.process({ pid: 8, argv: ['kube-apiserver', ...ARGS], started: 99 });
    const script = `exec /usr/local/bin/kube-apiserver --v=2 ${ARGS.join(' ')} >>/var/log/kube-apiserver.log 2>&1`;
    made.write(
      MANIFEST,
      JSON.stringify({
        spec: { containers: [{ image: 'k8s.gcr.io/kube-apiserver:v1.20.4', command: ['/bin/sh', '-c', script] }] },
      }),
    );
    expect(discover(made.places).apiservers[0]).toMatchObject({ pid: 8, version: 20 });
  });

  it('steps over what is no manifest, and tells what is broken or there twice', () => {
    const folder = '/etc/kubernetes/manifests';
    made.write(`${folder}/etcd.yaml`, 'spec: {containers: [{command: [etcd]}]}');
    made.write(`${folder}/.kube-apiserver.yaml`, manifest(ARGS, MOUNTS));
    made.write(`${folder}/list.json`, '[1, null, {"spec": 3}]');
    made.write(`${folder}/broken.yaml`, 'spec: [');
    made.write(`${folder}/deep/kube-apiserver.yaml`, manifest(ARGS, MOUNTS));
    const first = discover(made.places);
    expect(first.apiservers).toEqual([]);
    expect(first.problems).toEqual([expect.stringMatching(/^The manifest .*\/broken\.yaml is no YAML: /)]);
    made.write(`${folder}/kube-apiserver.yaml`, manifest(ARGS, MOUNTS));
    made.write(`${folder}/kube-apiserver.yaml.bak`, manifest(['--v=1'], {}));
    const { apiservers, problems } = discover(made.places);
    expect(apiservers).toHaveLength(2);
    expect(problems).toContainEqual(expect.stringMatching(/^Several files define a kube-apiserver, .*yaml\.bak\.$/));
  });
});

describe('k3s: in its own process', () => {
  const K3S = '/usr/local/bin/k3s';
  const FLAGS = { 'audit-log-path': '/var/lib/rancher/k3s/server/logs/audit.log', 'audit-policy-file': '/p' };
  const ARG = '--kube-apiserver-arg';
  const LOG = `audit-log-path=${FLAGS['audit-log-path']}`;

  test.each<readonly [title: string, words: readonly string[]]>([
    ['one word each', [`${ARG}=${LOG}`, `${ARG}=audit-policy-file=/p`]],
    ['two words each', [ARG, LOG, ARG, 'audit-policy-file=/p']],
    ['dashes inside', [`${ARG}=--${LOG}`, ARG, '--audit-policy-file=/p']],
    ['the last one wins', [`${ARG}=audit-log-path=/old`, `${ARG}=${LOG}`, `${ARG}=audit-policy-file+=/p`]],
  ])('has its flags in its arguments, where they can be seen: %s', (_, words) => {
    made.process({ pid: 5, argv: [K3S, 'server', '--disable=traefik', ...words] });
    expect(only()).toMatchObject({ distribution: 'k3s', flags: FLAGS, log: { kind: 'file' } });
  });

  it('has them in its config file and the drop-ins: a key replaces, a key with + adds', () => {
    made.process({ pid: 5, argv: [`${K3S} server`, '', '', ''] }); // as k3s leaves it
    made.write('/etc/rancher/k3s/config.yaml', 'kube-apiserver-arg:\n- audit-log-path=/old\n- audit-log-maxage=3\n');
    made.write('/etc/rancher/k3s/config.yaml.d/20-more.yml', 'kube-apiserver-arg+: audit-policy-file=/p\n');
    made.write('/etc/rancher/k3s/config.yaml.d/10-new.yaml', `kube-apiserver-arg:\n- ${LOG}\n`);
    made.write('/etc/rancher/k3s/config.yaml.d/99-not.txt', 'kube-apiserver-arg: audit-log-path=/wrong\n');
    expect(only()).toMatchObject({
      flags: FLAGS,
      files: ['config.yaml', 'config.yaml.d/10-new.yaml', 'config.yaml.d/20-more.yml'].map((name) =>
        made.at(`/etc/rancher/k3s/${name}`),
      ),
    });
  });

  it('has them in its unit, as its installer writes it, before those of the config file', () => {
    made.process({ pid: 5, argv: [`${K3S} server`, ''], cgroup: '/system.slice/k3s-blue.service' });
    const unit = `[Service]\nExecStartPre=-/sbin/modprobe overlay\nExecStart=${K3S} \\\n    server \\\n\t'${ARG}=${LOG}' \\\n\t'--config=/srv/k3s.yaml' \\\n\n`;
    made.write('/etc/systemd/system/k3s-blue.service', unit);
    made.write('/srv/k3s.yaml', 'kube-apiserver-arg: [audit-log-path=/old, audit-policy-file=/p]');
    expect(only()).toMatchObject({ flags: FLAGS });
    made.write(
      '/etc/systemd/system/k3s-blue.service.d/override.conf',
      `[Service]\nExecStart=\nExecStart=${K3S} server\n`,
    );
    expect(only().flags).toEqual({});
  });

  it('has them in its OpenRC script, and in the command line of the entry point of k3d', () => {
    made.process({ pid: 5, argv: [`${K3S} server`, ''] });
    made.write(
      '/etc/init.d/k3s',
      `command="${K3S}"\ncommand_args="server \\\\\n\t'${ARG}=${LOG}'\n    >>/var/log/k3s.log 2>&1"\n`,
    );
    expect(only().flags).toEqual({ 'audit-log-path': FLAGS['audit-log-path'] });
    const k3d = made.container('k3d');
    made.process({ pid: 41, argv: ['/bin/sh', '/bin/k3d-entrypoint.sh', 'server', ARG, LOG], root: k3d.root });
    made.process({ pid: 42, argv: ['/bin/k3s server', ''], root: k3d.root, parent: 41, ns: 'mnt:[3]', started: 99 });
    expect(discover(made.places).apiservers.find(({ pid }) => pid === 42)?.flags).toEqual({
      'audit-log-path': FLAGS['audit-log-path'],
    });
  });

  it('is found by its files where it does not run, and not at all where it runs no apiserver', () => {
    made.write('/etc/rancher/k3s/config.yaml', `kube-apiserver-arg: [${LOG}, audit-policy-file=/p]`);
    expect(only()).toMatchObject({ way: 'configuration', distribution: 'k3s', pid: null, flags: FLAGS });
    made.process({ pid: 5, argv: [K3S, 'server', '--disable-apiserver'] });
    made.write('/etc/rancher/k3s/config.yaml', 'disable-apiserver: true');
    expect(discover(made.places).apiservers).toEqual([]);
  });

  it('tells of a config file that is no YAML', () => {
    made.write('/etc/rancher/k3s/config.yaml', 'a: [');
    made.process({ pid: 5, argv: [K3S, 'server', '--v=1'] });
    expect(only().problems).toEqual([expect.stringMatching(/config\.yaml is no YAML: k3s would not start with it\.$/)]);
  });
});

describe('other distributions', () => {
  it('RKE2: a process of its own, and a folder of its own for manifests', () => {
    const args = ['--cert-dir=/var/lib/rancher/rke2/server/tls/temporary-certs', ...ARGS];
    const folder = '/var/lib/rancher/rke2/agent/pod-manifests';
    made.write(
      `${folder}/kube-apiserver.yaml`,
      manifest(args, MOUNTS, 'index.docker.io/rancher/hardened-kubernetes:v1.31.1-rke2r1-build20240912'),
    );
    expect(only()).toMatchObject({ way: 'manifest', distribution: 'rke2', version: 31 });
    made.process({ pid: 5, argv: ['kube-apiserver', ...args], ns: 'mnt:[2]' });
    expect(only()).toMatchObject({ way: 'process', distribution: 'rke2', version: 31 });
  });

  it('kind: in a container within a container, through /proc/PID/root, with the manifest of its node', () => {
    const node = made.container('node');
    const pod = made.container('pod');
    const log = pod.write('/var/log/audit/audit.log', '');
    node.write(MANIFEST, manifest(ARGS, MOUNTS));
    made.process({ pid: 50, argv: ['/sbin/init'], root: node.root, ns: 'mnt:[5]' });
    made.process({ pid: 51, argv: ['containerd-shim'], root: node.root, parent: 50, ns: 'mnt:[5]' });
    made.process({ pid: 52, argv: ['kube-apiserver', ...ARGS], root: pod.root, parent: 51, ns: 'mnt:[6]' });
    const through = join(made.places.proc, '52', 'root', 'var/log/audit/audit.log');
    expect(only()).toMatchObject({
      distribution: 'static-pod',
      version: 33,
      confirmed: false,
      files: [join(made.places.proc, '51', 'root', MANIFEST)],
      log: { file: { said: '/var/log/audit/audit.log', path: through, by: 'container', proven: true } },
    });
    expect(existsSync(through)).toBe(true);
    expect(existsSync(log)).toBe(true);
  });

  it('MicroK8s: a file of arguments', () => {
    const file = '/var/snap/microk8s/7/args/kube-apiserver';
    made.write(file, `# audit\n--audit-log-path="\${SNAP_DATA}/a.log"\n--audit-policy-file $SNAP_COMMON/p.yaml\n`);
    made.process({ pid: 5, argv: ['/snap/microk8s/7/kubelite', `--apiserver-args-file=${file}`] });
    expect(only()).toMatchObject({
      distribution: 'microk8s',
      files: [made.at(file)],
      flags: {
        'audit-log-path': '/var/snap/microk8s/7/a.log',
        'audit-policy-file': '/var/snap/microk8s/common/p.yaml',
      },
    });
    rmSync(join(made.places.proc, '5'), { recursive: true });
    made.process({ pid: 6, argv: ['/snap/microk8s/7/kubelite', '--start-control-plane=false'] });
    expect(discover(made.places).apiservers).toEqual([]);
  });

  it('OpenShift: the arguments of its config file come after those of the command line', () => {
    const pod = made.container('pod');
    const config = '/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml';
    pod.write(config, JSON.stringify({ apiServerArguments: { 'audit-log-path': ['/var/log/kube-apiserver/audit.log'], 'audit-policy-file': ['/p'] } })); // biome-ignore format: a line
    const argv = ['kube-apiserver', `--openshift-config=${config}`, '--audit-log-path=/old'];
    made.process({ pid: 5, argv, root: pod.root, ns: 'mnt:[2]' });
    expect(only()).toMatchObject({
      distribution: 'openshift',
      flags: { 'audit-log-path': '/var/log/kube-apiserver/audit.log', 'audit-policy-file': '/p' },
    });
  });

  test.each<readonly [distribution: string, argv: readonly string[]]>([
    ['k0s', ['/var/lib/k0s/bin/kube-apiserver', ...ARGS]],
    ['talos', ['/usr/local/bin/kube-apiserver', '--client-ca-file=/system/secrets/kubernetes/kube-apiserver/ca.crt']],
    ['service', ['/opt/kube-apiserver', ...ARGS]],
    ['service', ['/hyperkube', 'apiserver', ...ARGS]],
  ])('%s: %j', (distribution, argv) => {
    made.process({ pid: 5, argv });
    expect(only().distribution).toBe(distribution);
  });
});

describe('where the log goes', () => {
  test.each<readonly [args: readonly string[], log: object, why: RegExp]>([
    [['--audit-log-path=-', '--audit-policy-file=/p'], { kind: 'stdout' }, /pid 5 writes its audit log to its standard output/],
    [['--audit-policy-file=/p'], { kind: 'off', why: 'no-path', file: null }, /pid 5 writes no audit log \(auditing is off\)/],
    [['--audit-log-path=', '--audit-policy-file=/p'], { kind: 'off', why: 'no-path' }, /auditing is off/],
    [['--audit-log-path=/a'], { kind: 'off', why: 'no-policy', file: { said: '/a' } }, /auditing is off/],
    [['--audit-webhook-config-file=/w', '--audit-policy-file=/p'], { kind: 'off' }, /sends its audit events to a webhook/],
    [[], { kind: 'off' }, /auditing is off/],
  ])('%j', (args, log, why) => {
    made.process({ pid: 5, argv: ['kube-apiserver', ...args] });
    expect(only().log).toMatchObject(log);
    expect(choose(discover(made.places))).toEqual({ kind: 'nothing', why: expect.stringMatching(why) });
  }); // biome-ignore format: a table

  it('takes a relative path from the working directory of the process', () => {
    const srv = made.container('srv');
    srv.write('logs/audit.log', '');
    const argv = ['kube-apiserver', '--audit-log-path=logs/audit.log', '--audit-policy-file=/p'];
    made.process({ pid: 5, argv, cwd: srv.root });
    expect(only().log).toMatchObject({
      file: { said: join(srv.root, 'logs/audit.log'), path: join(made.places.proc, '5/cwd/logs/audit.log') },
    });
  });

  it('prefers the path of the host for a log that is not there yet, where its folder is the same', () => {
    made.write('/var/log/audit/other', '');
    made.process({ pid: 5, argv: ['kube-apiserver', ...ARGS] });
    expect(only().log).toMatchObject({ file: { path: made.at('/var/log/audit/audit.log'), by: 'host', proven: true } });
  });
});

describe('several', () => {
  function server(pid: number, log: string, started: number, root?: string): void {
    const argv = ['kube-apiserver', `--audit-log-path=${log}`, '--audit-policy-file=/p'];
    made.process({ pid, argv, started, ...(root === undefined ? {} : { root, ns: `mnt:[${pid}]` }) });
  }

  it('are all found, the newest first, and the first whose log is there is taken', () => {
    made.write('/a.log', '');
    made.write('/c.log', '');
    server(5, '/a.log', 10);
    server(6, '/b.log', 30);
    server(7, '/c.log', 20);
    const found = discover(made.places);
    expect(found.apiservers.map(({ pid }) => pid)).toEqual([6, 7, 5]);
    expect(choose(found)).toMatchObject({
      path: made.at('/c.log'),
      what: 'the audit log of the kube-apiserver running as pid 7 (2 more were found: auditty doctor lists them)',
    });
  });

  it('one that this machine vouches for comes before a newer one in a container of its own', () => {
    made.write('/a.log', '');
    const strange = made.container('strange');
    strange.write('/a.log', 'forged');
    server(5, '/a.log', 10);
    server(6, '/a.log', 99, strange.root);
    const found = discover(made.places);
    expect(found.apiservers.map(({ pid, confirmed }) => [pid, confirmed])).toEqual([[5, true], [6, false]]); // biome-ignore format: pairs
    expect(choose(found)).toMatchObject({ path: made.at('/a.log') });
    rmSync(made.at('/a.log'));
    // Even where its own log is not there.
    expect(choose(discover(made.places))).toMatchObject({ path: made.at('/a.log') });
  });
});

describe('nothing runs', () => {
  it('takes the usual log that was written last, and says so', () => {
    touched(made.write('/var/log/kubernetes/audit/audit.log', ''), 1000);
    touched(made.write('/var/log/kube-apiserver/audit.log', ''), 2000);
    expect(choose(discover(made.places))).toEqual({
      kind: 'found',
      path: made.at('/var/log/kube-apiserver/audit.log'),
      what: 'a usual place of an audit log; no kube-apiserver was found (the last written of 2 such)',
      apiserver: null,
    });
  });

  it('says what was looked at, and lives without a /proc at all', () => {
    const found = discover({ proc: join(made.places.proc, 'none'), root: made.places.root });
    expect(choose(found)).toEqual({
      kind: 'nothing',
      why: expect.stringMatching(/^none was found here: no kube-apiserver runs, /),
    });
    expect(found.lookedAt[0]).toBe(made.at('/etc/kubernetes/manifests'));
    expect(found.hidden).toBe(0);
  });

  it('steps over processes without words: threads of the kernel, zombies, those that have just ended', () => {
    made.process({ pid: 5, argv: [] });
    made.process({ pid: 6, argv: ['', 'kube-apiserver'] });
    made.process({ pid: 7, argv: ['kube-apiserver'] });
    rmSync(join(made.places.proc, '7', 'cmdline'));
    expect(discover(made.places)).toMatchObject({ apiservers: [], hidden: 0 });
  });
});
