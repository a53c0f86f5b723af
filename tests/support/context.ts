import { join } from 'node:path'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createCsvReader } from '../../src/adapters/csv/reader.ts'
import { createDiskFiles } from '../../src/adapters/files/disk.ts'
import { createLocalHub } from '../../src/adapters/hub/hub.ts'
import { createModels } from '../../src/adapters/model/folder.ts'
import { createRecordings } from '../../src/adapters/recording/folder.ts'
import { loadSettings } from '../../src/adapters/settings/load.ts'
import { createSimulatedBroker } from '../../src/adapters/simulated/broker.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { createStoreSource } from '../../src/adapters/store/source.ts'
import { createBackends } from '../../src/adapters/trainer/backends.ts'
import { createThreads } from '../../src/adapters/workers/threads.ts'
import { OpenbellError, throwIfAborted } from '../../src/core/errors.ts'
import { once } from '../../src/core/once.ts'
import type { Instant } from '../../src/core/time.ts'
import type { BrokerWish, Context } from '../../src/operations/context.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { operations } from '../../src/operations/registry.ts'
import type { Broker } from '../../src/ports/broker.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import type { Notifier } from '../../src/ports/notifier.ts'
import type { Store } from '../../src/ports/store.ts'
import { freshHome } from './cli.ts'

export interface TestContextOptions {
  /** A folder of its own when absent. */
  home?: string
  /** What the clock shows; default 2026-03-20T20:00:00Z. Sleeping moves it. */
  now?: Instant
  /** Global flags as on the command line, without dashes: { 'as-of': '...', session: 'regular' }. */
  flags?: Record<string, string>
  /** Sources by name, beside `store`. */
  sources?: Record<string, MarketDataSource>
  broker?: Broker
  dryRun?: boolean
  signal?: AbortSignal
  notifier?: Notifier
  /** Instead of a store in the home folder. */
  store?: Store
}

export interface TestContext {
  context: Context
  home: string
  store: Store
  notes: string[]
  warnings: string[]
  /** Moves the clock. */
  setNow(now: Instant): void
  /** Runs an operation as execute() does: input parsed (defaults filled in), output parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  run(operation: Operation<any, any>, input: Record<string, unknown>): Promise<any>
  close(): void
}

const USER_MODULES = new URL('../../src/strategy/user-module.ts', import.meta.url)
const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/** An operation's context with a real SQLite store in a temporary home, real files, the CSV reader and a fixed clock. */
export function createTestContext(options: TestContextOptions = {}): TestContext {
  const home = options.home ?? freshHome()
  const settings = loadSettings({ flags: { home, ...options.flags }, env: {}, cwd: home })
  const store = options.store ?? openStore(join(home, 'openbell.db'))
  const [notes, warnings]: [string[], string[]] = [[], []]
  const scratch = new Map<string, Store>()
  const time = fixedClock(options.now ?? Date.UTC(2026, 2, 20, 20))
  const source = (name = settings.source) => findSource(name, store, time.clock, options.sources ?? {})
  const context: Context = {
    settings,
    operation: async (name) => (await operations[name]?.()) ?? null,
    clock: time.clock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    progress: { update() {}, note: (text) => notes.push(text), warn: (text) => warnings.push(text) },
    signal: options.signal ?? new AbortController().signal,
    busy: (work) => work(),
    caller: 'test',
    interactive: false,
    ask: async () => null,
    assumeYes: false,
    dryRun: options.dryRun ?? false,
    requestId: 'test',
    pid: process.pid,
    isDead: () => false,
    halted: () => false,
    source,
    sourceNames: () => [...Object.keys(options.sources ?? {}), 'store'],
    store: async () => store,
    scratch: async (name = '') => {
      const store = scratch.get(name) ?? openStore(':memory:')
      scratch.set(name, store)
      return store
    },
    broker: async ({ over, account = 'main', now }: BrokerWish = {}) => {
      // It listens once a second: a clock that is slept on would let it turn without end.
      if (over)
        return createSimulatedBroker({ ...over, account, clock: createSystemClock(), now: now ?? (() => over.source.now()) })
      if (options.broker) return options.broker
      throw new OpenbellError('config', 'this test has no broker')
    },
    reader: async () => createCsvReader(),
    files: async () => createDiskFiles(),
    stored: async (kept) => createStoreSource(kept, time.clock),
    recordings: async () => createRecordings(join(home, 'recordings')),
    workers: async () => createThreads(),
    backends: async () => createBackends({ home, workers: async () => createThreads(), userModules: USER_MODULES, log: SILENT }),
    models: async (which = 'kept') => createModels(join(home, 'models', ...(which === 'cached' ? ['cache'] : []))),
    notifier: async () => options.notifier ?? silent(settings),
    hub: async () => createLocalHub({ home, log: { debug() {}, info() {}, warn() {}, error() {} } }),
    pocket: async () => {
      throw new OpenbellError('config', 'this test has no pocket exchange')
    },
    datasets: once(async () => (await import('../../src/adapters/datasets/memory.ts')).createMemoryDatasets()),
    codeRunner: once(async () => (await import('../../src/adapters/sandbox/runner.ts')).createCodeRunner({ log: SILENT })),
    peers: once(async () =>
      (await import('../../src/adapters/peers/peers.ts')).createPeers({ home, clock: time.clock, log: SILENT, env: {} }),
    ),
    toolServer: async () => (await import('../../src/mcp/host.ts')).createToolServer(context),
    asOf: (from) => settings.asOf ?? from.now(),
  }
  return { context, home, store, notes, warnings, setNow: time.set, run: runner(context), close: () => store.close() }
}

/** The real notifier with nothing set up. */
async function silent({ alertWebhook: webhook, alertCommand: command }: Context['settings']): Promise<Notifier> {
  const { createNotifier } = await import('../../src/adapters/notifier/notifier.ts')
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  return createNotifier({ webhook, command, desktop: false, clock: fixedClock(0).clock, log, env: {} })
}

function runner(context: Context): TestContext['run'] {
  return async (operation, input) => operation.output.parse(await operation.run(context, operation.input.parse(input)))
}

async function findSource(name: string, store: Store, clock: Clock, sources: Record<string, MarketDataSource>) {
  const known = sources[name]
  if (known) return known
  if (name !== 'store') throw new OpenbellError('usage', `unknown source '${name}'`)
  return createStoreSource(store, clock)
}

/** A clock that stands still until it is set, or slept on. */
export function fixedClock(start: Instant): { clock: Clock; set(now: Instant): void } {
  let now = start
  const clock: Clock = {
    now: () => now,
    elapsed: () => now - start,
    async sleep(until, signal) {
      throwIfAborted(signal)
      now = Math.max(now, until)
    },
  }
  return {
    clock,
    set(next) {
      now = next
    },
  }
}
