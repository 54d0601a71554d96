import { Agent, defineEvent, InputEvent, OutputEvent } from '@millrace/api';
import { z } from 'zod';

/** What the first action of {@link doublingAgent} tells the second one. */
export const MiddleEvent = defineEvent('middle', z.object({ num: z.number() }));

/** Two actions in a chain: the first keeps the number plus one in memory, the second puts out twice what it finds there. */
export function doublingAgent(): Agent {
  return new Agent('doubling')
    .addAction('add_one', [InputEvent], (event, ctx) => {
      const num = Number(event.input) + 1;
      ctx.shortTermMemory.set('tmp', num);
      ctx.sendEvent(new MiddleEvent({ num }));
    })
    .addAction('double', [MiddleEvent], (_event, ctx) => {
      ctx.sendEvent(new OutputEvent((ctx.shortTermMemory.get<number>('tmp') ?? Number.NaN) * 2));
    });
}
