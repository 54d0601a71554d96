import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, IllegalStateError } from '@millrace/api';
import type { SourceProgress } from '../checkpoint/checkpoint-manifest.js';
import type { Source } from './source.js';

/** @throws IllegalStateError `SOURCE_IDENTITY_CHANGED` when a source reads another input than the one that progress was made in */
export async function expectSameInput(source: Source<unknown>, progress: SourceProgress): Promise<void> {
  const { identity, position } = progress;
  if (identity === undefined) {
    return;
  }
  const difference =
    source.differenceFrom === undefined
      ? await differenceOfIdentity(source, identity)
      : await source.differenceFrom(identity, position);
  if (difference !== undefined) {
    throw identityChanged(`The source ${source.id} reads another input than before: ${difference}.`);
  }
}

/** @throws IllegalStateError `SOURCE_IDENTITY_CHANGED` when a source is missing that was read before */
export function expectAllSources(
  sources: readonly Source<unknown>[],
  progress: Readonly<Record<string, SourceProgress>>,
): void {
  const missing = Object.keys(progress).find((id) => sources.every((source) => source.id !== id));
  if (missing !== undefined) {
    const ids = sources.map(({ id }) => id).join(', ');
    throw identityChanged(`The source ${missing} that the job read before is not there; its sources are ${ids}.`);
  }
}

async function differenceOfIdentity(source: Source<unknown>, recorded: AttributeValue): Promise<string | undefined> {
  const identity = await source.identify?.();
  if (isDeepStrictEqual(identity, recorded)) {
    return undefined;
  }
  return identity === undefined
    ? 'it does not say what it reads any more'
    : 'what it identifies itself as is not what it was';
}

function identityChanged(message: string): IllegalStateError {
  return new IllegalStateError('SOURCE_IDENTITY_CHANGED', message, {
    hint: 'Give the job the input that it had, or set `fresh` to discard its state and begin anew.',
  });
}
