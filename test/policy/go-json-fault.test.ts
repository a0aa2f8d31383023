import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFault } from '../../src/policy/go-json-fault.ts';

// The words are those of encoding/json (Go 1.25).
test.each([
  ['', 'unexpected end of JSON input', 0],
  ['{"a":', 'unexpected end of JSON input', 5],
  ['{"a":"b', 'unexpected end of JSON input', 7],
  ['[1,]', "invalid character ']' looking for beginning of value", 3],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string", 7],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string", 1],
  ['{"a" 1}', "invalid character '1' after object key", 5],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair", 7],
  ['[1 2]', "invalid character '2' after array element", 3],
  ['{} x', "invalid character 'x' after top-level value", 3],
  ['{"a": \'b\'}', "invalid character '\\'' looking for beginning of value", 6],
  ['{"a": // b', "invalid character '/' looking for beginning of value", 6],
  ['[tru]', "invalid character ']' in literal true (expecting 'e')", 4],
  ['[fals', "invalid character ' ' in literal false (expecting 'e')", 5],
  ['["a\nb"]', "invalid character '\\n' in string literal", 3],
  ['["\\x"]', "invalid character 'x' in string escape code", 3],
  ['["\\u00g0"]', "invalid character 'g' in \\u hexadecimal character escape", 6],
  ['[-]', "invalid character ']' in numeric literal", 2],
  ['[01]', "invalid character '1' after array element", 2],
  ['[1.]', "invalid character ']' after decimal point in numeric literal", 3],
  ['[1e]', "invalid character ']' in exponent of numeric literal", 3],
  ['[\u00e9]', "invalid character 'Ã' looking for beginning of value", 1],
])('%j', (text, error, start) => expect(jsonFault(text)).toEqual({ error, start }));

test('finds a fault where JSON.parse does, and nowhere else', () => {
  const cut = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ...'{}[],:"\\ \n01-+.eEtfn\u0001é'))
    .map(([text, at, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + (at % 2));
    });
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(cut, (text) => {
      expect(jsonFault(text) === null).toBe(isJson(text));
    }),
    { numRuns: 2000 },
  );
});
