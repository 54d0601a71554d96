// Runs the agent of thread-agent.mjs over a file, keeps state, and goes on until one of its threads kills it. Prints the report when it gets to the end.
import { AgentsExecutionEnvironment, JsonLinesFileSink, JsonLinesFileSource } from '../../dist/index.js';

const [stateDir, inputPath, outputPath, parallelism] = process.argv.slice(2);
const env = new AgentsExecutionEnvironment({
  stateDir,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  config: {
    parallelism: Number(parallelism),
    'checkpoint.interval': 5,
    'in-flight-keys.max': 6,
    'pending-inputs.max': 6,
    'short-term-memory.state-ttl.ms': 3_600_000,
  },
});
env
  .fromSource(new JsonLinesFileSource(inputPath))
  .keyBy(({ key }) => key)
  .apply(new URL('./thread-agent.mjs', import.meta.url))
  .sinkTo(new JsonLinesFileSink(outputPath, { bufferBytes: 500 }))
  .deadLettersTo(new JsonLinesFileSink(`${outputPath}.dead`));
const { resumedFrom, inputsProcessed } = await env.execute();
process.stdout.write(JSON.stringify({ resumedFrom, inputsProcessed }));
