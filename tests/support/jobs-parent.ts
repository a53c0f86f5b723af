import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { loadSettings } from '../../src/adapters/settings/load.ts'
import { createJobs } from '../../src/mcp/jobs/create.ts'

/** `jobs-parent.ts HOME STRATEGY`: a process that has a spare one and runs a backtest of the file in another, and then waits to be killed. */

const [home, strategy] = process.argv.slice(2)
const settings = loadSettings({ flags: { home, 'as-of': '2026-03-20T20:00:00Z' }, env: {}, cwd: home })
const log = { debug() {}, info() {}, warn() {}, error() {} }
const jobs = createJobs({ settings, clock: createSystemClock(), log, dryRun: false })
const { signal } = new AbortController()
const input = { strategy, symbols: ['SIMALL'], from: '2026-01-05' }
await jobs.run({ operation: 'backtest', input, globals: {} }, { ms: 300, signal, progress() {} })
jobs.warm()
process.stdout.write('waiting\n')
setInterval(() => {}, 1000)
