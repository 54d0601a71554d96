/**
 * What the generator knows of a product. Fragments are clauses in the template language of `expand-template.ts`: no capital at the start, no full stop at the
 * end, so that they can be joined; a fragment may hold several sentences.
 */

/** Clauses about one topic, by the feeling they carry. */
export interface TopicFragments {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/** A day on which a product visibly changed, for the worse or for the better. */
export interface QualityChange {
  /** One word for the cause, as the ground truth reports it. */
  readonly cause: string;
  /** Day of the change, `YYYY-MM-DD`. Reviews notice it over the two weeks that follow. */
  readonly day: string;
  /** Topics that reviews complain (or stop complaining) about afterwards. */
  readonly topics: readonly string[];
  /** Quality the product ends up with, 0 to 1. */
  readonly level: number;
  /** Clauses that only a review written after the change can contain. */
  readonly fragments: readonly string[];
}

export interface ProductSpec {
  readonly id: string;
  readonly name: string;
  /** What people call the thing in a sentence. */
  readonly noun: string;
  readonly priceEur: number;
  /** Quality from 0 (everybody is angry) to 1 (everybody is happy), before any change. */
  readonly level: number;
  /** Relative number of reviews; 1 is average. */
  readonly popularity: number;
  readonly topics: Readonly<Record<string, TopicFragments>>;
  readonly change?: QualityChange;
}

export interface CategorySpec {
  readonly id: string;
  /** Neutral clauses on why the thing was bought and how it is used. */
  readonly contexts: readonly string[];
  /** Topics that every product of the category shares. */
  readonly topics: Readonly<Record<string, TopicFragments>>;
  readonly products: readonly ProductSpec[];
}
