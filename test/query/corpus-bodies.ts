/** Bodies of the events of `corpus.ts`: nested, with lists, and with keys that are hard to name. */

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly args?: readonly (string | number)[];
  readonly ports?: readonly { readonly containerPort?: number }[];
}

export interface Body {
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly creationTimestamp?: string | null;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly replicas?: number | string;
    readonly paused?: boolean;
    readonly nodeName?: string | null;
    readonly timeout?: string;
    readonly weight?: number;
    readonly quota?: number;
    readonly containers?: readonly Container[];
    readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } };
    readonly matrix?: readonly (readonly number[])[];
    readonly empty?: Readonly<Record<string, never>>;
    readonly none?: readonly never[];
  };
  readonly status?: {
    readonly containerStatuses?: readonly { readonly restartCount?: number; readonly ready?: boolean }[];
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly note?: string;
}

const NOTES = [
  'Größe',
  'say "hi" <b>',
  'plain',
  'back\\slash',
  'line\nbreak',
  'GRÖSSE & more',
  '',
  '日本語 text',
  'emoji 😀 end',
];
const LABELS: readonly Readonly<Record<string, string>>[] = [
  { app: 'web', 'app.kubernetes.io/name': 'Web', tier: 'front' },
  { 'a b': 'space', 'x:y': 'colon', 'q"t': 'quote' },
  { 'app.kubernetes.io/name': 'db', 'app.kubernetes.io': 'no name', schlüssel: 'wert' },
  {},
];
const IMAGES = ['nginx:1.25', 'nginx:1.27', 'busybox', 'evil.example.com/miner:latest', 'Registry.local/App:v2'];
const TIMEOUTS = ['30s', '10m', '1h30m', '90s', 'soon'];
const CREATED = [
  '2026-11-22T10:00:00Z',
  '2026-11-23T20:00:00.123456Z',
  '2026-11-23T20:00:00.123457Z',
  '2026-11-24T00:00:00Z',
  null,
];
const REPLICAS = [0, 1, 2, 3, 5, 10, -1, 2.5, '3', 'many'];
const QUOTAS = [500, 1000, 64_000, 65_536, 100_000, 2_000_000];

/** The bodies of event number `at`; about a third has none. */
export function bodyOf(
  at: number,
  random: () => number,
): { readonly requestObject?: Body | null; readonly responseObject?: Body } {
  const kind = Math.floor(random() * 6);
  if (kind === 0) return at % 2 === 0 ? {} : { requestObject: null };
  if (kind === 1) return {};
  const body = anyBody(random);
  if (kind === 5) return { responseObject: body };
  return kind === 4 ? { requestObject: body, responseObject: anyBody(random) } : { requestObject: body };
}

function anyBody(random: () => number): Body {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // lists are not empty
  const has = (share: number): boolean => random() < share;
  const containers = (): readonly Container[] =>
    Array.from({ length: Math.floor(random() * 3) }, (_, at) => ({
      name: `c${at}`,
      image: pick(IMAGES),
      ...(has(0.5) ? { args: pick([['-v', '--to=x'], ['-x', 7], [], ['7']]) } : {}),
      ...(has(0.5) ? { ports: [{ containerPort: pick([80, 443, 8080]) }] } : {}),
    }));
  return {
    kind: pick(['Pod', 'Deployment', 'Secret']),
    metadata: {
      name: pick(['web-1', 'web-2']),
      creationTimestamp: pick(CREATED),
      ...(has(0.7) ? { labels: pick(LABELS) } : {}),
    },
    ...(has(0.85)
      ? {
          spec: {
            ...(has(0.7) ? { replicas: pick(REPLICAS) } : {}),
            ...(has(0.4) ? { paused: has(0.5) } : {}),
            ...(has(0.4) ? { nodeName: pick(['node-1', 'Node-2', '', null]) } : {}),
            ...(has(0.5) ? { timeout: pick(TIMEOUTS) } : {}),
            ...(has(0.5) ? { quota: pick(QUOTAS) } : {}),
            ...(has(0.3) ? { weight: pick([1e21, 1e-7, 0.5, 12_345_678_901]) } : {}),
            ...(has(0.5) ? { containers: containers() } : { template: { spec: { containers: containers() } } }),
            ...(has(0.2)
              ? {
                  matrix: [
                    [1, 2],
                    [3, pick([4, 5])],
                  ],
                }
              : {}),
            ...(has(0.1) ? { empty: {}, none: [] } : {}),
          },
        }
      : {}),
    ...(has(0.3)
      ? {
          status: {
            containerStatuses: [{ restartCount: pick([0, 3, 6]), ready: true }, { restartCount: pick([0, 9]) }],
          },
        }
      : {}),
    ...(has(0.3)
      ? { data: pick([{ 'tls.key': 'x', password: 'S3cret' }, { 'dotted.key.name': 'y' }, { 'back\\key': 'z' }]) }
      : {}),
    ...(has(0.6) ? { note: pick(NOTES) } : {}),
  };
}
