// Makes src/query/grammar.js of src/query/grammar.peggy: `npm run grammar`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import peggy from 'peggy';

const file = (name) => fileURLToPath(new URL(`../src/query/${name}`, import.meta.url));

/** The parser's text, as grammar.js holds it. */
export function generateGrammar() {
  const grammar = readFileSync(file('grammar.peggy'), 'utf8');
  return peggy.generate(grammar, { output: 'source', format: 'es', grammarSource: 'grammar.peggy' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file('grammar.js'), generateGrammar());
