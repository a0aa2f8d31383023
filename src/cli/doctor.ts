/** `auditty doctor`. */

import { outputTo } from '../print/output.ts';
import { painter } from '../print/tone.ts';
import type { DoctorArguments } from './arguments.ts';
import { wantsColors } from './colors.ts';
import { choose } from './discovery/choose.ts';
import { discover } from './discovery/discover.ts';
import { examine, type Verdict } from './discovery/examine.ts';
import { HERE } from './discovery/model.ts';
import { doctorJson } from './doctor/json.ts';
import { doctorText } from './doctor/report.ts';
import { checkWritten, EXIT, type ExitCode } from './exit.ts';

/** What this machine's audit set-up is, and what is missing. 0: a log can be read; 3: it is there and cannot; else 1. */
export async function runDoctor(args: DoctorArguments): Promise<ExitCode> {
  const discovery = discover(HERE);
  const examined = await examine(discovery, HERE);
  const choice = choose(discovery);
  const out = outputTo(process.stdout, () => undefined);
  if (args.output === 'json') out.write(doctorJson(examined, choice));
  else out.write(doctorText(examined, choice, Date.now(), painter(wantsColors(args.color))));
  await out.flush();
  checkWritten(out);
  return exitCode(examined.verdict);
}

function exitCode(verdict: Verdict): ExitCode {
  if (verdict === 'readable') return EXIT.ok;
  return verdict === 'denied' ? EXIT.unreadable : EXIT.nothing;
}
