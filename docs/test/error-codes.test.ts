import { describe, expect, test } from 'vitest';
import { filesBelow, readRepositoryFile } from './support/repository.js';

const page = 'docs/errors.md';

/** Names in the sources that look like error codes and are none: values of options. */
const optionValues = new Set([
  'NEVER_RETURN_EXPIRED',
  'ON_CREATE_AND_WRITE',
  'ON_READ_AND_WRITE',
  'RETURN_EXPIRED_IF_NOT_CLEANED_UP',
  'WARN_AND_SKIP',
]);
/** Codes of Node, of its resolver and of its HTTP client. */
const foreignCode = /^(?:EAI|ERR|UND_ERR)_/;

interface Row {
  readonly code: string;
  readonly packages: string;
  readonly cause: string;
  readonly remedy: string;
}

describe('the page of error codes', () => {
  const packagesByCode = codesInSources();
  const rows = documentedRows();

  test('has a row for every error code in the sources', () => {
    const documented = new Set(rows.map(({ code }) => code));
    const missing = [...packagesByCode.keys()].filter((code) => !documented.has(code));
    expect(missing, `codes that need a row in ${page}`).toEqual([]);
  });

  test('has no row for a code that no source has', () => {
    expect(rows.map(({ code }) => code).filter((code) => !packagesByCode.has(code))).toEqual([]);
  });

  test('names the packages whose sources have the code', () => {
    const named = Object.fromEntries(rows.map(({ code, packages }) => [code, packages]));
    const actual = [...packagesByCode].map(([code, packages]) => [code, [...packages].toSorted().join(', ')]);
    expect(named).toEqual(Object.fromEntries(actual));
  });

  test('lists each code once, in alphabetical order', () => {
    const codes = rows.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].toSorted());
  });

  test('says what causes each error and what to do about it, as sentences', () => {
    const unfinished = rows.filter(({ cause, remedy }) => !/^[A-Z`].+\.$/.test(cause) || !/^[A-Z`].+\.$/.test(remedy));
    expect(unfinished).toEqual([]);
  });

  test('is checked against names that are in the sources', () => {
    const names = new Set(upperCaseNames().map(({ name }) => name));
    expect([...optionValues].filter((value) => !names.has(value))).toEqual([]);
  });
});

function documentedRows(): readonly Row[] {
  const rows = readRepositoryFile(page).matchAll(
    /^\| `(?<code>\w+)` \| (?<packages>.+?) \| (?<cause>.+?) \| (?<remedy>.+?) \|$/gm,
  );
  return [...rows].map(({ groups: { code = '', packages = '', cause = '', remedy = '' } = {} }) => ({
    code,
    packages,
    cause,
    remedy,
  }));
}

function codesInSources(): ReadonlyMap<string, ReadonlySet<string>> {
  const packagesByCode = new Map<string, Set<string>>();
  for (const { name, folder } of upperCaseNames()) {
    if (!optionValues.has(name) && !foreignCode.test(name)) {
      packagesByCode.set(name, (packagesByCode.get(name) ?? new Set()).add(folder));
    }
  }
  return packagesByCode;
}

/** Every string of the packages' sources that is upper-case words joined by underscores, with the folder of its package. */
function upperCaseNames(): readonly { readonly name: string; readonly folder: string }[] {
  return filesBelow('packages', '.ts').flatMap((path) => {
    const folder = /^packages\/([^/]+)\/src\//.exec(path)?.[1];
    if (folder === undefined) return [];
    const names = withoutComments(readRepositoryFile(path)).matchAll(/'([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)'/g);
    return [...names].map(([, name = '']) => ({ name, folder }));
  });
}

function withoutComments(source: string): string {
  return source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
}
