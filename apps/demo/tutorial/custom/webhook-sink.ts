import { encodeAttributeValue, type JsonValue, MillraceError } from '@millrace/api';
import type { Output, Sink, SinkOpenParams } from '@millrace/runtime';

/** What the receiver is sent for each output: a receiver that remembers ids recognises an output that is delivered again. */
export interface WebhookEntry {
  readonly id: string;
  readonly value: JsonValue;
}

/** Posts outputs to a URL, as JSON arrays of entries. At least once: a batch that failed on the way back may have arrived. */
export class WebhookSink implements Sink {
  readonly #url: string;
  readonly #batchSize: number;
  #jobId = '';
  #batch: WebhookEntry[] = [];

  /** @param batchSize how many outputs are posted at a time. Default 100. */
  constructor(url: string, batchSize = 100) {
    this.#url = url;
    this.#batchSize = batchSize;
  }

  // #region sink
  open({ jobId }: SinkOpenParams): void {
    this.#jobId = jobId;
  }

  write({ outputId, value }: Output): void | Promise<void> {
    // An output id is unique within its job, and the receiver may have more than one to listen to.
    this.#batch.push({ id: `${this.#jobId}/${outputId}`, value: encodeAttributeValue(value) });
    // A promise makes the job wait, so the receiver sets the pace and the batch is the bound.
    return this.#batch.length >= this.#batchSize ? this.flush() : undefined;
  }

  async flush(): Promise<void> {
    if (this.#batch.length === 0) {
      return;
    }
    const body = JSON.stringify(this.#batch);
    this.#batch = [];
    const response = await fetch(this.#url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!response.ok) {
      throw new MillraceError('WEBHOOK_REFUSED', `${this.#url} answered ${response.status}.`, {
        hint: 'Look into the log of the receiver.',
      });
    }
  }

  // #endregion sink

  async close(): Promise<void> {
    await this.flush();
  }
}
