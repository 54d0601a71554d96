// Reads a checkpoint whose file has one bit flipped, again and again with another bit, and says for each how that ended: a process of its own, because LMDB may end it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { LmdbCheckpointStore } from '../../dist/checkpoint/lmdb-checkpoint-store.js';
import { LmdbCheckpointView } from '../../dist/checkpoint/lmdb-checkpoint-view.js';
import { openLmdbEnvironment } from '../../dist/checkpoint/lmdb-environment.js';
import { checkLmdbFileHeader } from '../../dist/checkpoint/lmdb-file-header.js';
import { SeededRandom } from '../../dist/testing/seeded-random.js';

const [directory, keyCount, range, first, end] = process.argv.slice(2);
const file = `${directory}/checkpoint.mdb`;
const damaged = `${directory}/damaged.mdb`;
const intact = readFileSync(file);
const keys = Array.from({ length: 2 * keyCount }, (_, number) => Buffer.from(`key ${number}`));
const expected = await readIntact();
/** Either anywhere in the file, or in what was stored: keys, states and their checksums. */
const places = range === 'anywhere' ? [[0, intact.length]] : expected.flatMap(placesOf);

for (let number = Number(first); number < end; number++) {
  const random = new SeededRandom(number);
  const [from, to] = places[random.below(places.length)];
  const [at, bit] = [from + random.below(to - from), random.below(8)];
  console.log(`begin ${number} byte ${at} bit ${bit}`);
  console.log(`end ${number} ${await readDamaged(at, bit)}`);
}

async function readIntact() {
  const store = new LmdbCheckpointStore(directory);
  const { manifest } = await store.open();
  const found = [manifest, ...keys.map((key) => store.readKey(key))];
  await store.close();
  return found.map((bytes) => bytes && Buffer.from(bytes));
}

function placesOf(bytes) {
  const at = bytes === undefined || bytes.length < 20 ? -1 : intact.indexOf(bytes);
  // Key, lengths and digest stand before a state, its checksum behind it.
  return at === -1 ? [] : [[at - 14, at + bytes.length + 4]];
}

async function readDamaged(at, bit) {
  const bytes = Buffer.from(intact);
  bytes[at] ^= 1 << bit;
  for (const path of [damaged, `${damaged}-lock`]) rmSync(path, { force: true });
  writeFileSync(damaged, bytes);
  let environment;
  try {
    await checkLmdbFileHeader(damaged);
    environment = await openLmdbEnvironment(damaged, { readOnly: false });
    const view = new LmdbCheckpointView(environment, damaged);
    return compare([() => view.manifest.checkpoint?.manifest, ...keys.map((key) => () => view.readKey(key))]);
  } catch (error) {
    return outcomeOf(error);
  } finally {
    await environment?.close();
  }
}

function compare(reads) {
  let outcome = 'right';
  for (const [index, read] of reads.entries()) {
    try {
      const [found, wanted] = [read(), expected[index]];
      if (found === undefined ? wanted !== undefined : !(wanted?.equals(found) ?? false)) return `WRONG, item ${index}`;
    } catch (error) {
      outcome = outcomeOf(error);
    }
  }
  return outcome;
}

function outcomeOf(error) {
  const isClear = error.code === 'CHECKPOINT_CORRUPT' || error.code === 'CHECKPOINT_FORMAT_UNKNOWN';
  return isClear && error.message.includes(damaged) ? 'refused' : `UNCLEAR ${error.stack}`;
}
