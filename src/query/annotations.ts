/** What kube-apiserver and its admission plugins note on an event: shared/reference audit semantics, "annotations". */
import { parsedRaw, type RawText } from './raw.ts';

/** The annotations of an event, in the order recorded; none where there are none. */
function annotationsOf(raw: RawText): readonly (readonly [string, string])[] {
  const event = parsedRaw(raw);
  const annotations = typeof event === 'object' && event !== null && 'annotations' in event ? event.annotations : null;
  if (typeof annotations !== 'object' || annotations === null) return [];
  return Object.entries(annotations).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

/** k8s.io/deprecated: the API that was asked for will be removed. */
export function isDeprecated(raw: RawText): boolean {
  return annotationsOf(raw).some(([key, value]) => key === 'k8s.io/deprecated' && value === 'true');
}

const MUTATION = /^(?:mutation|patch)\.webhook\.admission\.k8s\.io\/round_\d+_index_\d+$/;
const FAILED_OPEN = /^failed-open\.(?:mutation|validating)\.webhook\.admission\.k8s\.io\//;

/** Names of the webhooks that changed the object, or failed and were passed over, each once. */
export function webhooksOf(raw: RawText): readonly string[] {
  const names = annotationsOf(raw).flatMap(([key, value]) => {
    if (FAILED_OPEN.test(key)) return [value];
    return MUTATION.test(key) ? nameIn(value) : [];
  });
  return [...new Set(names)];
}

/** `{"configuration":"...","webhook":"name","mutated":true}` */
function nameIn(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    const isNamed = typeof value === 'object' && value !== null && 'webhook' in value;
    return isNamed && typeof value.webhook === 'string' ? [value.webhook] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return []; // cut off, or somebody else's
    throw error;
  }
}

const PSA = 'pod-security.kubernetes.io/';

/**
 * What pod security admission noted: the policy enforced (`baseline:latest`), and `violation`, `exempt`, `error` where it
 * found a violation, made an exception, or failed.
 */
export function podSecurityOf(raw: RawText): readonly string[] {
  return annotationsOf(raw).flatMap(([key, value]) => {
    if (!key.startsWith(PSA)) return [];
    const what = key.slice(PSA.length);
    if (what === 'enforce-policy') return [value];
    if (what === 'audit-violations') return ['violation'];
    return what === 'exempt' || what === 'error' ? [what] : [];
  });
}
