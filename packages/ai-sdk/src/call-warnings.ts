import { isRecord } from './is-record.js';

/** What a provider says it ignored, one text each: what it is about, then why. */
export function readWarnings(warnings: unknown): readonly string[] {
  return Array.isArray(warnings) ? warnings.filter(isRecord).map(textOf) : [];
}

function textOf(warning: Readonly<Record<string, unknown>>): string {
  const { type, feature, setting, message, details } = warning;
  return [type, feature ?? setting, message, details].filter((part) => typeof part === 'string').join(': ');
}
