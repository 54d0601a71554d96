import { writeFile } from 'node:fs/promises';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AgentsExecutionEnvironment, JsonLinesFileSource, ListSink } from '../../src/index.js';
import { temporaryFile } from '../support/temporary-folder.js';

const Order = z.object({ customer: z.string() });

const echo = new Agent('echo').addAction('echo', [InputEvent], (event: InputEvent, ctx) => {
  ctx.sendEvent(new OutputEvent(event.input));
});

test('lines that are no records reach every dead-letter sink, with number, text and what is wrong', async () => {
  const path = await temporaryFile('orders.jsonl');
  await writeFile(path, '{"customer":"ada"}\n{"customer":7}\n{oops\n{"customer":"bob"}\n');
  const [first, second] = [new ListSink(), new ListSink()];
  const env = new AgentsExecutionEnvironment();
  const outputs = env
    .fromSource(new JsonLinesFileSource(path, { schema: Order }))
    .keyBy((order) => order.customer)
    .apply(echo)
    .deadLettersTo(first)
    .deadLettersTo(second)
    .toList();
  const report = await env.execute({ handleSignals: false });

  expect(outputs.map(({ value }) => value)).toEqual([{ customer: 'ada' }, { customer: 'bob' }]);
  const letters = first.outputs.map(({ value }) => value);
  expect(letters).toEqual([
    {
      source: 'orders.jsonl',
      position: 19,
      line: 2,
      code: 'RECORD_MALFORMED',
      reason: expect.stringMatching(/malformed record in line 2: not what the schema asks for: customer: .+\.$/),
      text: '{"customer":7}',
    },
    expect.objectContaining({ line: 3, text: '{oops', reason: expect.stringContaining('in line 3: not JSON') }),
  ]);
  expect(second.outputs.map(({ value }) => value)).toEqual(letters);
  expect(JSON.stringify(letters), 'advice for those without a dead-letter sink').not.toContain('dead-letter sink');
  expect(report).toMatchObject({ inputsProcessed: 2, deadLetters: 2, sources: [{ records: 4, bad: 2 }] });
});

test('without a dead-letter sink such a line fails the job and says what to do', async () => {
  const path = await temporaryFile();
  await writeFile(path, '{"customer":7}\n');
  const env = new AgentsExecutionEnvironment();
  env
    .fromSource(new JsonLinesFileSource(path, { schema: Order }))
    .keyBy((order) => order.customer)
    .apply(echo);

  await expect(env.execute({ handleSignals: false })).rejects.toMatchObject({
    code: 'RECORD_MALFORMED',
    message: expect.stringMatching(/line 1: .*customer: .* Correct the input, or give the job a dead-letter sink\.$/),
  });
});
