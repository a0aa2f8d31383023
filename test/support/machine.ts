/** A made-up machine in a folder: its files, its /proc, and containers with files of their own. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Places } from '../../src/cli/discovery/model.ts';

export interface Machine {
  readonly places: Places;
  /** A path of the machine as we reach it. */
  at(path: string): string;
  write(path: string, text: string): string;
  /** A folder with files of its own: `path` leads into it as the machine's own paths lead into the machine. */
  container(name: string): {
    readonly root: string;
    write(path: string, text: string): string;
    link(path: string, target: string): void;
  };
  process(made: MadeProcess): void;
  remove(): void;
}

export interface MadeProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  /** Its root, a folder; the machine's own where none is given. */
  readonly root?: string;
  /** Its working directory, a folder. */
  readonly cwd?: string;
  /** Seconds after the boot. */
  readonly started?: number;
  readonly parent?: number;
  readonly cgroup?: string;
  readonly mountinfo?: string;
  /** The mount namespace. */
  readonly ns?: string;
}

/** The machine booted then: seconds since 1970, 2026-11-23T12:00:00Z. */
export const BOOT = Date.UTC(2026, 10, 23, 12) / 1000;

export function machine(): Machine {
  const dir = mkdtempSync(join(tmpdir(), 'auditty-machine-'));
  const places = { proc: join(dir, 'proc'), root: join(dir, 'root') };
  mkdirSync(places.root);
  const write = (path: string, text: string): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write(join(places.proc, 'stat'), `cpu 1 2 3\nbtime ${BOOT}\nprocesses 1\n`);
  write(join(places.proc, 'self', 'mountinfo'), '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
  namespace(join(places.proc, 'self'), 'mnt:[1]');
  return {
    places,
    at: (path) => join(places.root, path),
    write: (path, text) => write(join(places.root, path), text),
    container(name) {
      const root = join(dir, name);
      mkdirSync(root);
      return {
        root,
        write: (path, text) => write(join(root, path), text),
        link(path, target) {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          linkSync(target, join(root, path));
        },
      };
    },
    process({
      pid,
      argv,
      root = places.root,
      cwd = root,
      started = 60,
      parent = 1,
      cgroup,
      mountinfo,
      ns = 'mnt:[1]',
    }) {
      const own = join(places.proc, String(pid));
      write(join(own, 'cmdline'), argv.map((word) => `${word}\0`).join(''));
      const fields = ['S', parent, ...Array(17).fill(0), started * 100, ...Array(30).fill(0)];
      write(join(own, 'stat'), `${pid} (a) b (c) ${fields.join(' ')}\n`);
      write(join(own, 'cgroup'), `0::${cgroup ?? '/init.scope'}\n`);
      write(join(own, 'mountinfo'), mountinfo ?? '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
      symlinkSync(root, join(own, 'root'));
      symlinkSync(cwd, join(own, 'cwd'));
      namespace(own, ns);
    },
    remove: () => rmSync(dir, { recursive: true }),
  };
}

function namespace(process: string, name: string): void {
  mkdirSync(join(process, 'ns'), { recursive: true });
  symlinkSync(name, join(process, 'ns', 'mnt'));
}

/** Sets the last write of a file, seconds since 1970. */
export function touched(path: string, seconds: number): void {
  utimesSync(path, seconds, seconds);
}

/** The manifest of kubeadm, with what stands in it between `command:` and the volumes. */
export function manifest(
  args: readonly string[],
  mounts: Readonly<Record<string, string>>,
  image = 'registry.k8s.io/kube-apiserver:v1.33.1',
): string {
  const pairs = Object.entries(mounts);
  return `apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
  - name: kube-apiserver
    image: ${image}
    command:
    - kube-apiserver
${args.map((arg) => `    - ${JSON.stringify(arg)}\n`).join('')}    volumeMounts:
${pairs.map(([path], at) => `    - {mountPath: ${path}, name: v${at}}\n`).join('') || '      []\n'}  volumes:
${pairs.map(([, host], at) => `  - {hostPath: {path: ${host}}, name: v${at}}\n`).join('') || '    []\n'}`;
}
