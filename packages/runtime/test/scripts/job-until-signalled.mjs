// Runs a job that never ends by itself. Writes a line for everything a parent process waits for.
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, formatJobReport } from '../../dist/index.js';

const [behaviour] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);

async function* records() {
  yield 'first';
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, 3_600_000);
    // A job that is stopped ends by itself; one that hears nothing lives until it is killed.
    if (behaviour !== 'deaf') {
      timer.unref();
    }
  });
}

const agent = new Agent('signalled').addAction('work', [InputEvent], async (event, ctx) => {
  await ctx.durableExecuteAsync('work', ({ signal }) => {
    say('working');
    return new Promise((resolve) => {
      const untilForced = setInterval(() => {}, 3_600_000);
      const finish = () => {
        clearInterval(untilForced);
        resolve();
      };
      // Work that goes on after the first signal, and either ends soon or never.
      process.once('SIGUSR2', finish);
      signal.addEventListener('abort', () => behaviour === 'reacts' && finish());
    });
  });
  ctx.sendEvent(new OutputEvent(event.input));
});

const env = new AgentsExecutionEnvironment({
  config: behaviour === 'reacts' ? { 'stop.grace': 0 } : {},
  listeners: [{ onEventProcessed: ({ eventType }) => say(eventType) }],
});
const outputs = env
  .fromList(records())
  .keyBy(() => 'key')
  .apply(agent)
  .toList();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => say(`heard ${signal}`));
}
const report = await env.execute({ handleSignals: behaviour !== 'deaf' });
say(`outputs ${outputs.length}`);
say(formatJobReport(report));
