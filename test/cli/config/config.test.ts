import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readHistory, remember } from '../../../src/cli/config/history.ts';
import { configPath, historyPath } from '../../../src/cli/config/place.ts';
import { readConfig } from '../../../src/cli/config/read.ts';
import { saveQuery, withQuery } from '../../../src/cli/config/write.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('the configuration', () => {
  it('is read', () => {
    const text =
      'timezone: local\ncolumns: [time, {name: user, width: 30}]\npanes: [verb, error]\nqueries:\n  mine: user:me\n';
    expect(readConfig(text)).toEqual({
      ok: true,
      config: {
        timezone: 'local',
        columns: ['time', { name: 'user', width: 30 }],
        panes: ['verb', 'error'],
        queries: { mine: 'user:me' },
      },
    });
    expect(readConfig('')).toEqual({ ok: true, config: {} });
    expect(readConfig('# nothing yet\n')).toEqual({ ok: true, config: {} });
  });

  it.each([
    ['timezone: mars', 1, 11, 'timezone is neither utc nor local'],
    ['a: 1', 1, 1, 'there is no setting a'],
    ['panes: [verb, nix]', 1, 15, 'panes[1] is no field that can have a pane'],
    ['panes: []', 1, 8, 'panes lists no pane'],
    ['columns:\n  - time\n  - name: user\n    width: 0', 4, 12, 'columns[1].width is less than 1'],
    ['queries: [a]', 1, 10, 'queries is no list of names with a filter each'],
    ['queries:\n  x: 5', 2, 6, 'queries.x is no text'],
    ['queries:\n  "a b": x', 2, 10, 'queries.a b is no name: letters, digits and . _ -'],
    ['queries:\n  x: "verb:("', 2, 6, 'queries.x does not parse: a value is missing here, at its character 7'],
    ['- a', 1, 1, 'no configuration: a map of settings is needed'],
  ])('%j is refused at its place', (text, line, column, message) => {
    expect(readConfig(text)).toEqual({ ok: false, problems: [{ line, column, message }] });
  });

  it('tells all that is wrong', () => {
    const read = readConfig('timezone: x\ncolor: 1\n');
    expect(read.ok ? [] : read.problems.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('tells what is no YAML', () => {
    expect(readConfig('a: [')).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('no YAML') }],
    });
  });

  it('has a schema that is made of what is checked', async () => {
    const script = new URL('../../../scripts/schema.js', import.meta.url);
    const { generateSchema } = (await import(script.href)) as { generateSchema: () => Promise<string> }; // as it says there
    const file = readFileSync(new URL('../../../docs/config.schema.json', import.meta.url), 'utf8');
    expect(file === (await generateSchema()), 'run npm run schema').toBe(true);
  });
});

describe('saving a filter', () => {
  it('leaves the rest of the file as it is', () => {
    const text = '# mine\ntimezone: utc # always\nqueries:\n  # secrets\n  a: user:a\n';
    const saved = withQuery(text, 'b', 'verb:"x y" -code:200');
    expect(saved).toContain('# mine\ntimezone: utc # always\nqueries:\n  # secrets\n  a: user:a\n');
    expect(readConfig(saved)).toMatchObject({ config: { queries: { a: 'user:a', b: 'verb:"x y" -code:200' } } });
    expect(readConfig(withQuery('', 'b', 'x'))).toMatchObject({ config: { queries: { b: 'x' } } });
    expect(readConfig(withQuery(saved, 'a', 'user:z'))).toMatchObject({ config: { queries: { a: 'user:z' } } });
  });

  it('writes where a link leads, with the mode that is there, and 0600 where nothing is', () => {
    const real = join(dir, 'real.yaml');
    const link = join(dir, 'link.yaml');
    writeFileSync(real, 'timezone: utc\n', { mode: 0o644 });
    symlinkSync(real, link);
    saveQuery(link, 'a', 'x');
    expect(readFileSync(real, 'utf8')).toContain('a: x');
    expect(statSync(real).mode & 0o777).toBe(0o644);
    const fresh = join(dir, 'deep', 'er', 'config.yaml');
    saveQuery(fresh, 'a', 'x');
    expect(statSync(fresh).mode & 0o777).toBe(0o600);
  });
});

describe('the history', () => {
  it('keeps each filter once, the latest first, for its owner alone', () => {
    const path = join(dir, 'state', 'history');
    expect(readHistory(path)).toEqual([]);
    for (const text of ['a', 'b', 'a', 'c', '', 'x\ny']) remember(path, text);
    expect(readHistory(path)).toEqual(['c', 'a', 'b']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (let n = 0; n < 510; n++) remember(path, `n${n}`);
    expect(readHistory(path)).toHaveLength(500);
    expect(readHistory(path)[0]).toBe('n509');
  });

  it('lies where XDG says', () => {
    expect(configPath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/auditty/config.yaml');
    expect(configPath({ XDG_CONFIG_HOME: 'relative' })).toMatch(/\/\.config\/auditty\/config\.yaml$/);
    expect(historyPath({})).toMatch(/\/\.local\/state\/auditty\/history$/);
  });
});
