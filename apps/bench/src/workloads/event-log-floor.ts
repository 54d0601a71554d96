import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FloorEvent } from './in-memory-floor.js';

/** Characters that are kept before they are written, as many as the file event logger keeps. */
const bufferLength = 65_536;
const jobId = '00000000-0000-4000-8000-000000000000';
const causalPosition = '00000000000000000000000000000000/0';

/** `JSON.stringify` of the records that the file event logger writes, and one write for many of them. */
export class FloorEventLog {
  readonly #file: number;
  #buffer = '';
  #nowMs = 0;
  #now = '';

  constructor(directory: string) {
    this.#file = openSync(join(directory, 'events.log'), 'a');
  }

  append(
    { id, type, attributes }: FloorEvent,
    key: number,
    upstream?: { readonly by: string; readonly of: FloorEvent },
  ): void {
    const nowMs = Date.now();
    if (nowMs !== this.#nowMs) {
      this.#nowMs = nowMs;
      this.#now = new Date(nowMs).toISOString();
    }
    this.#buffer += `${JSON.stringify({
      timestamp: this.#now,
      logLevel: 'STANDARD',
      jobId,
      taskName: 'count',
      subtaskId: 0,
      key: String(key),
      runNumber: attributes.count,
      causalPosition,
      attempt: 0,
      eventId: id,
      eventType: type,
      upstreamEventId: upstream?.of.id,
      upstreamActionName: upstream?.by,
      eventAttributes: type === 'input' ? { input: attributes.order } : attributes,
    })}\n`;
    if (this.#buffer.length >= bufferLength) {
      this.flush();
    }
  }

  flush(): void {
    writeSync(this.#file, this.#buffer);
    this.#buffer = '';
  }

  close(): void {
    closeSync(this.#file);
  }
}
