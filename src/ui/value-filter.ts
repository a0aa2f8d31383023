/** The filter that a value of the opened event's tree stands for. */
import type { JsonTree } from '../audit/json-tree.ts';
import { literal, safe } from '../audit/safe.ts';
import { toggleExclude, toggleInclude } from '../query/edit.ts';
import { parseQuery } from '../query/parse.ts';
import type { Field } from '../query/query.ts';
import { type EventDocument, isMasked } from './document.ts';
import { withQuery } from './panes.ts';
import type { State } from './state.ts';
import type { TreeRow } from './tree.ts';
import { queryPath, queryTerm } from './tree-path.ts';

const FIELD_OF: Readonly<Record<string, Field>> = {
  level: 'level',
  stage: 'stage',
  verb: 'verb',
  auditID: 'audit',
  requestURI: 'uri',
  userAgent: 'agent',
  sourceIPs: 'ip',
  'user.username': 'user',
  'user.groups': 'group',
  'impersonatedUser.username': 'as',
  'objectRef.resource': 'resource',
  'objectRef.namespace': 'ns',
  'objectRef.name': 'name',
  'objectRef.apiGroup': 'apigroup',
  'responseStatus.code': 'code',
  'responseStatus.reason': 'status',
  'annotations.authorization.k8s.io/decision': 'decision',
  'annotations.authorization.k8s.io/reason': 'reason',
};

/** Filters on a row's value, or excludes it; of a list the last item counts. Says so where that cannot be. */
export function filterByRow(
  state: State,
  { document, tree }: { readonly document: EventDocument; readonly tree: JsonTree },
  row: TreeRow,
  exclude: boolean,
): State {
  const node = row.node.type === 'array' ? lastOf(tree, row) : row.node;
  if (node === null || node.type === 'object' || node.type === 'array') {
    return said(state, literal('A filter takes one value: move to one of those within.'));
  }
  if (isMasked(document, node)) return said(state, literal('A masked value is no filter: it would show what it is.'));
  const name = queryPath(row.path);
  const field = Object.hasOwn(FIELD_OF, name) ? FIELD_OF[name] : undefined;
  const value = tree.scalar(node);
  if (field !== undefined) {
    return shown(withQuery(state, (exclude ? toggleExclude : toggleInclude)(state.query, field, value)));
  }
  // Whether the language knows paths of an event is its own affair: what it does not take is told in its words.
  const parsed = parseQuery(`${exclude ? '-' : ''}${queryTerm(row.path, value)}`);
  if (!parsed.ok) return said(state, safe(`No filter on ${name}: ${parsed.message}`));
  return shown(withQuery(state, { terms: [...state.query.terms, ...parsed.query.terms] }));
}

function lastOf(tree: JsonTree, { node }: TreeRow): TreeRow['node'] | null {
  const count = tree.count(node);
  return count === 0 ? null : tree.child(node, count - 1);
}

/** Back to the list, which shows what the filter lets through. */
function shown(state: State): State {
  return { ...state, screens: state.screens.slice(0, -1), focus: 'list' };
}

function said(state: State, text: ReturnType<typeof safe>): State {
  return { ...state, message: { tone: 'notice', text } };
}
