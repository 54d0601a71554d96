import { service } from './content/service.js';
import { type DataSet, generateDataSet, maxLatenessMs, shippedOptions } from './generate-data-set.js';
import type { CategorySpec, ProductSpec } from './product-spec.js';

/** The content of every file under `data`, by file name. */
export function shippedFiles(): Readonly<Record<string, string>> {
  const dataSet = generateDataSet(shippedOptions);
  return {
    'reviews.jsonl': dataSet.reviews.map(({ line }) => `${JSON.stringify(line)}\n`).join(''),
    'products.json': pretty(productCatalog(dataSet)),
    'ground-truth.json': pretty(groundTruth(dataSet)),
  };
}

function productCatalog({ categories }: DataSet): unknown {
  return categories.flatMap((category) =>
    category.products.map((product) => ({
      id: product.id,
      name: product.name,
      category: category.id,
      priceEur: product.priceEur,
      aspects: aspectsOf(category, product),
    })),
  );
}

/** What people care about, the particular before the general. */
function aspectsOf(category: CategorySpec, product: ProductSpec): readonly string[] {
  const names = [product.topics, category.topics, service].flatMap((topics) => Object.keys(topics));
  return [...new Set([...(product.change?.topics ?? []), ...names])];
}

/** What a test may hold the job's alerts against. */
function groundTruth({ reviews, categories }: DataSet): unknown {
  const products = categories.flatMap((category) => category.products);
  return {
    seed: shippedOptions.seed,
    from: shippedOptions.from,
    to: shippedOptions.to,
    reviews: reviews.length,
    products: products.length,
    maxLatenessMs,
    declines: products
      .filter((product) => product.change !== undefined && product.change.level < product.level)
      .map(describeChange),
    recoveries: products
      .filter((product) => product.change !== undefined && product.change.level > product.level)
      .map(describeChange),
    steadilyPoor: products.filter(({ level, change }) => change === undefined && level < 0.45).map(({ id }) => id),
  };
}

function describeChange({ id, change }: ProductSpec): unknown {
  return { product: id, cause: change?.cause, from: change?.day, topics: change?.topics };
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
