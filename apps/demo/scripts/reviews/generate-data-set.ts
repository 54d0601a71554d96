import { type Author, drawAuthors } from './author.js';
import { type ComposedReview, composeReview } from './compose-review.js';
import { audio } from './content/audio.js';
import { books } from './content/books.js';
import { care } from './content/care.js';
import { clothing } from './content/clothing.js';
import { computing } from './content/computing.js';
import { garden } from './content/garden.js';
import { home } from './content/home.js';
import { kitchen } from './content/kitchen.js';
import { outdoor } from './content/outdoor.js';
import { pets } from './content/pets.js';
import { toys } from './content/toys.js';
import { FragmentPicker } from './fragment-picker.js';
import type { CategorySpec, ProductSpec } from './product-spec.js';
import { dayMs, drawStars, meetsChange, type Stars } from './quality.js';
import { SeededRandom } from './seeded-random.js';

/** One line of `reviews.jsonl`. */
export interface ReviewLine {
  readonly id: string;
  readonly product: string;
  readonly title?: string;
  readonly text: string;
  readonly rating?: number;
  readonly author: string;
  readonly timestamp: string;
}

/** A review and what its line does not say. */
export interface AnnotatedReview {
  readonly line: ReviewLine;
  /** Topics the text complains about. */
  readonly complaints: readonly string[];
  readonly category: string;
}

export interface DataSet {
  readonly reviews: readonly AnnotatedReview[];
  readonly categories: readonly CategorySpec[];
}

export interface DataSetOptions {
  readonly seed: string;
  readonly reviewCount: number;
  readonly authorCount: number;
  /** First and last day on which reviews are written, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
}

export const shippedOptions: DataSetOptions = {
  seed: 'millrace reviews 1',
  reviewCount: 2400,
  authorCount: 1150,
  from: '2025-01-06',
  to: '2025-11-30',
};

/** No review arrives later than this after it was written. */
export const maxLatenessMs: number = 36 * 60 * 60 * 1000;

export const categories: readonly CategorySpec[] = [
  audio,
  computing,
  kitchen,
  home,
  clothing,
  books,
  toys,
  outdoor,
  garden,
  care,
  pets,
];

interface DraftedReview {
  readonly category: CategorySpec;
  readonly product: ProductSpec;
  readonly timestampMs: number;
  readonly arrivalMs: number;
}

/** Generates the whole data set in the order in which the reviews arrive. The same options give the same bytes. */
export function generateDataSet(options: DataSetOptions): DataSet {
  const random = new SeededRandom(options.seed);
  const authors = drawAuthors(options.authorCount, random);
  const picker = new FragmentPicker(random);
  const seenTexts = new Set<string>();
  const seenAuthors = new Set<string>();
  const reviews = draftReviews(options, random).map((draft, index) => {
    const author = drawAuthor(authors, draft.product, seenAuthors, random);
    return writeReview(draft, index, author, { picker, random, seenTexts });
  });
  return { reviews, categories };
}

function draftReviews(options: DataSetOptions, random: SeededRandom): readonly DraftedReview[] {
  const startMs = Date.parse(options.from);
  const days = Math.round((Date.parse(options.to) - startMs) / dayMs) + 1;
  const drafts = shareReviews(options.reviewCount).flatMap(({ category, product, count }) =>
    Array.from({ length: count }, (): DraftedReview => {
      const timestampMs = startMs + random.integer(0, days - 1) * dayMs + timeOfDayMs(random);
      return { category, product, timestampMs, arrivalMs: timestampMs + latenessMs(random) };
    }),
  );
  return drafts.sort((left, right) => left.arrivalMs - right.arrivalMs);
}

/** Shares reviews among products by popularity; the rounding rest goes to the most popular ones. */
function shareReviews(reviewCount: number): readonly { category: CategorySpec; product: ProductSpec; count: number }[] {
  const products = categories.flatMap((category) => category.products.map((product) => ({ category, product })));
  const popularity = products.reduce((sum, { product }) => sum + product.popularity, 0);
  const shares = products.map((entry) => ({
    ...entry,
    count: Math.floor((reviewCount * entry.product.popularity) / popularity),
  }));
  const rest = reviewCount - shares.reduce((sum, { count }) => sum + count, 0);
  return shares.map((share, index) => ({ ...share, count: share.count + (index < rest ? 1 : 0) }));
}

/** Few people write reviews at four in the morning. */
function timeOfDayMs(random: SeededRandom): number {
  const hour = random.weighted([
    [random.integer(0, 5), 4],
    [random.integer(6, 11), 24],
    [random.integer(12, 17), 32],
    [random.integer(18, 23), 40],
  ]);
  return ((hour * 60 + random.integer(0, 59)) * 60 + random.integer(0, 59)) * 1000;
}

function latenessMs(random: SeededRandom): number {
  return (
    random.weighted([
      [random.integer(0, 90), 88],
      [random.integer(90, 3 * 3600), 9],
      [random.integer(3 * 3600, 36 * 3600), 3],
    ]) * 1000
  );
}

/** Some authors write often, most write once or twice; nobody reviews the same product twice. */
function drawAuthor(
  authors: readonly Author[],
  product: ProductSpec,
  seenAuthors: Set<string>,
  random: SeededRandom,
): Author {
  for (;;) {
    const skewed = random.next() * random.next();
    const author = authors[Math.floor(skewed * authors.length)];
    if (author === undefined) continue;
    const writes = `${author.handle} ${product.id}`;
    if (seenAuthors.has(writes)) continue;
    seenAuthors.add(writes);
    return author;
  }
}

interface WritingDesk {
  readonly picker: FragmentPicker;
  readonly random: SeededRandom;
  readonly seenTexts: Set<string>;
}

function writeReview(draft: DraftedReview, index: number, author: Author, desk: WritingDesk): AnnotatedReview {
  const { random } = desk;
  const { category, product, timestampMs } = draft;
  const changed = meetsChange(product, timestampMs, random);
  const stars = drawStars(changed ? (product.change?.level ?? product.level) : product.level, random);
  const composed = composeUnseen({ category, product, changed, stars, timestampMs, voice: author.voice }, desk);
  const rating = givenRating(stars, random);
  const line: ReviewLine = {
    id: `r-${String(index + 1).padStart(5, '0')}`,
    product: product.id,
    ...(composed.title === undefined ? {} : { title: composed.title }),
    text: composed.text,
    ...(rating === undefined ? {} : { rating }),
    author: author.handle,
    timestamp: new Date(timestampMs).toISOString(),
  };
  return { line, complaints: composed.complaints, category: category.id };
}

function composeUnseen(brief: Parameters<typeof composeReview>[0], desk: WritingDesk): ComposedReview {
  let composed = composeReview(brief, desk.picker, desk.random);
  for (let attempt = 0; attempt < 5 && desk.seenTexts.has(composed.text.toLowerCase()); attempt += 1) {
    composed = composeReview(brief, desk.picker, desk.random);
  }
  desk.seenTexts.add(composed.text.toLowerCase());
  return composed;
}

/** Some give no stars, a few read the scale the wrong way round. */
function givenRating(stars: Stars, random: SeededRandom): number | undefined {
  if (random.chance(0.08)) return undefined;
  return random.chance(0.007) ? 6 - stars : stars;
}
