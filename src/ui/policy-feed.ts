/** Brings the policy file into the snapshot: as it is at the start, and again whenever it changes. */
import { safe } from '../audit/safe.ts';
import type { Engine } from '../engine/engine.ts';
import type { CheckedPolicy } from '../policy/check.ts';
import type { KubernetesMinor } from '../policy/version.ts';
import { checkedState, type PolicyState, unreadableState } from './policy-state.ts';
import type { Message } from './state.ts';
import type { Store } from './store.ts';

/** A policy file that was named, and is watched. */
export interface PolicySource {
  /** As it stands in the header. */
  readonly name: string;
  /** As the user named it. */
  readonly path: string;
  readonly minor: KubernetesMinor;
  readonly text: string;
  /** What the engine found of that text; rejects where the viewer has to end. */
  readonly checked: Promise<CheckedPolicy>;
  /** Calls with each change of the file until it is closed. */
  watch(onChange: (change: PolicyChange) => void): { close(): void };
}
export type PolicyChange =
  | { readonly kind: 'text'; readonly text: string }
  /** A sentence. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** The state before the first load is through. */
export function namedPolicy(source: PolicySource | null): PolicyState | null {
  return source === null ? null : { name: source.name, path: source.path, loaded: null, trouble: null };
}

/** Loads and reloads; `fail` ends the viewer. A broken edit leaves the policy before in force. */
export function createPolicyFeed(
  engine: Engine,
  store: Store,
  source: PolicySource,
  fail: (error: unknown) => void,
): { close(): void } {
  let watching: { close(): void } | null = null;
  let closed = false;
  /** Of several changes in a row only the answer to the last counts. */
  let latest = 0;

  const update = (next: (policy: PolicyState) => PolicyState, said: Message | null): void => {
    const { policy } = store.get();
    if (!closed && policy !== null) store.dispatch({ type: 'policy', policy: next(policy), said });
  };

  async function reload(text: string): Promise<void> {
    const own = ++latest;
    const checked = await engine.policy({ text, minor: source.minor });
    if (own !== latest || checked === null) return;
    update((policy) => checkedState(policy, text, checked), saidOf(source.name, checked));
  }

  function changed(change: PolicyChange): void {
    if (change.kind === 'text') {
      reload(change.text).catch((error: unknown) => update((policy) => unreadableState(policy, String(error)), null));
      return;
    }
    latest++;
    const text = safe(`${source.name} cannot be read: ${change.why}. The policy before stays in force.`);
    update((policy) => unreadableState(policy, change.why), { tone: 'error', text });
  }

  source.checked.then((checked) => {
    if (closed) return;
    update((policy) => checkedState(policy, source.text, checked), null);
    watching = source.watch(changed);
  }, fail);
  return {
    close() {
      closed = true;
      watching?.close();
    },
  };
}

function saidOf(name: string, { loaded, diagnostics }: CheckedPolicy): Message {
  if (!loaded.ok) {
    const line = diagnostics.find(({ severity }) => severity === 'error')?.line;
    const where = line === undefined ? '' : ` (line ${line})`;
    return {
      tone: 'error',
      text: safe(`${name} does not load any more${where}: P tells why. The policy before stays in force.`),
    };
  }
  const rules = loaded.policy.rules.length;
  return {
    tone: 'notice',
    text: safe(`${name} changed and was loaded again: ${rules} ${rules === 1 ? 'rule' : 'rules'}.`),
  };
}
