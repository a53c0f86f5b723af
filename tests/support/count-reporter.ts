import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with one plain line that any runner can count. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((one) => [...one.children.allTests()].map((test) => test.result().state))
    const count = (state: string) => states.filter((one) => one === state).length
    const broken = modules.filter((one) => !one.ok() && [...one.children.allTests('failed')].length === 0).length
    const failed = count('failed') + broken + errors.length
    // After the summary of the default reporter, which prints synchronously.
    process.once('exit', () => process.stdout.write(`${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped\n`))
  }
}
