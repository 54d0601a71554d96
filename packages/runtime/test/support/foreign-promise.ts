import { runInNewContext } from 'node:vm';

/** A promise class that is not this realm's, as libraries have them: its promises are no instances of `Promise`. */
export const ForeignPromise: PromiseConstructor = runInNewContext('Promise');
