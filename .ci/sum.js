// Adds up the reports of the suites; a suite without a report or without a test counts as one failure.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...suites] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const suite of suites) {
  const file = join(folder, `${suite}.json`);
  const report = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0 };
  const ran = report.numPassedTests + report.numFailedTests;
  if (ran === 0) process.stdout.write(`${suite}: ran no test\n`);
  else process.stdout.write(`${suite}: ${report.numPassedTests} passed, ${report.numFailedTests} failed\n`);
  passed += report.numPassedTests;
  failed += report.numFailedTests + (ran === 0 ? 1 : 0);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
