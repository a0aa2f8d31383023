import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'rolldown';
import { compileFind, compileScan } from './scripts/wasm.js';

const base64 = (path: string): string => JSON.stringify(readFileSync(path).toString('base64'));
const scan = base64(await compileScan());
const find = base64(await compileFind());

const widths = fileURLToPath(new URL('src/ui/widths.ts', import.meta.url));
/** Whoever asks for string-width gets it with its memory, but for what that is made of. */
const rememberedWidths: Plugin = {
  name: 'remembered-widths',
  resolveId: (source, importer) => (source === 'string-width' && importer !== widths ? widths : null),
};

const common = {
  platform: 'node' as const,
  plugins: [rememberedWidths],
  resolve: {
    // jsonc-parser's UMD form requires its parts by variable, which no bundler can follow.
    mainFields: ['module', 'main'],
    alias: {
      // Ink's optional developer tool: not installed, and not wanted in the bundle.
      'react-devtools-core': fileURLToPath(new URL('scripts/no-devtools.js', import.meta.url)),
    },
  },
  transform: {
    jsx: { runtime: 'automatic' as const },
    define: {
      'process.env.NODE_ENV': '"production"',
      AUDITTY_SCAN_WASM: scan,
      AUDITTY_FIND_WASM: find,
      AUDITTY_BUNDLED: 'true',
    },
  },
};

/** One file an entry: a bundle starts in half the time of its parts. */
const entry = (name: string, input: string) =>
  defineConfig({
    ...common,
    input,
    output: { file: `dist/${name}.js`, format: 'esm', minify: true, codeSplitting: false },
  });

export default [
  entry('main', 'src/cli/main.ts'),
  entry('worker', 'src/engine/worker.ts'),
  entry('expressions', 'src/query/expression-worker.ts'),
];
