// Runs a job whose state and output are on a disk that something else fills up in the middle; then makes room and starts it again. Prints how both ended.
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, JsonLinesFileSink, JsonLinesFileSource } from '../../dist/index.js';

const [disk] = process.argv.slice(2);
const count = 400;
const numbers = Array.from({ length: count }, (_, index) => index);
writeFileSync(join(disk, 'in.jsonl'), numbers.map((number) => `${number}\n`).join(''));
const calls = new Map();

const whenFull = await run(count / 4);
rmSync(join(disk, 'ballast'));
const withRoom = await run();
const lines = readFileSync(join(disk, 'out.jsonl'), 'utf8').split('\n').slice(0, -1);
const outputs = lines.map((line) => JSON.parse(line));
const repeated = [...calls.values()].filter((times) => times > 1).length;
console.log(JSON.stringify({ whenFull, withRoom, outputs: outputs.map(([number, seen]) => [number, seen]), repeated }));

function fill() {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)));
}

async function run(fillAt) {
  const agent = new Agent('counting').addAction('count', [InputEvent], async (event, ctx) => {
    if (event.input === fillAt) fill();
    const seen = (ctx.shortTermMemory.get('seen') ?? 0) + 1;
    ctx.shortTermMemory.set('seen', seen);
    const answer = await ctx.durableExecuteAsync('answer', () => {
      calls.set(event.input, (calls.get(event.input) ?? 0) + 1);
      return 'x'.repeat(1000);
    });
    ctx.sendEvent(new OutputEvent([event.input, seen, answer]));
  });
  const env = new AgentsExecutionEnvironment({
    stateDir: join(disk, 'state'),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    config: { 'restart-strategy': 'none', 'checkpoint.interval': 5, 'pending-inputs.max': 4, 'in-flight-keys.max': 4 },
  });
  env
    .fromSource(new JsonLinesFileSource(join(disk, 'in.jsonl')))
    .keyBy(() => 'one key')
    .apply(agent)
    .sinkTo(new JsonLinesFileSink(join(disk, 'out.jsonl'), { bufferBytes: 500 }));
  try {
    const { status, resumedFrom } = await env.execute({ handleSignals: false });
    return { status, resumed: resumedFrom !== undefined };
  } catch (error) {
    const codes = [];
    for (let cause = error; cause !== undefined; cause = cause.cause) codes.push(cause.code);
    return { codes, message: error.message };
  }
}
