// Makes a job that was stopped halfway, then resumes copies of it in whose checkpoint one bit is flipped, and says for each how that ended: a process of its own, because LMDB may end it.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { LmdbCheckpointStore } from '../../dist/checkpoint/lmdb-checkpoint-store.js';
import { AgentsExecutionEnvironment, JsonLinesFileSink, JsonLinesFileSource } from '../../dist/index.js';
import { SeededRandom } from '../../dist/testing/seeded-random.js';

const [folder, range, first, end] = process.argv.slice(2);
const [intact, damaged] = [join(folder, 'intact'), join(folder, 'damaged')];
const count = 240;
const keyCount = 24;
const numbers = Array.from({ length: count }, (_, index) => index);

if (!existsSync(intact)) {
  mkdirSync(intact);
  writeFileSync(join(intact, 'in.jsonl'), numbers.map((number) => `${number}\n`).join(''));
  await run(intact, count / 2);
}
const file = readFileSync(join(intact, 'state/checkpoint/checkpoint.mdb'));
const expected = numbers.map((number) => [number, Math.floor(number / keyCount) + 1, 'x'.repeat(100)]);
const places = await placesIn(range);

for (let number = Number(first); number < Number(end); number++) {
  const random = new SeededRandom(number);
  const [from, to] = places[random.below(places.length)];
  const [at, bit] = [from + random.below(to - from), random.below(8)];
  console.log(`begin ${number} byte ${at} bit ${bit}`);
  console.log(`end ${number} ${await resume(at, bit)}`);
}

async function placesIn(what) {
  if (what === 'anywhere') return [[0, file.length]];
  const store = new LmdbCheckpointStore(join(intact, 'state/checkpoint'));
  const { manifest } = await store.open();
  // Copies, so that the store can be closed.
  const found = what === 'manifest' ? [Buffer.from(manifest)] : states();
  await store.close();
  return found.map((bytes) => [file.lastIndexOf(bytes), file.lastIndexOf(bytes) + bytes.length]);

  function states() {
    // What all states have in common is the text in them.
    const text = Buffer.from('x'.repeat(100));
    const starts = [];
    for (let at = file.indexOf(text); at !== -1; at = file.indexOf(text, at + text.length)) starts.push(at);
    return starts.map((at) => file.subarray(at - 20, at + text.length));
  }
}

async function resume(at, bit) {
  rmSync(damaged, { recursive: true, force: true });
  // The lock is a socket, which cannot be copied, and has to be taken anew anyway.
  cpSync(intact, damaged, { recursive: true, filter: (path) => !path.endsWith('/lock') });
  const bytes = Buffer.from(file);
  bytes[at] ^= 1 << bit;
  writeFileSync(join(damaged, 'state/checkpoint/checkpoint.mdb'), bytes);
  try {
    await run(damaged);
  } catch (error) {
    for (let cause = error; cause !== undefined; cause = cause.cause) {
      if (cause.code === 'CHECKPOINT_CORRUPT' || cause.code === 'CHECKPOINT_FORMAT_UNKNOWN') return 'refused';
    }
    return `UNCLEAR ${error.stack}`.replaceAll('\n', ' ');
  }
  const lines = readFileSync(join(damaged, 'out.jsonl'), 'utf8').split('\n').slice(0, -1);
  const outputs = lines.map((line) => JSON.parse(line)).sort(([one], [other]) => one - other);
  return JSON.stringify(outputs) === JSON.stringify(expected) ? 'right' : `WRONG ${lines.length} lines`;
}

async function run(place, stopAt) {
  const stop = new AbortController();
  const agent = new Agent('counting').addAction('count', [InputEvent], (event, ctx) => {
    if (event.input === stopAt) stop.abort();
    const { seen } = ctx.shortTermMemory.get('state') ?? { seen: 0 };
    const text = 'x'.repeat(100);
    ctx.shortTermMemory.set('state', { seen: seen + 1, text });
    ctx.sendEvent(new OutputEvent([event.input, seen + 1, text]));
  });
  const env = new AgentsExecutionEnvironment({
    stateDir: join(place, 'state'),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    config: { 'restart-strategy': 'none', 'pending-inputs.max': 8, 'in-flight-keys.max': 8 },
  });
  env
    .fromSource(new JsonLinesFileSource(join(place, 'in.jsonl')))
    .keyBy((number) => number % keyCount)
    .apply(agent)
    .sinkTo(new JsonLinesFileSink(join(place, 'out.jsonl')));
  await env.execute({ handleSignals: false, signal: stop.signal });
}
