import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { choose } from '../../src/cli/discovery/choose.ts';
import { discover } from '../../src/cli/discovery/discover.ts';
import { examine } from '../../src/cli/discovery/examine.ts';
import { doctorJson } from '../../src/cli/doctor/json.ts';
import { doctorText } from '../../src/cli/doctor/report.ts';
import { painter } from '../../src/print/tone.ts';
import { BOOT, type Machine, machine, manifest, touched } from '../support/machine.ts';

let made: Machine;
beforeEach(() => {
  made = machine();
});
afterEach(() => made.remove());

/** 2026-11-23T22:00:00Z. */
const NOW = (BOOT + 36_000) * 1000;

/** What is written of the machine as if its folder were `/`. */
function asRoot<T>(value: T): T {
  const text = JSON.stringify(value).replaceAll(made.places.root, '').replaceAll(made.places.proc, '/proc');
  return JSON.parse(text) as T; // the same data, with other paths
}

/** The report in both forms. */
async function report(colors = false) {
  const discovery = discover(made.places);
  const examined = asRoot(await examine(discovery, made.places));
  const choice = asRoot(choose(discovery));
  const text = doctorText(examined, choice, NOW, painter(colors));
  const json = JSON.parse(doctorJson(examined, choice)) as Record<string, unknown>; // its own form
  return { text, json, verdict: examined.verdict };
}

function event(time: string): string {
  return `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a","stage":"Panic","stageTimestamp":"${time}"}\n`;
}

const POLICY =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  resources:\n  - group: ""\n    resources: [pod]\n';
const ARGS = ['--audit-log-path=/var/log/a.log', '--audit-policy-file=/etc/p.yaml'];

/** A kube-apiserver of the machine itself, with these arguments, for ten hours less a minute. */
function server(args: readonly string[], argv0 = 'kube-apiserver'): void {
  made.process({ pid: 5, argv: [argv0, ...args], started: 60 });
}

function healthy(): void {
  touched(made.write('/var/log/a.log', event('2026-11-23T21:00:00.000000Z')), NOW / 1000 - 3);
  made.write('/var/log/a-2026-11-23T21-00-00.000.log', event('2026-11-23T12:00:00.000000Z').repeat(1000));
  touched(made.write('/etc/p.yaml', POLICY), BOOT);
}

describe('doctor', () => {
  it('tells of a healthy set-up what there is, how far it reaches and what the policy is', async () => {
    healthy();
    const flags = [
      '--audit-log-maxsize=1',
      '--audit-log-maxbackup=10',
      '--audit-log-maxage=30',
      '--audit-log-compress',
    ];
    made.write(
      '/etc/kubernetes/manifests/k.yaml',
      manifest([...ARGS, ...flags], { '/var/log': '/var/log', '/etc': '/etc' }),
    );
    server([...ARGS, ...flags]);
    const { text, verdict } = await report();
    expect(text).toBe(`\
apiserver   a static pod, Kubernetes 1.33
            runs as pid 5 since 2026-11-23 12:01:00Z (10 hours)
            set up by /etc/kubernetes/manifests/k.yaml
audit log   /var/log/a.log
            ok: can be read; 144 B, last written 3 seconds ago
kept        since 2026-11-23 12:00:00Z (10 hours)
            its oldest event is in a-2026-11-23T21-00-00.000.log
            1 rotated file of 144.0 kB beside it
            14.4 kB an hour
rotation    at 1 MB, gzipped
            10 rotated files are kept, none older than 30 days
            at this rate they reach back 30 days
policy      /etc/p.yaml
            ok: loads: 1 rule
            1 warning, 1 hint, shown by
            auditty policy check /etc/p.yaml

There is an audit log, and it can be read.
auditty without a file opens /var/log/a.log
`);
    expect(verdict).toBe('readable');
  });

  it('tells scripts the same', async () => {
    healthy();
    server([...ARGS, '--audit-log-maxsize=1']);
    const { json } = await report();
    expect(json).toEqual({
      verdict: 'readable',
      opens: '/var/log/a.log',
      apiservers: [
        {
          way: 'process',
          distribution: 'service',
          pid: 5,
          started: '2026-11-23T12:01:00.000Z',
          version: null,
          confirmed: true,
          files: [],
          flags: { 'audit-log-path': '/var/log/a.log', 'audit-policy-file': '/etc/p.yaml', 'audit-log-maxsize': '1' },
          log: {
            kind: 'file',
            why: null,
            said: '/var/log/a.log',
            by: 'host',
            proven: true,
            path: '/var/log/a.log',
            state: 'readable',
            owner: `${process.getuid?.()}:${process.getgid?.()}`,
            mode: expect.any(String),
            size: 144,
            modified: '2026-11-23T21:59:57.000Z',
            rotated: { files: 1, compressed: 0, bytes: 144_000 },
            first: { time: '2026-11-23T12:00:00.000000Z', file: 'a-2026-11-23T21-00-00.000.log' },
            bytesPerHour: 14_416,
            format: 'json',
          },
          rotation: { maxSizeMB: 1, maxBackups: 'depends', maxAgeDays: 'depends', compress: false },
          policy: {
            said: '/etc/p.yaml',
            path: '/etc/p.yaml',
            state: 'loads',
            error: null,
            rules: 1,
            errors: 0,
            warnings: 1,
            hints: 1,
            changedSince: false,
          },
          webhook: null,
          problems: [],
        },
      ],
      otherLogs: [],
      lookedAt: expect.arrayContaining(['/etc/kubernetes/manifests', '/var/log/kubernetes/audit/audit.log']),
      hiddenProcesses: 0,
      problems: [],
    });
  });

  it('where auditing is off, gives the flags, the mounts and the volumes of a static pod', async () => {
    made.write('/etc/kubernetes/manifests/k.yaml', manifest(['--v=1', '--audit-log-maxage=3'], {}));
    made.process({ pid: 5, argv: ['kube-apiserver', '--v=1', '--audit-log-maxage=3'], ns: 'mnt:[9]' });
    const { text, verdict, json } = await report();
    expect(text).toContain(`\
audit log   warning: off: no --audit-log-path is given
to do       First write a policy, /etc/kubernetes/audit-policy.yaml: without it
            kube-apiserver does not start. The smallest:
              apiVersion: audit.k8s.io/v1
              kind: Policy
              rules:
              - level: Metadata
            Then add to /etc/kubernetes/manifests/k.yaml, and the kubelet
            restarts it:
              spec:
                containers:
                - command:
                  - --audit-policy-file=/etc/kubernetes/audit-policy.yaml
                  - --audit-log-path=/var/log/kubernetes/audit/audit.log
                  - --audit-log-maxsize=100
                  - --audit-log-maxbackup=10
                  volumeMounts:
                  - name: audit-policy
                    mountPath: /etc/kubernetes/audit-policy.yaml
                    readOnly: true
                  - name: audit-log
                    mountPath: /var/log/kubernetes/audit
                volumes:
                - name: audit-policy
                  hostPath:
                    path: /etc/kubernetes/audit-policy.yaml
                    type: File
                - name: audit-log
                  hostPath:
                    path: /var/log/kubernetes/audit
                    type: DirectoryOrCreate
            Keep copies of the manifest in another folder: the kubelet runs
            every file in this one.
`);
    expect(text).toMatch(/\n\nAuditing is off\.\n$/);
    expect(verdict).toBe('off');
    expect(json).toMatchObject({
      opens: null,
      apiservers: [{ log: { kind: 'off', why: 'no-path', path: null }, rotation: null }],
    });
  });

  test.each<readonly [argv0: string, words: string]>([
    ['/usr/local/bin/k3s server --v=1', 'kube-apiserver-arg:\n              - audit-policy-file=/var/lib/rancher/k3s/server/audit-policy.yaml\n'],
    ['kube-apiserver --x=/var/lib/rancher/rke2/y', 'audit-policy-file: /etc/rancher/rke2/audit-policy.yaml\n'],
    ['/var/lib/k0s/bin/kube-apiserver', 'audit-log-path: "/var/log/kubernetes/audit/audit.log"\n'],
    ['/snap/microk8s/1/kubelite', '  --audit-policy-file=/var/snap/microk8s/current/audit-policy.yaml\n'],
    ['kube-apiserver --audit-log-path=/a', '  --audit-policy-file=/etc/kubernetes/audit-policy.yaml\n              --audit-log-maxsize=100\n'],
    ['kube-apiserver --openshift-config=/c', 'spec.audit.profile'],
  ])('%s: what to add is what that way of starting it takes', async (command, words) => {
    made.process({ pid: 5, argv: command.split(' ') });
    expect((await report()).text).toContain(words);
  }); // biome-ignore format: a table

  test.each<readonly [title: string, args: readonly string[], words: readonly string[], verdict: string]>([
    ['stdout', ['--audit-log-path=-', '--audit-policy-file=/etc/p.yaml'], ['warning: goes to its standard output (--audit-log-path=-)', 'in the journal of its unit, among its messages', 'The audit log goes to standard output, not to a file.'], 'stdout'],
    ['no policy', ['--audit-log-path=/var/log/a.log'], ['warning: off: no --audit-policy-file, though a path is given:\n            /var/log/a.log', 'Auditing is off.'], 'off'],
    ['webhook only', ['--audit-webhook-config-file=/etc/w.yaml', '--audit-policy-file=/etc/p.yaml'], ['webhook     /etc/w.yaml', 'events go to it alone, and to no file', 'Audit events go to a webhook, and to no file.'], 'webhook'],
    ['a webhook without a policy', ['--audit-webhook-config-file=/etc/w.yaml'], ['warning: gets nothing: no --audit-policy-file'], 'off'],
    ['both', [...ARGS, '--audit-webhook-config-file=/etc/w.yaml'], ['events go to it too'], 'readable'],
    ['the file is not there', ['--audit-log-path=/var/none/a.log', '--audit-policy-file=/etc/p.yaml'], ['error: is not there', 'The audit log is not there.'], 'missing'],
    ['never rotated', [...ARGS, '--audit-log-maxsize=0'], ['never since Kubernetes 1.36, at 100 MB before\n            (--audit-log-maxsize=0)'], 'readable'],
    ['nothing bounds it', [...ARGS, '--audit-log-maxbackup=0', '--audit-log-maxage=0'], ['at 100 MB, the default\n            all rotated files are kept, of any age\n            warning: nothing bounds them'], 'readable'],
    ['a version that is not known', ARGS, ['at 100 MB, the default', 'since Kubernetes 1.36 100 rotated files are kept, none older than\n            366 days; before, all of them'], 'readable'],
  ])('tells of %s', async (_, args, words, verdict) => {
    healthy();
    server(args);
    const found = await report();
    for (const each of words) expect(found.text).toContain(each);
    expect(found.verdict).toBe(verdict);
  }); // biome-ignore format: a table

  it('tells of a log nobody writes to, of a policy edited since, and of one that does not load', async () => {
    healthy();
    server(ARGS);
    touched(made.at('/etc/p.yaml'), BOOT + 3600);
    touched(made.at('/var/log/a.log'), BOOT + 7200);
    const quiet = await report();
    expect(quiet.text).toContain('144 B, last written 8 hours ago\n            warning: a living apiserver seldom');
    expect(quiet.text).toContain('warning: was changed after the apiserver started');
    touched(made.at('/var/log/a.log'), BOOT);
    made.write('/etc/p.yaml', 'kind: Policy');
    const silent = await report();
    expect(silent.text).toContain('warning: nothing was written since the apiserver started');
    expect(silent.text).toMatch(/error: does not load: [^\n]+/);
    expect(silent.text).toContain('1 error, shown by\n            auditty policy check /etc/p.yaml');
  });

  it('tells of the legacy format, and of a log at a usual place that no apiserver writes', async () => {
    made.write('/var/log/a.log', '2026-11-23T13:00:00.5+01:00 AUDIT: id="a" stage="RequestReceived"\n');
    made.write('/etc/p.yaml', POLICY);
    made.write('/var/log/kubernetes/audit.log', event('2026-11-23T12:00:00Z'));
    server([...ARGS, '--audit-log-format=legacy']);
    const { text } = await report();
    expect(text).toContain('warning: is in the legacy format');
    expect(text).toContain('kept        since 2026-11-23 12:00:00Z');
    expect(text).toContain(
      'audit log   /var/log/kubernetes/audit.log\n            no apiserver known here writes it\n',
    );
  });

  it('tells of a log once, also where it is both written by an apiserver and at a usual place', async () => {
    const path = '/var/log/kubernetes/audit/audit.log';
    made.write(path, event('2026-11-23T12:00:00Z'));
    server([`--audit-log-path=${path}`, '--audit-policy-file=/etc/p.yaml']);
    const { json } = await report();
    expect(json).toMatchObject({ opens: path, apiservers: [{ log: { path } }], otherLogs: [] });
  });

  it('says what was looked at where nothing was found, and opens a usual log where only that was', async () => {
    const none = await report();
    expect(none.text).toMatch(/^Looked through \/proc, and at\n {2}\/etc\/kubernetes\/manifests\n/);
    expect(none.text).toMatch(/\nNeither a kube-apiserver nor an audit log was found\.\n$/);
    expect(none.verdict).toBe('none');
    made.write('/var/log/kubernetes/audit/audit.log', event('2026-11-23T12:00:00Z'));
    const usual = await report();
    expect(usual.text).toContain('a usual place; which apiserver writes it is not known\n            ok: can be read');
    expect(usual.text).toMatch(/\nauditty without a file opens \/var\/log\/kubernetes\/audit\/audit\.log\n$/);
    expect(usual.verdict).toBe('readable');
  });

  it('numbers several, says which one is opened, and doubts one that nothing speaks for', async () => {
    healthy();
    server(ARGS);
    const strange = made.container('strange');
    made.process({ pid: 6, argv: ['kube-apiserver', ...ARGS], root: strange.root, ns: 'mnt:[9]', started: 99 });
    const { text } = await report();
    expect(text).toContain(
      'apiserver   1 of 2, the one that auditty opens\n            a program of its own\n            runs as pid 5',
    );
    expect(text).toContain('apiserver   2 of 2\n            a static pod\n            runs as pid 6');
    expect(text).toContain('warning: No file of this machine speaks for it');
  });

  it('lets nothing harmful through, and never changes the text by colours', async () => {
    server(['--audit-log-path=/var/\u001b[31m\u202elog', '--audit-policy-file=/etc/p.yaml']);
    const plain = await report();
    const colored = await report(true);
    expect(plain.text).toContain('/var/\\x1b[31m\\u202elog');
    expect(plain.text).not.toMatch(/[\u001b\u202e]/);
    expect(colored.text).toContain('\u001b[31m');
    expect(stripVTControlCharacters(colored.text)).toBe(plain.text);
  });
});
