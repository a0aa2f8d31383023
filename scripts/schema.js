// Makes docs/config.schema.json of src/cli/config/schema.ts: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';

/** The JSON schema of the configuration, as the file holds it. */
export async function generateSchema() {
  const { CONFIG } = await import('../src/cli/config/schema.ts');
  return `${JSON.stringify(toJsonSchema(CONFIG, { errorMode: 'ignore' }), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('../docs/config.schema.json', import.meta.url), await generateSchema());
