// `npm run demo [-- args]`: installs and builds what the demo needs (said on stderr), then becomes the demo.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { phase, rootPath, runTasks } from './workspace.mjs';

const mainPath = join(rootPath, 'apps/demo/dist/main.js');
const lifelineUrl = new URL('demo-lifeline.mjs', import.meta.url);
const repeatWindowMs = 500;
const parentCheckMs = 200;

dieWithParent();

if (!(await ensureInstalled(process.stderr))) process.exit(1);
if (!(await buildDemo())) process.exit(1);
process.exit(await runDemo(process.argv.slice(2)));

/** When npm is killed outright nobody is told, and a demo that went on unseen would keep its state from the next start. Its end ends the demo: see demo-lifeline.mjs. */
function dieWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, parentCheckMs).unref();
}

function buildDemo() {
  return phase('build', process.stderr, () => runTasks(['build'], '--filter=@millrace/demo'), { quietForMs: 1500 });
}

/**
 * Ctrl-C reaches this process twice: from the terminal, which signals its whole foreground group, and from npm, which
 * passes it on. A second signal means "exit at once" to the demo, so it gets a group of its own and is told once.
 */
function runDemo(args) {
  const demo = spawn(process.execPath, [`--import=${lifelineUrl}`, mainPath, ...args], {
    detached: process.platform !== 'win32',
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, forwardOnce(demo, signal));
  return new Promise((resolve) => {
    demo.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    demo.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

function forwardOnce(child, signal) {
  let forwardedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - forwardedAt < repeatWindowMs) return;
    forwardedAt = performance.now();
    child.kill(signal);
  };
}
