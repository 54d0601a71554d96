import type { KeyChoice } from './key-choice.js';

/** What the inputs are: something with a key, and with content in small parts, as inputs of agents are. */
export type Order = {
  readonly customer: number;
  readonly items: readonly OrderItem[];
};

type OrderItem = { readonly sku: string; readonly count: number; readonly note: string };

/** How many orders there are and what they are like. */
export interface OrdersInit {
  readonly count: number;
  readonly keys: KeyChoice;
  /** About so many bytes as JSON text, from 100. */
  readonly bytes: number;
}

/** Bytes of one item; an order of 100 bytes has one. */
const itemBytes = 78;

export function makeOrders({ count, keys, bytes }: OrdersInit): readonly Order[] {
  // The same items in every order: a million different ones would measure the memory of the machine.
  const items = Array.from(
    { length: Math.max(Math.round((bytes - 24) / itemBytes), 1) },
    (_, index): OrderItem => ({
      sku: `sku-${1000 + index}`,
      count: 1 + (index % 9),
      note: 'to be wrapped as a present, please',
    }),
  );
  return Array.from({ length: count }, (_, index) => ({ customer: keys(index), items }));
}
