/** Where configuration and state lie: the XDG base directories, on macOS too, as k9s and kubectl plugins have it. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** `~/.config/auditty/config.yaml`. */
export function configPath(env: Environment = process.env): string {
  return join(base(env.XDG_CONFIG_HOME, '.config'), 'auditty', 'config.yaml');
}

/** `~/.local/state/auditty/history`: filters that were typed. */
export function historyPath(env: Environment = process.env): string {
  return join(base(env.XDG_STATE_HOME, join('.local', 'state')), 'auditty', 'history');
}

/** A relative one is to be ignored, says the specification. */
function base(named: string | undefined, usual: string): string {
  return named !== undefined && isAbsolute(named) ? named : join(homedir(), usual);
}
