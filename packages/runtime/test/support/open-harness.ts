import type { Agent } from '@millrace/api';
import { onTestFinished } from 'vitest';
import { OperatorHarness, type OperatorHarnessOptions } from '../../src/testing/index.js';

/** A harness that is closed when the test ends. */
export async function openHarness(agent: Agent, options: OperatorHarnessOptions = {}): Promise<OperatorHarness> {
  const harness = await OperatorHarness.create(agent, options);
  onTestFinished(() => harness.close());
  return harness;
}

/** The values that have left, in order. */
export function outputsOf(harness: OperatorHarness): readonly unknown[] {
  return harness.outputs.map(({ value }) => value);
}
