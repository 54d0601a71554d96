// The results vitest leaves in each package, summed.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packagePaths, readManifest, rootPath } from './workspace.mjs';

/** Removes old results, so that a package whose tests did not run cannot be counted with yesterday's. */
export function forgetTestResults() {
  for (const path of resultPaths()) rmSync(path, { force: true });
}

/** A test file that did not load, and a package without tests or result, each count as one failed test. */
export function sumTestResults() {
  const results = resultPaths().map(readResult);
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failed: results.reduce((sum, result) => sum + result.failed, 0),
  };
}

function resultPaths() {
  return packagePaths()
    .filter((path) => readManifest(path).scripts?.test !== undefined)
    .map((path) => join(rootPath, path, '.cache/vitest.json'));
}

function readResult(path) {
  try {
    const result = JSON.parse(readFileSync(path, 'utf8'));
    const unloadedFiles = result.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    if (result.numTotalTests === 0 && unloadedFiles.length === 0) return { passed: 0, failed: 1 };
    return { passed: result.numPassedTests, failed: result.numFailedTests + unloadedFiles.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
