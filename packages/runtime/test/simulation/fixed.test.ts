import { Agent, AgentConfiguration, InputEvent, OutputEvent } from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import { test } from 'vitest';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { SimulatedIo } from '../../src/testing/simulated-io.js';
import { simulateLife } from '../../src/testing/simulated-life.js';
import { SimulatedSource } from '../../src/testing/simulated-source.js';
import { SimulatedStorage } from '../../src/testing/simulated-storage.js';
test('x', async () => {
  let io: SimulatedIo;
  const agent = new Agent().addAction('a', [InputEvent], async (event, ctx) => {
    ctx.shortTermMemory.update('n', (n: number | undefined) => (n ?? 0) + 1);
    const r = await ctx.durableExecuteAsync('call', () => io.perform('call', () => 1));
    const s = await ctx.durableExecute({ id: 'call2', reconcile: () => 'not-executed', call: () => io.perform('call', () => 2)});
    ctx.sendEvent(new OutputEvent([r, s, event.input]));
  });
  const plan = await AgentPlan.compile(agent, { configuration: new AgentConfiguration({ checkpoint: { interval: 5 } , 'job-identifier': 'job'}), resources: [] });
  const records = Array.from({ length: 6 }, (_, n) => ({ value: n, timestamp: n }));
  const storage = new SimulatedStorage();
  const steps = new Map<string, number>();
  const t = performance.now();
  for (let i = 0; i < 1; i++) {
  const end = await simulateLife({ plan, storage, clock: new ManualClock(), random: new SeededRandom(i), crashRandom: new SeededRandom(1),
    sources: (x) => { io = x; return [{ source: new SimulatedSource('s', records), keyOf: (v) => Number(v) % 2, timestampOf: undefined, watermarks: undefined }]; },
    logger: console, isCrash: (p) => { steps.set(p.step, (steps.get(p.step) ?? 0) + 1); return false; } });
  console.log(end, steps, storage);
  }
  console.log(performance.now() - t);
});
