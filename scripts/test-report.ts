/**
 * The end of `npm test`: what did not run and why, then one plain line of counts. A test that is skipped without a
 * reason fails the run, as nobody would ever learn that it is not there.
 */
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export class TestReport implements Reporter {
  private isPartial = false;

  onInit(vitest: { config: { testNamePattern?: RegExp | undefined } }): void {
    this.isPartial = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => stateOf(test) === 'skipped');
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
    if (!this.isPartial) reportSkipped(skipped);
    console.log(countLine(tests, broken));
  }
}

/** The closing line; a module that could not be loaded, and an error outside any test, count as a failure each. */
export function countLine(tests: readonly TestCase[], broken: number): string {
  const count = (state: string): number => tests.filter((test) => stateOf(test) === state).length;
  const skipped = count('skipped');
  return `${count('passed')} passed, ${count('failed') + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function stateOf(test: TestCase): string {
  return test.result().state;
}

function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}

function reportSkipped(skipped: readonly TestCase[]): void {
  if (skipped.length === 0) return;
  console.log('\nNot run:');
  const byReason = Map.groupBy(skipped, (test) => reasonOf(test) ?? 'no reason given, which fails the run');
  for (const [reason, tests] of byReason) {
    console.log(`  ${reason}`);
    for (const test of tests) console.log(`    ${test.module.relativeModuleId}: ${test.fullName}`);
  }
  console.log('');
  if (skipped.some((test) => reasonOf(test) === undefined)) process.exitCode = 1;
}
