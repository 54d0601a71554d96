import { writeFile } from 'node:fs/promises';
import { encodeAttributeValue } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonLinesFileSource } from '../../src/source/json-lines-file-source.js';
import { attributeValue } from '../support/arbitraries.js';
import { readSource } from '../support/read-source.js';
import { temporaryFile } from '../support/temporary-folder.js';

const line = fc.oneof(
  {
    weight: 5,
    arbitrary: attributeValue.map((value) => ({ text: JSON.stringify(encodeAttributeValue(value)), value })),
  },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\t').map((text) => ({ text, value: undefined })) },
);
const ending = fc.constantFrom('\n', '\r\n');

test('every value written as a line is read back with its type, from the byte at which its line starts', async () => {
  const path = await temporaryFile();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(line, ending)), fc.boolean(), async (lines, endsWithNewline) => {
      const expected: unknown[] = [];
      let content = '';
      for (const [{ text, value }, lineEnding] of lines) {
        if (value !== undefined) {
          expected.push({ value, position: Buffer.byteLength(content) });
        }
        content += `${text}${lineEnding}`;
      }
      await writeFile(path, endsWithNewline ? content : content.replace(/\r?\n$/, ''));
      expect(await readSource(new JsonLinesFileSource(path))).toEqual(expected);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('reading behind any line delivers what is behind it, with the numbers of malformed lines', async () => {
  const path = await temporaryFile();
  const text = fc.oneof(
    line.map((valid) => valid.text),
    fc.constantFrom('{oops}', '"ä', '\u{1f600}', '[1,', '"ein \u{1f600}"'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, ending), { maxLength: 12 }), async (lines) => {
      await writeFile(path, lines.flat().join(''));
      const all = await readSource(new JsonLinesFileSource(path));
      for (const [index, { position }] of all.entries()) {
        expect(await readSource(new JsonLinesFileSource(path), position)).toEqual(all.slice(index + 1));
      }
    }),
    { seed: 3, numRuns: 100 },
  );
});

test('any bytes are read without a failure, and every line that is not blank gives a record', async () => {
  const path = await temporaryFile();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200, size: 'max' }),
      fc.integer({ min: 1, max: 50 }),
      async (noise, maxLineBytes) => {
        const bytes = noise.map((byte) => (byte < 20 ? 0x0a : byte));
        await writeFile(path, bytes);
        const records = await readSource(new JsonLinesFileSource(path, { maxLineBytes }));
        const lines = Buffer.from(bytes).toString('latin1').split('\n');
        expect(records).toHaveLength(
          lines.filter((text) => text.length > maxLineBytes || !/^[\t\v\f\r \xa0]*$/.test(text)).length,
        );
        for (const record of records) {
          const { line: number = 0 } = 'malformed' in record ? record.malformed : {};
          expect(record.position).toBe(
            number === 0 ? record.position : lines.slice(0, number - 1).join('\n').length + Math.min(1, number - 1),
          );
        }
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});
