import { errorMessage, MillraceError } from '@millrace/api';
import type { JobReport } from '../../src/index.js';
import type { FileSystem } from '../../src/storage/file-system.js';
import { answersIn, type Order, type OrderJobOptions, outputProblem, outputTextOf, runOrderJob } from './order-job.js';
import type { OrderService } from './order-service.js';

/** How a life went. `another job`: the one before had finished when it was cut, so this one is none of its. */
export type LifeEnd = { readonly kind: 'right' | 'another job' } | { readonly kind: 'wrong'; readonly problem: string };

/** What a life begins with. */
export interface LifeStart extends OrderJobOptions {
  /** What is really on the disk. */
  readonly disk: FileSystem;
  /** What readers had seen in the output file. */
  readonly seen: string;
}

/** Runs a job from where the life before left it to its end, and says whether everything is as it has to be. */
export async function liveOn({ disk, seen, ...job }: LifeStart): Promise<LifeEnd> {
  const { service, orders } = job;
  const wasUsed = service.isUsed;
  let report: JobReport;
  try {
    report = await runOrderJob(job);
  } catch (error) {
    return wrong(`the job failed: ${MillraceError.is(error) ? error.code : ''} ${errorMessage(error)}`);
  }
  const text = await outputTextOf(disk);
  const problem = outputProblem(text, orders);
  if (problem !== undefined) {
    return wrong(problem);
  }
  if (report.resumedFrom === undefined && wasUsed) {
    return outputProblem(seen, orders) === undefined ? { kind: 'another job' } : wrong('the job began anew');
  }
  if (!text.startsWith(seen)) {
    return wrong(`readers saw ${seen}, and now ${text}`);
  }
  service.witness(answersIn(text));
  const found = service.problems[0] ?? chargedTwice(service, orders);
  return found === undefined ? { kind: 'right' } : wrong(found);
}

function wrong(problem: string): LifeEnd {
  return { kind: 'wrong', problem };
}

function chargedTwice(service: OrderService, orders: readonly Order[]): string | undefined {
  const twice = orders.find(({ order }) => service.executionsOf(`charge ${order}`) !== 1);
  return twice && `order ${twice.order} was charged ${service.executionsOf(`charge ${twice.order}`)} times`;
}
