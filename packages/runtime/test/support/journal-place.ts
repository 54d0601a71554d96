import type { RecoveryMarker } from '../../src/action-state/action-state-store.js';
import { LocalJournal, type LocalJournalOptions } from '../../src/action-state/local-journal.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';

export const directory = '/state/journal';
export const key: Buffer = Buffer.from('key');

/** Where the journals of a test are, one life after the other. */
export class JournalPlace {
  disk = new SimulatedFileSystem();

  newJournal(options: LocalJournalOptions = {}): LocalJournal {
    return new LocalJournal(directory, { fileSystem: this.disk, ...options });
  }

  /** A journal that was opened and rebuilt. */
  async start(options: LocalJournalOptions = {}, markers: readonly RecoveryMarker[] = []): Promise<LocalJournal> {
    const journal = this.newJournal(options);
    await journal.open();
    await journal.rebuildState(markers, () => true);
    return journal;
  }
}

/** Appends one after the other. */
export async function appendAll(journal: LocalJournal, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await journal.append(key, Buffer.from(text));
  }
}

export function textsOf(journal: LocalJournal): readonly string[] {
  return journal.take(key).map((record) => Buffer.from(record).toString());
}
