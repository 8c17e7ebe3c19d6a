// node .ci/tally.cjs RESULTS FAILED_STEPS: the closing line of .ci/run. RESULTS is what jest wrote with --json;
// a step that failed counts beside the tests. Exit code 1 where anything failed.
const { existsSync, readFileSync } = require('node:fs');

const [, , file, failedSteps] = process.argv;
const nothing = { success: false, numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
const tests = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : nothing;

const counted = Number(failedSteps) + tests.numFailedTests + tests.numRuntimeErrorTestSuites;
const failed = counted === 0 && !tests.success ? 1 : counted;
const skipped = (tests.numPendingTests ?? 0) + (tests.numTodoTests ?? 0);

console.log(`${tests.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
