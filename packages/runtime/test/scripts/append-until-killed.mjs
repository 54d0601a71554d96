// Appends to a journal for ever and says after each acknowledgement how far it is. Begins with what it finds, checked against what must be there.
import { LocalJournal } from '../../dist/action-state/local-journal.js';

const [directory, writers] = process.argv.slice(2);
const journal = new LocalJournal(directory, { segmentBytes: 100_000 });
await journal.open();
await journal.rebuildState([], () => true);
const say = (text) => new Promise((resolve) => process.stdout.write(`${text}\n`, resolve));

await Promise.all(
  Array.from({ length: Number(writers) }, async (_, writer) => {
    const key = Buffer.from(`writer ${writer}`);
    for (let number = journal.take(key).length; ; number++) {
      await journal.append(key, Buffer.from(`${number} ${'x'.repeat((number * 37) % 500)}`));
      await say(`${writer} ${number}`);
    }
  }),
);
