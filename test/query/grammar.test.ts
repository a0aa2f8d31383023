import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('is made from what grammar.peggy says now', async () => {
  const script = new URL('../../scripts/grammar.js', import.meta.url);
  const { generateGrammar } = (await import(script.href)) as { generateGrammar: () => string }; // as it says there
  const made = readFileSync(new URL('../../src/query/grammar.js', import.meta.url), 'utf8');
  expect(made === generateGrammar(), 'run npm run grammar').toBe(true);
});
