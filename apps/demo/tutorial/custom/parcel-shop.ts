import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What the shop has its partners do. */
export type PartnerCall = 'charge' | 'ship';

/**
 * A bank and a carrier, which keep their books in a file and so outlive the program. When told to, the program dies in the middle of a call: the partner has done its work and nobody has heard
 * of it.
 */
export class ParcelShop {
  readonly #booksPath: string;
  readonly #dieAt: string | undefined;

  /** @param dieAt the call and the order at which the program dies, for example `charge a-2`. */
  constructor(booksPath: string, dieAt?: string) {
    this.#booksPath = booksPath;
    this.#dieAt = dieAt;
  }

  /** Books a charge and gives its receipt. */
  async charge(order: string, key: string): Promise<string> {
    return this.#do('charge', order, key);
  }

  /** The receipt of a charge, if there was one under this key. */
  async findCharge(key: string): Promise<string | undefined> {
    const found = this.entries().find((entry) => entry.split(' ')[2] === key);
    console.log(`the bank is asked: ${found === undefined ? 'nothing was charged' : 'it was charged'}`);
    return found === undefined ? undefined : receiptOf(found);
  }

  /** Sends a parcel and gives its number. This carrier cannot be asked whether it has done so. */
  async ship(order: string): Promise<string> {
    return this.#do('ship', order, '-');
  }

  /** Everything that was done, in order: call, order, key. */
  entries(): readonly string[] {
    return existsSync(this.#booksPath) ? readFileSync(this.#booksPath, 'utf8').trimEnd().split('\n') : [];
  }

  #do(call: PartnerCall, order: string, key: string): string {
    console.log(`${call} ${order}`);
    const entry = `${call} ${order} ${key}`;
    appendFileSync(this.#booksPath, `${entry}\n`);
    if (this.#dieAt === `${call} ${order}`) {
      process.kill(process.pid, 'SIGKILL');
    }
    return receiptOf(entry);
  }
}

function receiptOf(entry: string): string {
  const [call, order] = entry.split(' ');
  return `${call}-${order}`;
}
