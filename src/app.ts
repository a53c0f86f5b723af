import { randomUUID } from 'node:crypto'
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from './adapters/clock/system.ts'
import { endWithParent } from './adapters/common/end-with-parent.ts'
import { isAlive } from './adapters/common/is-alive.ts'
import { createLazyLog } from './adapters/log/lazy-log.ts'
import { buildBroker } from './app/brokers.ts'
import type { Parts } from './app/parts.ts'
import { buildSessionSource, buildSource, SOURCES, withRunningSession } from './app/sources.ts'
import { once, onceEach } from './core/once.ts'
import type { Settings } from './core/settings.ts'
import { withWhereabouts } from './operations/common/whereabouts.ts'
import type { BrokerWish, Caller, Context, Progress } from './operations/context.ts'
import type { Store } from './ports/store.ts'

export interface AppOptions {
  /** Global flags as the surface parsed them (camelCase names). */
  globals: Record<string, unknown>
  /** Already loaded by the process that this one works for: neither flags, environment nor files are read again. */
  settings?: Settings
  progress: Progress
  signal: AbortSignal
  caller: Caller
  /** Runs work that may never return; where nothing listens for Ctrl-C it is just run. */
  busy?: Context['busy']
  /** Asks the person at the surface; absent = nobody is there. */
  ask?: Context['ask']
  /** True since a signal asked for a halt. */
  haltAsked?: () => boolean
}

export interface App {
  context: Context
  close(): Promise<void>
}

export { createSystemClock, endWithParent }

/** Loads the files that users wrote; threads and processes are told its address. */
const USER_MODULES = new URL(`./strategy/user-module${import.meta.url.slice(-3)}`, import.meta.url)

/** The composition root: settings -> adapters -> context. Every adapter is built on first use and closed at the end. */
export async function createApp(options: AppOptions): Promise<App> {
  const { globals, progress, signal, caller, busy = (work) => work(), haltAsked = () => false, ask } = options
  const settings = options.settings ?? (await load(globals))
  const requestId = randomUUID()
  const debug = globals.debug === true
  const level = debug ? 'debug' : settings.logLevel
  const log = createLazyLog({ folder: join(settings.home, 'logs'), level, requestId }, debug)
  const dryRun = globals.dryRun === true
  const parts: Parts = { settings, clock: createSystemClock(), log, closers: [], dryRun, caller, signal }
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && globals.interactive !== false
  const context: Context = {
    ...ports(parts),
    settings,
    clock: parts.clock,
    log,
    progress,
    signal,
    busy,
    caller,
    interactive,
    ask: async (kind, question) => (interactive && ask ? ask(kind, question) : null),
    assumeYes: globals.yes === true,
    dryRun,
    requestId,
    pid: process.pid,
    isDead: (pid) => !isAlive(pid),
    halted: () => haltAsked() || existsSync(join(settings.home, 'HALT')),
    operation: async (name) => (await (await import('./operations/registry.ts')).operations[name]?.()) ?? null,
    sourceNames: () => SOURCES,
    toolServer: async () => (await import('./mcp/host.ts')).createToolServer(context),
    asOf: (from) => settings.asOf ?? from.now(),
  }
  return { context, close: () => closeAll(parts.closers) }
}

async function load(globals: Record<string, unknown>): Promise<Settings> {
  const { loadSettings } = await import('./adapters/settings/load.ts')
  return loadSettings({ flags: flagText(globals), env: process.env, cwd: process.cwd() })
}

/** Everything of the context that is built when it is first asked for. */
function ports(parts: Parts) {
  const { settings, clock, log } = parts
  const store = once(() => openTheStore(parts))
  const hub = once(async () => (await import('./adapters/hub/hub.ts')).createLocalHub({ home: settings.home, log }))
  const workers = once(async () => (await import('./adapters/workers/threads.ts')).createThreads())
  const keptDatasets = once(async () => (await import('./adapters/datasets/kept.ts')).createKeptDatasets(await store()))
  const sessionDatasets = once(async () => (await import('./adapters/datasets/memory.ts')).createMemoryDatasets())
  const plain = onceEach((name) => (name === 'session' ? buildSessionSource(parts, hub, store) : buildSource(name, parts, store)))
  /** Sources that answer without a network, where an unknown symbol may be known; a store that is not there is not made for it. */
  const neighbours = async (name: string) => {
    const others = ['simulated', ...(existsSync(databaseOf(settings)) ? ['store'] : [])].filter((one) => one !== name)
    const built = await Promise.allSettled(others.map(plain))
    return built.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  }
  const explained = onceEach(async (name) =>
    withWhereabouts(await withRunningSession(await plain(name), parts, hub), () => neighbours(name)),
  )
  /** The market behind the pocket exchange: the source of the settings, the simulated one drawn from its own seed. */
  const market = (seed: number, name = settings.source) => buildSource(name, { ...parts, settings: { ...settings, seed } }, store)
  return {
    source: (name = settings.source) => explained(name),
    store,
    hub,
    scratch: withName(onceEach(() => openStoreAt(':memory:', parts))),
    broker: (wish: BrokerWish = {}) => buildBroker(parts, wish, store, plain),
    reader: once(async () => (await import('./adapters/csv/reader.ts')).createCsvReader()),
    files: once(async () => (await import('./adapters/files/disk.ts')).createDiskFiles()),
    stored: async (kept: Store) => (await import('./adapters/store/source.ts')).createStoreSource(kept, clock),
    recordings: once(async () =>
      (await import('./adapters/recording/folder.ts')).createRecordings(join(settings.home, 'recordings')),
    ),
    workers,
    backends: once(async () =>
      (await import('./adapters/trainer/backends.ts')).createBackends({
        home: settings.home,
        workers,
        userModules: USER_MODULES,
        log,
      }),
    ),
    models: async (which: 'kept' | 'cached' = 'kept') => {
      const { createModels } = await import('./adapters/model/folder.ts')
      return createModels(join(settings.home, 'models', ...(which === 'cached' ? ['cache'] : [])))
    },
    notifier: once(() => buildNotifier(parts)),
    datasets: async (which: 'kept' | 'session' = 'kept') => (which === 'kept' ? keptDatasets() : sessionDatasets()),
    codeRunner: once(async () => {
      const runner = (await import('./adapters/sandbox/runner.ts')).createCodeRunner({ log })
      parts.closers.push(() => runner.close())
      return runner
    }),
    peers: once(async () => {
      const peers = (await import('./adapters/peers/peers.ts')).createPeers({ home: settings.home, clock, log, env: process.env })
      parts.closers.push(() => peers.close())
      return peers
    }),
    pocket: once(async () =>
      (await import('./pocket/host.ts')).createPocketHost({ clock, log, cash: settings.accountCash, source: market }),
    ),
  }
}

async function buildNotifier({ settings, clock, log, closers }: Parts) {
  const { createNotifier } = await import('./adapters/notifier/notifier.ts')
  const { alertWebhook: webhook, alertCommand: command, alertDesktop } = settings
  const notifier = createNotifier({ webhook, command, desktop: alertDesktop === 'on', clock, log, env: process.env })
  closers.push(() => notifier.close())
  return notifier
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function databaseOf(settings: Settings): string {
  return join(settings.home, 'openbell.db')
}

/** A dry run makes no store where none is. */
function openTheStore(parts: Parts): Promise<Store> {
  const path = databaseOf(parts.settings)
  return openStoreAt(parts.dryRun && !existsSync(path) ? ':memory:' : path, parts)
}

async function openStoreAt(path: string, { closers }: Parts): Promise<Store> {
  const { openStore } = await import('./adapters/sqlite/store.ts')
  const store = openStore(path, { readonly: existsSync(path) && !isWritable(path) })
  closers.push(() => store.close())
  return store
}

/** Global flags in the spelling the settings use: only those with text. */
function flagText(globals: Record<string, unknown>): Record<string, string | undefined> {
  const text: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(globals)) {
    if (typeof value === 'string') text[name === 'asOf' ? 'as-of' : name] = value
  }
  return text
}

function withName<T>(make: (name: string) => T): (name?: string) => T {
  return (name = '') => make(name)
}

async function closeAll(closers: (() => void | Promise<void>)[]): Promise<void> {
  for (const close of closers.reverse()) await close()
}
