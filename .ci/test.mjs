// `npm test`: everything that must hold, in phases; ends with one line, `N passed, N failed`.
import { ensureInstalled } from './install.mjs';
import { forgetTestResults, sumTestResults } from './test-results.mjs';
import { phase, run, runTasks } from './workspace.mjs';

const checks = [
  ['format', () => run('biome', ['ci', '--colors=off', '.'])],
  ['lint', () => run('oxlint', ['--type-aware', '--deny-warnings'])],
  ['types', () => runTasks(['check-types'], '--continue')],
  ['packages', () => runTasks(['check-package'], '--continue')],
];

const { passed, failed } = await verify();
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function verify() {
  const ready = (await ensureInstalled(process.stdout)) && (await phase('build', process.stdout, build));
  if (!ready) return { passed: 0, failed: 1 };

  let failedChecks = 0;
  for (const [name, check] of checks) {
    if (!(await phase(name, process.stdout, check))) failedChecks += 1;
  }
  const tests = await runTests();
  return { passed: tests.passed, failed: tests.failed + failedChecks };
}

function build() {
  return runTasks(['build'], '--continue');
}

async function runTests() {
  forgetTestResults();
  const ok = await phase('tests', process.stdout, () => runTasks(['test'], '--continue'));
  const { passed, failed, skipped } = sumTestResults();
  for (const { file, count } of skipped) process.stdout.write(`skipped    ${count} in ${file}\n`);
  return { passed, failed: ok ? failed : Math.max(failed, 1) };
}
