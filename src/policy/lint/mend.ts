/** What to write instead of what kube-apiserver refuses: its own words seldom say. */
import { LEVELS, STAGES } from '../../audit/event.ts';
import { BUILTIN_RESOURCES } from '../builtin-resources.ts';
import type { Steps } from '../diagnostic.ts';
import { GROUP } from '../kind.ts';
import type { Fault, Reading } from '../load.ts';
import { isSubdomain } from '../validate.ts';
import { groupProblem } from './groups.ts';
import { quoted } from './lint.ts';
import { nearest } from './suggest.ts';

/** The suggestion for one fault; null where there is no one answer. */
export function mend(text: string, { message, steps, span }: Fault, { content }: Reading): string | null {
  const wrong = /cannot unmarshal (\w+) into Go .* of type (\S+) \(/.exec(message);
  if (wrong !== null && span !== null)
    return mendedType(wrong[1] ?? '', wrong[2] ?? '', text.slice(span.start, span.end));
  if (steps.length === 1 && steps[0] === 'kind') return quoted('Policy');
  // With a content the field is missing, or as good as.
  if (steps.length === 1 && steps[0] === 'apiVersion') {
    return content === null ? quoted(`${GROUP}/v1`) : `apiVersion: ${GROUP}/v1`;
  }
  const written = content === null ? null : stringAt(content.policy, steps);
  if (written === null || written.trim() === '') return null;
  if (steps.at(-1) === 'level') return orNull(nearest(written.trim(), LEVELS));
  if (steps.includes('omitStages')) return orNull(nearest(written.trim(), STAGES));
  if (steps.includes('nonResourceURLs')) return orNull(mendedUrl(written));
  // What is said of a group beside the error has its own suggestion.
  if (steps.at(-1) === 'group' && groupProblem(written) === null) return orNull(mendedGroup(written));
  return null;
}

/** A value of a wrong type as it was likely meant; `wanted` is the Go type. */
function mendedType(kind: string, wanted: string, source: string): string | null {
  const [first = ''] = source.split('\n', 1);
  const isOneLine = first.trimEnd() === source.trimEnd();
  const isList = wanted.startsWith('[]');
  // RBAC's resources are strings.
  if (wanted === 'v1.GroupResources' && kind === 'string') {
    const name = source.replace(/^(['"])(.*)\1$/, '$2');
    const group = BUILTIN_RESOURCES.find(({ resource }) => resource === name.split('/')[0])?.group ?? '';
    return `{group: ${quoted(group)}, resources: [${quoted(name)}]}`;
  }
  if (isList && kind === 'object') return /^[[{]/.test(first) ? null : `- ${first.trim()}`;
  if (isList && isOneLine && kind !== 'object' && /^\[\](?:string|v1\.Stage)$/.test(wanted)) {
    return `[${kind === 'string' && /^['"]/.test(source) ? source : quoted(source)}]`;
  }
  const isText = ['string', 'v1.Level', 'v1.Stage'].includes(wanted) && isOneLine && !/^[[{]/.test(source);
  return isText ? quoted(source.trim()) : null;
}

function orNull(text: string | null): string | null {
  return text === null ? null : quoted(text);
}

function mendedUrl(written: string): string | null {
  const url = written.trim().replace(/\*+$/, '*');
  const whole = url.startsWith('/') || url === '*' ? url : `/${url}`;
  return whole.slice(0, -1).includes('*') ? null : whole;
}

function mendedGroup(written: string): string | null {
  const group = written.trim().toLowerCase();
  return isSubdomain(group) ? group : null;
}

/** The string of a policy that the steps lead to. */
function stringAt(policy: object, steps: Steps): string | null {
  let value: unknown = policy;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return null;
    value = new Map<string, unknown>(Object.entries(value)).get(String(step));
  }
  return typeof value === 'string' ? value : null;
}
