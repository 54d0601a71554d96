import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchOptions {
  readonly isQuick: boolean;
  readonly wantsProfile: boolean;
  readonly wantsHelp: boolean;
  /** Ids of rows and curves; empty: all. */
  readonly only: readonly string[];
}

/** What `--help` prints. */
export const helpText: string = `npm run bench -- [options]

  --quick        small sizes and few rounds, in less than a minute; publishes nothing
  --only <ids>   rows (A to J) and curves, separated by commas; publishes nothing
  --profile      where the time of A, B and C goes, function by function, instead of the table
  --help         this text

A run without options takes several minutes, prints the table, and writes it to apps/bench/results and docs/performance.md.
`;

/** @throws TypeError for options that do not exist. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  return {
    isQuick: values.quick,
    wantsProfile: values.profile,
    wantsHelp: values.help,
    only: values.only === '' ? [] : values.only.split(','),
  };
}
