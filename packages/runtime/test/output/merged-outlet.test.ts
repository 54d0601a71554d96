import { describe, expect, it } from 'vitest';
import { MergedOutlet } from '../../src/output/merged-outlet.js';
import type { Output } from '../../src/output/sink.js';

function outputOf(value: string): Output {
  return { value, key: 'k', timestamp: undefined, outputId: value };
}

/** A merged outlet of two subtasks over a sink that answers when it is told to. */
function createOutlet(maxWaiting = 2) {
  const written: string[] = [];
  const answers: (() => void)[] = [];
  const outlet = new MergedOutlet(2, maxWaiting, {
    sink: {
      write: ({ value }) => {
        written.push(JSON.stringify(value));
        return new Promise((resolve) => {
          answers.push(resolve);
        });
      },
      writeWatermark: (watermarkMs) => void written.push(`watermark ${watermarkMs}`),
    },
    deadLetterSink: { write: ({ value }) => void written.push(`dead letter ${JSON.stringify(value)}`) },
    onProgress: () => {},
    onFailure: (error) => void written.push(`failed: ${String(error)}`),
  });
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  return { outlet, written, answer };
}

describe('the merged outlet of several subtasks', () => {
  it('writes one output at a time, those of a subtask in their order', async () => {
    const { outlet, written, answer } = createOutlet(10);
    const [first, second] = [outlet.exitOf(0).sink, outlet.exitOf(1).sink];
    void first.write(outputOf('a1'));
    void second.write(outputOf('b1'));
    void first.write(outputOf('a2'));
    expect(written).toEqual(['"a1"']);
    await answer();
    await answer();
    expect(written).toEqual(['"a1"', '"b1"', '"a2"']);
  });

  it('lets the smallest watermark of the subtasks leave, behind what came before it', async () => {
    const { outlet, written, answer } = createOutlet(10);
    const [first, second] = [outlet.exitOf(0).sink, outlet.exitOf(1).sink];
    void first.write(outputOf('a1'));
    void first.writeWatermark?.(20);
    expect(written).toEqual(['"a1"']);
    void second.writeWatermark?.(10);
    await answer();
    expect(written).toEqual(['"a1"', 'watermark 10']);
    void second.writeWatermark?.(30);
    expect(written).toEqual(['"a1"', 'watermark 10', 'watermark 20']);
  });

  it('makes a subtask wait while as many departures wait for the sink as may', async () => {
    const { outlet, answer } = createOutlet(2);
    const { sink } = outlet.exitOf(0);
    expect(sink.write(outputOf('a1'))).toBeUndefined();
    let goesOn = false;
    const waiting = Promise.resolve(sink.write(outputOf('a2'))).then(() => {
      goesOn = true;
    });
    await Promise.resolve();
    expect(goesOn).toBe(false);
    await answer();
    await waiting;
    expect(goesOn).toBe(true);
  });

  it('holds what comes behind a barrier back until the barrier has passed', async () => {
    const { outlet, written, answer } = createOutlet(10);
    const { sink, deadLetterSink } = outlet.exitOf(1);
    let pass: () => void = () => {};
    void sink.write(outputOf('before'));
    outlet.addBarrier(
      () =>
        new Promise((resolve) => {
          pass = resolve;
        }),
    );
    void deadLetterSink?.write(outputOf('behind'));
    await answer();
    expect(written).toEqual(['"before"']);
    pass();
    await answer();
    expect(written).toEqual(['"before"', 'dead letter "behind"']);
  });

  it('lets nobody wait for ever when it is closed', async () => {
    const { outlet, answer } = createOutlet(1);
    const waiting = outlet.exitOf(0).sink.write(outputOf('a1'));
    const closing = outlet.close();
    await answer();
    await closing;
    await expect(waiting).resolves.toBeUndefined();
  });
});
