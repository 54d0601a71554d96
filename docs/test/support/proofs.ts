import { dirname, join, normalize } from 'node:path';

/** A test that a page names: `[name](../path/to/file.test.ts) “title”`. */
interface Proof {
  readonly path: string;
  readonly titles: readonly string[];
}

/** A line of a table of promises. */
interface PromiseRow {
  readonly promise: string;
  readonly proof: string;
}

/**
 * What is wrong with the promises of a page: every line of a table has to name, in its last column, at least one test that exists.
 *
 * @param page path of the page, relative to the root.
 * @param readFile text of a file of the repository; `undefined` when there is none.
 */
export function unprovenPromises(
  page: string,
  markdown: string,
  readFile: (path: string) => string | undefined,
): readonly string[] {
  return rowsOf(markdown).flatMap(({ promise, proof }) => {
    const proofs = proofsIn(page, proof);
    return proofs.length === 0 ? [`${promise}: no test is named`] : proofs.flatMap((one) => faultsOf(one, readFile));
  });
}

/** How many promises a page makes. */
export function promiseCount(markdown: string): number {
  return rowsOf(markdown).length;
}

function rowsOf(markdown: string): readonly PromiseRow[] {
  return markdown
    .split('\n')
    .filter((line, index, lines) => line.startsWith('| ') && !isHeading(lines, index) && !/^\|[\s|:-]+$/.test(line))
    .map((line) => {
      const cells = line.split(' | ');
      return { promise: (cells[0] ?? '').replace(/^\| /, ''), proof: cells.at(-1) ?? '' };
    });
}

function isHeading(lines: readonly string[], index: number): boolean {
  return /^\|[\s|:-]+$/.test(lines[index + 1] ?? '');
}

function proofsIn(page: string, cell: string): readonly Proof[] {
  return [...cell.matchAll(/\]\((?<link>[^)]+\.test\.ts)\)(?<quotes>(?:,? “[^”]+”)+)/g)].map(
    ({ groups: { link = '', quotes = '' } = {} }) => ({
      path: normalize(join(dirname(page), link)),
      titles: [...quotes.matchAll(/“(?<title>[^”]+)”/g)].map(({ groups: { title = '' } = {} }) => title),
    }),
  );
}

function faultsOf({ path, titles }: Proof, readFile: (path: string) => string | undefined): readonly string[] {
  const source = readFile(path);
  if (source === undefined) {
    return [`${path}: no such file`];
  }
  // What is computed in a title stands as an ellipsis on the page.
  const comparable = source.replaceAll(/\$\{[^}]*\}/g, '…');
  return titles.filter((title) => !hasTest(comparable, title)).map((title) => `${path}: no test “${title}”`);
}

/** Whether the title is what a test, or a group of tests, is called with first. */
function hasTest(source: string, title: string): boolean {
  const escaped = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`\\(\\s*(['"\`])${escaped}\\1\\s*,`).test(source);
}
