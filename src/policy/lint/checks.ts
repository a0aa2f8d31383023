/** Every check of a policy there is. A new one is a line here. */
import type { Finding } from '../diagnostic.ts';
import { duplicateFields, unknownFields } from './fields.ts';
import { groups } from './groups.ts';
import type { Lint, LintInput } from './lint.ts';
import { earlyCatchAll, noCatchAll, unreachable } from './order.ts';
import { credentials, nothingLeft, volume } from './records.ts';
import { namesWithoutNames, urls, verbs } from './requests.ts';
import { deadSpecs, unknownResources } from './resources.ts';
import { literalStars, spaces, usersAndGroups } from './strings.ts';

const LINTS: readonly Lint[] = [
  unknownFields,
  duplicateFields,
  spaces,
  literalStars,
  usersAndGroups,
  verbs,
  namesWithoutNames,
  urls,
  groups,
  deadSpecs,
  unknownResources,
  unreachable,
  earlyCatchAll,
  noCatchAll,
  nothingLeft,
  credentials,
  volume,
];

/** What a policy does that was hardly meant, warnings and hints; of a policy that is refused as well. */
export function lint(input: LintInput): readonly Finding[] {
  return LINTS.flatMap((check) => check(input));
}
