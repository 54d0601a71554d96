import { describeDelivery } from '../output/delivery.js';
import type { JobSetup } from './job-setup.js';

const inMemoryGuarantee =
  'in memory: every input is processed once while the process lives; a crash loses what was not written out, and a restart begins from the start of the sources';

/**
 * What a job guarantees end to end, as it is set up.
 *
 * @param description what its stores say of themselves; `undefined`: everything is in memory.
 */
export function describeGuarantee(
  { sources, sink, deadLetterSink }: Pick<JobSetup, 'sources' | 'sink' | 'deadLetterSink'>,
  description: string | undefined,
): string {
  if (description === undefined) {
    return inMemoryGuarantee;
  }
  const output = `outputs ${describeDelivery(sink)}`;
  const deadLetters = deadLetterSink === undefined ? '' : `, dead letters ${describeDelivery(deadLetterSink)}`;
  const unrepeatable = sources.filter(({ source }) => !source.replayable).map(({ source }) => source.id);
  const input =
    unrepeatable.length === 0
      ? 'inputs are read again after a crash'
      : `inputs are read again after a crash, except those of ${unrepeatable.join(', ')}: these are journaled before they are processed, and a crash loses what was handed over and not durable yet, and bad records`;
  return `durable (${description}): ${input}, at most one committed result per durable call, ${output}${deadLetters}`;
}
