import { createCodeRunner } from '../../src/adapters/sandbox/runner.ts'

/** A process that runs endless code and waits to be killed; it says `running` when the code runs. */

const runner = createCodeRunner({ log: { debug() {}, info() {}, warn() {}, error() {} } })
const limits = { timeoutMs: 60_000, mostBytes: 1000, seed: 1 }
const { signal } = new AbortController()
await runner.run({ ...limits, code: 'return 1', dataset: null }, signal)
void runner.run({ ...limits, code: 'for (;;) {}', dataset: null }, signal)
setTimeout(() => process.stdout.write('running\n'), 1000)
