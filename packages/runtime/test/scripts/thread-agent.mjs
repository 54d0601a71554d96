// An agent in a module: counts the inputs of each key, makes durable calls for each, and does what an input says besides. Every thread of a job imports it.
import { appendFileSync, existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';

/** Orders that took effect, as lines of a file. */
const ledger = process.env.MILLRACE_TEST_LEDGER;
/** After how many orders of a thread the whole process is killed, and whether the last of them takes effect. */
const killAfter = Number(process.env.MILLRACE_TEST_KILL_AFTER ?? Number.POSITIVE_INFINITY);
const killsBeforeEffect = process.env.MILLRACE_TEST_KILL_MOMENT === 'before';
let orders = 0;

function takeEffect(line) {
  orders++;
  if (orders >= killAfter && killsBeforeEffect) {
    process.kill(process.pid, 'SIGKILL');
  }
  if (ledger !== undefined) {
    appendFileSync(ledger, `${line}\n`);
  }
  if (orders >= killAfter) {
    process.kill(process.pid, 'SIGKILL');
  }
}

function hasTakenEffect(line) {
  return ledger !== undefined && existsSync(ledger) && readFileSync(ledger, 'utf8').split('\n').includes(line);
}

/** Whether something is done for the first time, in all threads and processes together. */
function isFirst(marker) {
  try {
    writeFileSync(marker, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the file is there. */
async function opened(gate) {
  if (existsSync(gate)) {
    return basename(gate);
  }
  await new Promise((resolve) => {
    const watcher = watch(dirname(gate), () => look());
    const look = () => {
      if (existsSync(gate)) {
        watcher.close();
        resolve();
      }
    };
    look();
  });
  return basename(gate);
}

/** What an input may say besides its number. */
const deeds = {
  exit: () => process.exit(3),
  throwOutside: () =>
    setImmediate(() => {
      throw new Error('thrown outside of actions');
    }),
  fail: () => {
    throw new OwnError('thrown by an action');
  },
};

class OwnError extends Error {
  name = 'OwnError';
}

export const errorClasses = [OwnError];

export function createAgent() {
  return new Agent('threads')
    .addAction(
      'count',
      [InputEvent],
      async (event, ctx) => {
        const { number, deed, marker, gate } = event.input;
        const place = (ctx.shortTermMemory.get('count') ?? 0) + 1;
        ctx.shortTermMemory.set('count', place);
        const answer = await ctx.durableExecuteAsync('ask', async () => `answer ${number}`);
        if (gate !== undefined) {
          await ctx.durableExecuteAsync('wait', () => opened(gate));
        }
        if (deed !== undefined && (marker === undefined || isFirst(marker))) {
          deeds[deed]();
        }
        ctx.sendEvent(new Event('counted', { number, place, answer, failsJob: event.input.failsJob === true }));
      },
      { onError: { attempts: 2, initialDelayMs: 0, afterAttempts: 'dead-letter' } },
    )
    .addAction('order', ['counted'], async (event, ctx) => {
      const { number, place, answer, failsJob } = event.attributes;
      if (failsJob) {
        throw new OwnError('thrown by an action');
      }
      const line = `order ${JSON.stringify(number)}`;
      const order = await ctx.durableExecute({
        id: 'order',
        call: async () => {
          takeEffect(line);
          return `${line} done`;
        },
        reconcile: async () => (hasTakenEffect(line) ? { value: `${line} done` } : 'not-executed'),
      });
      ctx.sendEvent(new OutputEvent({ key: ctx.key, place, number, answer, order }));
    });
}
