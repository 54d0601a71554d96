import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, boundedOutOfOrderness } from '@millrace/runtime';
import { WindowMaximumSink } from './custom/window-maximum-sink.js';

export interface Reading {
  readonly sensor: string;
  readonly celsius: number;
  /** When it was measured, in seconds. */
  readonly second: number;
}

// #region agent
/** By how much a sensor is off, in degrees. */
export type LookUpOffset = (sensor: string) => Promise<number>;

export function createThermometer(lookUpOffset: LookUpOffset): Agent {
  return new Agent('thermometer').addAction('calibrate', [InputEvent], async (event: InputEvent<Reading>, ctx) => {
    const { sensor, celsius } = event.input;
    // However long this takes, no watermark overtakes the reading: the window it belongs to stays open.
    const offset = await ctx.durableExecuteAsync('look-up-offset', () => lookUpOffset(sensor));
    ctx.sendEvent(new OutputEvent(celsius + offset));
  });
}
// #endregion agent

const readings: readonly Reading[] = [
  { sensor: 'attic', celsius: 21, second: 1 },
  { sensor: 'cellar', celsius: 13, second: 8 },
  { sensor: 'attic', celsius: 24, second: 12 },
  // Three seconds older than the newest one, which is within what the strategy below allows for.
  { sensor: 'attic', celsius: 23, second: 9 },
  { sensor: 'cellar', celsius: 14, second: 17 },
  // Fifteen seconds older than the newest one: its window has been closed.
  { sensor: 'cellar', celsius: 99, second: 2 },
];

// #region job
export async function findMaxima(): Promise<WindowMaximumSink> {
  const sink = new WindowMaximumSink(10_000);
  const env = new AgentsExecutionEnvironment();
  env
    .fromList(readings, {
      timestampOf: (reading) => reading.second * 1000,
      watermarks: boundedOutOfOrderness(5000),
    })
    .keyBy((reading) => reading.sensor)
    .apply(createThermometer(async (sensor) => (sensor === 'cellar' ? -1 : 0)))
    .sinkTo(sink);
  await env.execute();
  return sink;
}
// #endregion job

if (process.argv[1] === import.meta.filename) {
  const { closed, lateOutputs } = await findMaxima();
  for (const { startMs, endMs, maxima } of closed) {
    console.log(
      `${startMs / 1000} s to ${endMs / 1000} s: ${[...maxima].map(([sensor, celsius]) => `${sensor} ${celsius}`).join(', ')}`,
    );
  }
  console.log(`${lateOutputs} late`);
}
