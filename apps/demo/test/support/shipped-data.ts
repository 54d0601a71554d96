import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ShippedReview {
  readonly id: string;
  readonly product: string;
  readonly title?: string;
  readonly text: string;
  readonly rating?: number;
  readonly author: string;
  readonly timestamp: string;
}

export interface ShippedChange {
  readonly product: string;
  readonly cause: string;
  readonly from: string;
  readonly topics: readonly string[];
}

export interface GroundTruth {
  readonly maxLatenessMs: number;
  readonly declines: readonly ShippedChange[];
  readonly recoveries: readonly ShippedChange[];
  readonly steadilyPoor: readonly string[];
}

/** Path of a file under `data`. */
export function shippedFile(name: string): string {
  return fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
}

export function readShippedReviews(): readonly ShippedReview[] {
  return readFileSync(shippedFile('reviews.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ShippedReview);
}

export function readGroundTruth(): GroundTruth {
  return JSON.parse(readFileSync(shippedFile('ground-truth.json'), 'utf8')) as GroundTruth;
}
