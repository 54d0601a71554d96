import { Mailbox } from '../../src/mailbox/mailbox.js';
import type { PumpHost, SourcePump } from '../../src/source/source-pump.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

/** A host that writes down what its pumps bring, as `[kind, source, ...]`, and moves only when it is told to. */
export class RecordingPumpHost implements PumpHost {
  readonly mailbox: Mailbox = new Mailbox({ wake: () => {} });
  readonly clock: ManualClock = new ManualClock();
  readonly stopController: AbortController = new AbortController();
  readonly heard: unknown[][] = [];
  hasRoom = true;
  /** How many more records there is room for; `undefined`: any number. */
  room: number | undefined;

  get signal(): AbortSignal {
    return this.stopController.signal;
  }

  /** What was heard since it was asked last. */
  takeHeard(): readonly (readonly unknown[])[] {
    return this.heard.splice(0);
  }

  /** Takes all turns that wait, and those that come of them. */
  drain(): void {
    while (this.mailbox.takeNext()) {}
  }

  /** {@link drain}, until also nothing comes of what promises post. */
  async settle(): Promise<void> {
    do {
      this.drain();
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.mailbox.length > 0);
  }

  record(pump: SourcePump, { key, value, timestamp, position }: Parameters<PumpHost['record']>[1]): void {
    if (this.room !== undefined && --this.room === 0) {
      this.hasRoom = false;
    }
    this.heard.push(['record', position.sourceId, pump.index, position.position, key, value, timestamp]);
  }

  watermark(pump: SourcePump, watermarkMs: number): void {
    this.heard.push(['watermark', pump.binding.source.id, watermarkMs]);
  }

  idle(pump: SourcePump): void {
    this.heard.push(['idle', pump.binding.source.id]);
  }

  active(pump: SourcePump): void {
    this.heard.push(['active', pump.binding.source.id]);
  }

  badInput(
    _pump: SourcePump,
    error: Parameters<PumpHost['badInput']>[1],
    details: Parameters<PumpHost['badInput']>[2],
  ): void {
    this.heard.push(['badInput', error.input.sourceId, error.input.position, error.code, details]);
  }

  ended(pump: SourcePump): void {
    this.heard.push(['ended', pump.binding.source.id]);
  }

  failed(pump: SourcePump, error: unknown): void {
    this.heard.push(['failed', pump.binding.source.id, error]);
  }
}
