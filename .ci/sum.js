// Adds up the reports of the suites; a suite without a report or without a test counts as one failure.
// What failed is said again at the end, where it is found also when only the end of the output is kept.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [folder, ...suites] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);

/** Failed tests, and files that failed before any of theirs ran. */
function failuresOf(report) {
  return (report.testResults ?? []).flatMap(({ name, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const tests = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        where: `${file}: ${fullName}`,
        why: inShort(failureMessages),
      }));
    return message && tests.length === 0 ? [{ where: file, why: inShort([message]) }] : tests;
  });
}

/** Without the test runner's own frames. */
function inShort(messages) {
  const lines = messages.join('\n').split('\n');
  return lines
    .filter((line) => !/^\s+at .*node_modules/.test(line))
    .join('\n')
    .slice(0, 2000);
}

const reports = suites.map((suite) => {
  const file = join(folder, `${suite}.json`);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { suite, passed: report.numPassedTests ?? 0, failures: failuresOf(report) };
});
for (const { suite, failures } of reports) {
  for (const { where, why } of failures) say(`\nfailed in ${suite}: ${where}\n${why}`);
}

let passed = 0;
let failed = 0;
say('');
for (const one of reports) {
  const none = one.passed + one.failures.length === 0;
  say(`${one.suite}: ${none ? 'ran no test' : `${one.passed} passed, ${one.failures.length} failed`}`);
  passed += one.passed;
  failed += none ? 1 : one.failures.length;
}
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
