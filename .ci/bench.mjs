// `npm run bench [-- args]`: installs and builds what the benchmark needs (said on stderr), then becomes the benchmark.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { phase, rootPath, runTasks } from './workspace.mjs';

const mainPath = join(rootPath, 'apps/bench/dist/main.js');

if (!(await ensureInstalled(process.stderr))) process.exit(1);
if (!(await phase('build', process.stderr, buildBench, { quietForMs: 1500 }))) process.exit(1);
process.exit(await runBench(process.argv.slice(2)));

function buildBench() {
  return runTasks(['build'], '--filter=@millrace/bench');
}

function runBench(args) {
  const bench = spawn(process.execPath, [mainPath, ...args], { stdio: 'inherit' });
  return new Promise((resolve) => {
    bench.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    bench.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
