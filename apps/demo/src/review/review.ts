import { type AttributeReader, InvalidValueError, MemberReader, readInteger, readName, readText } from '@millrace/api';

/** One product review, as it comes from a line of the input. A type, not an interface, so that memory and events can hold it. */
export type Review = {
  readonly id: string;
  /** Id of the product: what the job keys by. */
  readonly product: string;
  readonly title?: string | undefined;
  readonly text: string;
  /** 1 to 5, where the writer gave any. */
  readonly rating?: number | undefined;
  readonly author?: string | undefined;
  /** When the review was written, in milliseconds since the epoch. */
  readonly timestampMs: number;
};

/**
 * Reads one review from a parsed line. Members it does not know are ignored, so that exports of other shops can be read.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID`, `REVIEW_TEXT_EMPTY`, `REVIEW_RATING_INVALID`, `REVIEW_TIMESTAMP_INVALID`; `path` names the member.
 */
export function readReview(value: unknown, path = 'review'): Review {
  const members = new MemberReader(value, path);
  return {
    id: members.required('id', readName),
    product: members.required('product', readName),
    title: members.optional('title', readText),
    text: members.required('text', readReviewText),
    rating: members.optional('rating', readRating),
    author: members.optional('author', readText),
    timestampMs: members.required('timestamp', readTimestamp),
  };
}

const readReviewText: AttributeReader<string> = (value, path) => {
  const text = readText(value, path);
  if (text.trim() === '') {
    throw new InvalidValueError('REVIEW_TEXT_EMPTY', 'The review has no text.', { path });
  }
  return text;
};

const readRating: AttributeReader<number> = (value, path) => {
  const rating = readInteger(value, path);
  if (rating < 1 || rating > 5) {
    throw new InvalidValueError('REVIEW_RATING_INVALID', `The rating is ${rating}.`, {
      path,
      hint: 'Give 1 to 5 stars, or leave it out.',
    });
  }
  return rating;
};

/** Only full ISO 8601 timestamps: `Date.parse` takes almost anything, and means local time where no zone is given. */
const isoTimestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

const readTimestamp: AttributeReader<number> = (value, path) => {
  const text = readText(value, path);
  const timestampMs = isoTimestamp.test(text) && isCalendarDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timestampMs)) {
    throw new InvalidValueError('REVIEW_TIMESTAMP_INVALID', `${JSON.stringify(text)} is not a timestamp.`, {
      path,
      hint: 'Write it like 2025-03-14T09:26:53Z.',
    });
  }
  return timestampMs;
};

/** `Date.parse` turns the 30th of February into the 2nd of March. */
function isCalendarDay(day: string): boolean {
  const parsedMs = Date.parse(day);
  return !Number.isNaN(parsedMs) && new Date(parsedMs).toISOString().startsWith(day);
}
