import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Prompt } from '../../src/prompt/prompt.js';

const name = fc.constantFrom('a', 'b', 'ab', '__proto__');
/** Values that try to become placeholders, alone or together with their neighbours. */
const value = fc.constantFrom('', '{', '}', '{a}', '{b}', 'a}', '{a', 'x', '$&', '{{b}}');
const part = fc.oneof(fc.record({ text: fc.constantFrom('', ' ', 'x', '$1') }), fc.record({ placeholder: name }));

test('every placeholder becomes exactly its value, whatever the values look like', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part), fc.array(fc.tuple(name, value)), async (parts, entries) => {
      const variables = Object.fromEntries(entries);
      const template = parts.map((it) => ('text' in it ? it.text : `{${it.placeholder}}`)).join('');
      const expected = parts.map((it) => ('text' in it ? it.text : valueFor(it.placeholder))).join('');
      expect(await Prompt.fromText(template).formatText(variables)).toBe(expected);

      function valueFor(placeholder: string): string {
        return Object.hasOwn(variables, placeholder) ? String(variables[placeholder]) : `{${placeholder}}`;
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});
