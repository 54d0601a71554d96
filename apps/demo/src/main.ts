import { readFile } from 'node:fs/promises';
import { helpText } from './cli/help.js';
import { type CommandLine, readCommand } from './cli/options.js';
import { UsageError, usageExitCode } from './cli/usage-error.js';
import { runDemo } from './run/run-demo.js';

const { stdout, stderr, env } = process;

/** Does what the command line asks for and gives the exit code. */
async function main(commandLine: CommandLine): Promise<number> {
  try {
    const command = readCommand(commandLine);
    switch (command.kind) {
      case 'run':
        return await runDemo(command.options, { stdout, stderr, env, cwd: commandLine.cwd });
      case 'help':
        stdout.write(helpText);
        return 0;
      case 'version':
        stdout.write(`${await readVersion()}\n`);
        return 0;
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`${error.message} (--help explains the options)\n`);
    return usageExitCode;
  }
}

async function readVersion(): Promise<string> {
  const packageJson: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return String(Object(packageJson)['version']);
}

// Whoever reads the output may have had enough of it, `head` for example; that is no failure of this program.
stdout.on('error', () => undefined);
process.exitCode = await main({ args: process.argv.slice(2), env, cwd: process.cwd() });
