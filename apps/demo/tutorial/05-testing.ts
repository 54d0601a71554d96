import { Agent, type AttributeValue, defineEvent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { z } from 'zod';

const AlarmRaised = defineEvent('AlarmRaised', z.object({ machine: z.string(), text: z.string() }));

export interface Alarm {
  readonly machine: string;
  readonly text: string;
}

/** How long a machine stays quiet after an alarm, in milliseconds. */
export const quietMs = 60_000;

/** Who is called when a machine raises an alarm. Whatever an agent needs from outside is passed in, so that a test can pass something else. */
export type LookUpDuty = (machine: string) => Promise<string>;

// #region agent
export function createAlarmAgent(lookUpDuty: LookUpDuty): Agent {
  return new Agent('alarms')
    .addAction('filter', [InputEvent], (event: InputEvent<Alarm>, ctx) => {
      const lastAtMs = ctx.shortTermMemory.get<number>('lastAtMs') ?? Number.NEGATIVE_INFINITY;
      // The context's clock stands still within a run and is the test's to move.
      if (ctx.now() - lastAtMs >= quietMs) {
        ctx.shortTermMemory.set('lastAtMs', ctx.now());
        ctx.sendEvent(new AlarmRaised(event.input));
      }
    })
    .addAction('page', [AlarmRaised], async (event, ctx) => {
      const { machine, text } = event.attributes;
      const person = await ctx.durableExecuteAsync('look-up-duty', () => lookUpDuty(machine));
      ctx.sendEvent(new OutputEvent(`${person}: ${machine} says ${text}`));
    })
    .addAction('count', [AlarmRaised], (_event, ctx) => {
      ctx.shortTermMemory.update<number>('alarms', (alarms = 0) => alarms + 1);
    });
}
// #endregion agent

const alarms: readonly Alarm[] = [
  { machine: 'press', text: 'too hot' },
  { machine: 'lathe', text: 'out of oil' },
  { machine: 'press', text: 'still too hot' },
];

export async function pageOnDuty(): Promise<readonly AttributeValue[]> {
  const env = new AgentsExecutionEnvironment();
  const pages = env
    .fromList(alarms)
    .keyBy((alarm) => alarm.machine)
    .apply(createAlarmAgent(async (machine) => (machine === 'press' ? 'ada' : 'bob')))
    .toList();
  await env.execute();
  return pages.map(({ value }) => value);
}

if (process.argv[1] === import.meta.filename) {
  for (const page of await pageOnDuty()) {
    console.log(page);
  }
}
