/**
 * The kube-apiserver arguments of OpenShift: in a config file whose values are parsed after the command line, so they
 * win (openshift/kubernetes, cmd/kube-apiserver). Its form: openshift/cluster-kube-apiserver-operator,
 * bindata/assets/config/defaultconfig.yaml.
 */
import { parse } from 'yaml';
import { flagValue } from './command.ts';
import { isRecord, stringsOf } from './loose.ts';
import { readText } from './read-text.ts';

export const OPENSHIFT_CONFIG = '--openshift-config';

/** The arguments with those of the config file after them; `locate` turns a path of the container into ours. */
export function openshiftArgs(args: readonly string[], locate: (path: string) => string) {
  const named = flagValue(args, OPENSHIFT_CONFIG);
  if (named === null) return { args, files: [], problems: [] };
  const path = locate(named);
  const read = readText(path);
  if (!read.ok)
    return { args, files: [], problems: [`The config file ${path} cannot be read: its audit flags are in it.`] };
  return { args: [...args, ...argumentsOf(read.text)], files: [path], problems: [] };
}

function argumentsOf(text: string): string[] {
  let config: unknown;
  try {
    config = parse(text);
  } catch {
    return []; // kube-apiserver would not run with it; what it runs with cannot be told.
  }
  const found = isRecord(config) && isRecord(config.apiServerArguments) ? config.apiServerArguments : {};
  return Object.entries(found).flatMap(([name, values]) => stringsOf(values).map((value) => `--${name}=${value}`));
}
