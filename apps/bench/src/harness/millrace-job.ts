import { type Agent, type AttributeValue, isAttributes } from '@millrace/api';
import {
  AgentsExecutionEnvironment,
  type EnvironmentOptions,
  IterableSource,
  type Output,
  type Sink,
  type Source,
} from '@millrace/runtime';
import { type Lap, Stopwatch } from './lap.js';

/** A job over a list. */
export interface ListJob<T extends { readonly customer: number }> {
  /** The agent, or the URL of a module that makes it. */
  readonly agent: Agent | URL;
  readonly inputs: readonly T[];
  readonly environment: EnvironmentOptions;
  /** Told of every output. */
  readonly onOutput: (output: Output) => void;
  /** How many outputs come before the time is taken, for jobs that begin cold. Default 0: it is taken from the first record on. */
  readonly untimedOutputs?: number;
}

/** Runs a job and takes the time from the first record it asks for to its last output: what it does before and after is no work of the inputs. */
export async function runListJob<T extends { readonly customer: number }>({
  agent,
  inputs,
  environment,
  onOutput,
  untimedOutputs = 0,
}: ListJob<T>): Promise<Lap> {
  let stopwatch = new Stopwatch();
  let time = stopwatch.stop();
  let outputs = 0;
  const list = new IterableSource(inputs);
  const source: Source<T> = {
    id: list.id,
    replayable: true,
    read: (options) => {
      stopwatch = new Stopwatch();
      return list.read(options);
    },
  };
  const sink: Sink = {
    write: (output) => {
      onOutput(output);
      outputs++;
      if (outputs === untimedOutputs) {
        stopwatch = new Stopwatch();
      }
      if (outputs === inputs.length) {
        time = stopwatch.stop();
      }
    },
  };
  const env = new AgentsExecutionEnvironment(environment);
  env
    .fromSource(source)
    .keyBy((order) => order.customer)
    .apply(agent)
    .sinkTo(sink);
  await env.execute({ handleSignals: false });
  if (outputs !== inputs.length) {
    throw new Error(`The job wrote ${outputs} outputs for ${inputs.length} inputs.`);
  }
  return { inputs: inputs.length - untimedOutputs, ...time };
}

/** A member of an attribute value that is known to be there. */
export function memberOf(value: AttributeValue | undefined, name: string): AttributeValue | undefined {
  return isAttributes(value) ? value[name] : undefined;
}
