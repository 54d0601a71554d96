// Writes every number of a file with how many there have been into another file, keeps state, and kills itself after a number of inputs, as soon as
// something was committed (at once when it is the first input). Prints the report when it gets to the end.
import { statSync } from 'node:fs';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, JsonLinesFileSink, JsonLinesFileSource } from '../../dist/index.js';

const [stateDir, inputPath, outputPath, killAfter] = process.argv.slice(2);
const committedBytes = () => statSync(outputPath, { throwIfNoEntry: false })?.size ?? 0;
const committedBefore = committedBytes();
let inputs = 0;

const agent = new Agent('counting').addAction('count', [InputEvent], async (event, ctx) => {
  const count = (ctx.shortTermMemory.get('count') ?? 0) + 1;
  ctx.shortTermMemory.set('count', count);
  ctx.sendEvent(new OutputEvent([event.input, count]));
  if (++inputs === Number(killAfter)) {
    while (inputs > 1 && committedBytes() <= committedBefore) {
      await new Promise(setImmediate);
    }
    process.kill(process.pid, 'SIGKILL');
  }
});

const env = new AgentsExecutionEnvironment({
  stateDir,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  config: { 'checkpoint.interval': 1, 'in-flight-keys.max': 2, 'pending-inputs.max': 2 },
});
env
  .fromSource(new JsonLinesFileSource(inputPath))
  .keyBy(() => 'one key')
  .apply(agent)
  .sinkTo(new JsonLinesFileSink(outputPath, { bufferBytes: 100 }));
const report = await env.execute();
process.stdout.write(JSON.stringify({ resumedFrom: report.resumedFrom, guarantee: report.guarantee }));
