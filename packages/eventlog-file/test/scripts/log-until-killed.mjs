// Logs events for ever and says after each flush how many there are.
import { append, openLogger } from './logging.mjs';

const [baseLogDir, first, attempt] = process.argv.slice(2);
const logger = openLogger(baseLogDir, { writeBufferBytes: 3000, maxFileSizeBytes: 200_000, maxFiles: 1000 });
for (let number = Number(first); ; number++) {
  append(logger, number, Number(attempt));
  if (number % 100 === 99) {
    logger.flush();
    await new Promise((resolve) => process.stdout.write(`${number + 1}\n`, resolve));
  }
}
