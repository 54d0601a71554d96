import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import { mutants } from './mutants.js';
import { mutate } from './mutate.js';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const query = /^(.*)\?mutant=([\w-]+)$/;

/**
 * Loads modules of this package once more when they are imported with `?mutant=name`: everything they import is loaded for that mutant, too, and the file of the mutant is edited. So mutants live side
 * by side in one process, and the runtime itself has no switch.
 */
export function mutantPlugin(): Plugin {
  return {
    name: 'mutants',
    enforce: 'pre',
    async resolveId(source, importer) {
      const [, file = source, named] = query.exec(source) ?? [];
      const [, importingFile = importer, inherited] = query.exec(importer ?? '') ?? [];
      const mutant = named ?? inherited;
      if (mutant === undefined || !/^[./]/.test(file)) {
        return undefined;
      }
      const found = await this.resolve(file, importingFile, { skipSelf: true });
      return found?.id.startsWith(packageFolder) === true ? `${found.id}?mutant=${mutant}` : found;
    },
    transform(code, id) {
      const [, file, name] = query.exec(id) ?? [];
      const mutant = mutants.find((other) => other.name === name);
      if (file === undefined || mutant === undefined || resolve(packageFolder, 'src', mutant.file) !== file) {
        return undefined;
      }
      return { code: mutate(code, mutant, relative(packageFolder, file)), map: null };
    },
  };
}
