/** Prints what is found in the folders named by the first two arguments (proc and root), as JSON: run as another user. */
import { choose } from '../../../src/cli/discovery/choose.ts';
import { discover } from '../../../src/cli/discovery/discover.ts';
import { examine } from '../../../src/cli/discovery/examine.ts';

const [proc = '', root = ''] = process.argv.slice(2);
const discovery = discover({ proc, root });
console.log(JSON.stringify({ examined: await examine(discovery, { proc, root }), choice: choose(discovery) }));
