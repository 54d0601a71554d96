// The results vitest leaves in each package, summed.
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packagePaths, readManifest, rootPath } from './workspace.mjs';

/** Removes old results, so that a package whose tests did not run cannot be counted with yesterday's. */
export function forgetTestResults() {
  for (const path of resultPaths()) rmSync(path, { force: true });
}

/**
 * What all packages together proved. A test file that did not load, and a package without tests or result, each count as
 * one failed test.
 * @returns {{ passed: number, failed: number, skipped: { file: string, count: number }[] }}
 */
export function sumTestResults() {
  const results = resultPaths().map(readResult);
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failed: results.reduce((sum, result) => sum + result.failed, 0),
    skipped: results.flatMap((result) => result.skipped),
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
    const unloadedFiles = result.testResults.filter((file) => file.status === 'failed' && count(file, 'failed') === 0);
    const isEmpty = result.numTotalTests === 0 && unloadedFiles.length === 0;
    return {
      passed: result.numPassedTests,
      failed: isEmpty ? 1 : result.numFailedTests + unloadedFiles.length,
      skipped: result.testResults.map(skippedIn).filter((file) => file.count > 0),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

function skippedIn(file) {
  return { file: relative(rootPath, file.name), count: count(file, 'skipped', 'pending', 'todo') };
}

function count(file, ...statuses) {
  return file.assertionResults.filter((test) => statuses.includes(test.status)).length;
}
