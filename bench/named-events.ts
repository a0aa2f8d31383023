/** Made-up events with many names, each of which occurs: what fuzzy search has to look through. The same seeds give the same bytes. */

const APPS = ['payment', 'checkout', 'frontend', 'inventory', 'auth', 'gateway', 'worker', 'scheduler', 'billing', 'search', 'report', 'mailer', 'ingest', 'cache', 'redis', 'kafka', 'nginx', 'api', 'cron', 'batch']; // biome-ignore format: a table
const PARTS = ['worker', 'api', 'db', 'proxy', 'sync', 'job', 'consumer', 'web', 'cache', 'agent'];
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const RESOURCES = ['pods', 'secrets', 'configmaps', 'services', 'events', 'leases', 'endpoints'];
/** Of generated names: `rand.String` of k8s.io/apimachinery leaves out what could make words. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const BLOCK_CHARACTERS = 4 << 20;
const FIRST = Date.UTC(2026, 10, 23);

/** Blocks of whole lines: `events` of them, with so many `names`. */
export function* namedBlocks(events: number, names: number): Generator<Buffer> {
  const random = generator(7);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T; // an index within it
  const letters = (count: number): string =>
    Array.from({ length: count }, () => LETTERS[random(LETTERS.length)]).join('');
  const all = Array.from({ length: names }, () => `${pick(APPS)}-${pick(PARTS)}-${letters(9)}-${letters(5)}`);
  const users = Array.from({ length: 400 }, (_, at) =>
    at < 40 ? `user-${letters(4)}@example.com` : `system:serviceaccount:ns-${at % 60}:${pick(APPS)}-${pick(PARTS)}`,
  );
  const agents = Array.from(
    { length: 60 },
    () => `kubectl/v1.${random(37)}.${random(9)} (linux/amd64) kubernetes/${letters(7)}`,
  );
  let block = '';
  for (let at = 0; at < events; at++) {
    const name = at < names ? all[at] : pick(all);
    const ns = `ns-${random(60)}`;
    const resource = pick(RESOURCES);
    const time = new Date(FIRST + at * 37).toISOString().replace('Z', '000Z');
    const id = at.toString(16).padStart(8, '0');
    block += `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"${id}-aaaa-4bbb-8ccc-123456789abc","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/${ns}/${resource}/${name}","verb":"${pick(VERBS)}","user":{"username":"${pick(users)}","groups":["system:authenticated"]},"sourceIPs":["10.0.${random(9)}.${random(250)}"],"userAgent":"${pick(agents)}","objectRef":{"resource":"${resource}","namespace":"${ns}","name":"${name}","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":${random(20) === 0 ? 403 : 200}},"requestReceivedTimestamp":"${time}","stageTimestamp":"${time}","annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}}\n`;
    if (block.length < BLOCK_CHARACTERS) continue;
    yield Buffer.from(block);
    block = '';
  }
  if (block !== '') yield Buffer.from(block);
}

/** Whole numbers below a bound: mulberry32. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}
