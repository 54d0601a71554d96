import type { RowResult } from '../harness/figure.js';
import type { Scale } from './row.js';
import { rows } from './rows.js';

/** Measures the row of this id. */
export async function measureRow({ id, ...scale }: Scale & { readonly id: string }): Promise<RowResult> {
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) {
    throw new Error(`There is no row ${id}.`);
  }
  const { title, floor } = row;
  return { id, title, floor, ...(await row.measure(scale)) };
}
