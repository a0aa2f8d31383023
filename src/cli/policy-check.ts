/** `auditty policy check`. */
import { checkPolicy } from '../policy/check.ts';
import { outputTo } from '../print/output.ts';
import { checkJson, checkText } from '../print/policy-report.ts';
import { painter } from '../print/tone.ts';
import type { CheckArguments } from './arguments.ts';
import { wantsColors } from './colors.ts';
import { checkWritten, EXIT, type ExitCode } from './exit.ts';
import { readPolicyFile } from './open.ts';

/** What kube-apiserver would say of a policy, and lint: exit code 1 where it refuses it. */
export async function runCheck(args: CheckArguments): Promise<ExitCode> {
  const { text, minor } = readPolicyFile(args.path, args.minor);
  const checked = { name: args.path === '-' ? 'stdin' : args.path, text, minor, checked: checkPolicy(text, minor) };
  const out = outputTo(process.stdout, () => undefined);
  if (args.output === 'text') out.write(checkText(checked, painter(wantsColors(args.color))));
  else out.write(checkJson(checked, args.output === 'json' ? 2 : 0));
  await out.flush();
  checkWritten(out);
  return checked.checked.loaded.ok ? EXIT.ok : EXIT.nothing;
}
