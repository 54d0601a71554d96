// Checkpoints that are a function of their number, for a process that writes them and a test that knows what must be there.

const keyCount = 500;

export function manifestOf(checkpointId) {
  return Buffer.from(`manifest ${checkpointId} ${'m'.repeat((checkpointId * 131) % 3000)}`);
}

export function changesOf(checkpointId) {
  return numbersOf(checkpointId).map((number) => [Buffer.from(`key ${number}`), stateAt(number, checkpointId)]);
}

/** The state of every key after a checkpoint. */
export function statesAfter(checkpointId) {
  const states = new Map();
  for (let id = Math.max(0, checkpointId - keyCount); id <= checkpointId; id++) {
    for (const number of numbersOf(id)) states.set(`key ${number}`, stateAt(number, id));
  }
  return states;
}

/** Every checkpoint changes forty keys, so that after any of them the last changes of all keys are less than `keyCount` checkpoints old. */
function numbersOf(checkpointId) {
  return Array.from({ length: 40 }, (_, index) => (checkpointId * 40 + index * 7) % keyCount);
}

function stateAt(number, checkpointId) {
  if ((number + checkpointId) % 11 === 0) return undefined;
  const length = number % 17 === 0 ? 3000 + ((checkpointId * 37) % 9000) : (number * 13 + checkpointId) % 500;
  return Buffer.alloc(length, `${number} as of ${checkpointId} `);
}
