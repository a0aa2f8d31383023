/** Loading policies one after another: each text is checked, and the last that loads is the one in force. */
import type { CheckedPolicy } from '../policy/check.ts';
import type { PolicyText } from './engine.ts';
import type { Index } from './index-store.ts';
import { Reload } from './reload.ts';
import { RowVerdicts } from './rules.ts';
import { nextTurn } from './turn.ts';

/** How long rows are evaluated before anything else may be dealt with. */
const SLICE_MS = 8;
/** Rows between two looks at the clock. */
const STEP_ROWS = 256;

export class PolicyLoader {
  private readonly index: Index;
  private readonly onChange: () => void;
  private loads = 0;
  /** The load whose policy is in force or on its way there. */
  private latest = 0;

  /** `onChange` is called as soon as another policy is in force. */
  constructor(index: Index, onChange: () => void) {
    this.index = index;
    this.onChange = onChange;
  }

  /** See `Engine.policy`. */
  async load(file: PolicyText | null): Promise<CheckedPolicy | null> {
    const load = ++this.loads;
    const checked = file === null ? null : await check(file);
    if (checked !== null && !checked.loaded.ok) return checked;
    if (load < this.latest) return checked;
    this.latest = load;
    const verdicts =
      checked === null || !checked.loaded.ok ? null : new RowVerdicts(checked.loaded.policy, this.index.tables);
    const reload = new Reload(this.index, verdicts);
    let until = performance.now() + SLICE_MS;
    while (reload.step(STEP_ROWS)) {
      if (performance.now() < until) continue;
      await nextTurn();
      if (load < this.latest) return checked;
      until = performance.now() + SLICE_MS;
    }
    reload.finish();
    this.onChange();
    return checked;
  }
}

/** The check is loaded when it is first needed: what reads YAML is not to delay the first screen. */
async function check({ text, minor }: PolicyText): Promise<CheckedPolicy> {
  const { checkPolicy } = await import('../policy/check.ts');
  return checkPolicy(text, minor);
}
