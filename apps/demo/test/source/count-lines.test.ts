import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonLinesFileSource } from '@millrace/runtime';
import { describe, expect, it } from 'vitest';
import { countLines } from '../../src/source/count-lines.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

async function fileOf(content: string): Promise<string> {
  const path = join(await temporaryDirectory(), 'lines.jsonl');
  await writeFile(path, content);
  return path;
}

describe('countLines', () => {
  it.each(['', '\n\n', '1', '1\n', '1\n2', '\n1\r\n \t\r\n2\n\n', '{"a":1}\nnot json\n', '  1\n'])(
    'counts in %j what the source delivers',
    async (content) => {
      const path = await fileOf(content);
      let delivered = 0;
      const records = new JsonLinesFileSource(path).read({ after: undefined, signal: new AbortController().signal });
      for await (const { position } of records) {
        expect(await countLines(path, position)).toBe(delivered);
        delivered += 1;
      }

      expect(await countLines(path)).toBe(delivered);
    },
  );

  it('counts lines that span more than one piece of the file', async () => {
    expect(await countLines(await fileOf(`${'x'.repeat(200_000)}\n`.repeat(3)))).toBe(3);
  });

  it('does not read what can be read only once', async () => {
    expect(await countLines('/dev/null')).toBeUndefined();
  });
});
