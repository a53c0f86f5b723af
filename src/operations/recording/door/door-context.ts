import type { Files } from '../../../ports/files.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import type { Store } from '../../../ports/store.ts'
import type { BrokerWish, Context } from '../../context.ts'
import type { Door } from './door.ts'
import { doorBroker } from './door-broker.ts'
import { doorSource } from './door-source.ts'
import { doorStore } from './door-store.ts'
import { inside } from './inside.ts'

/** What a context through a door is made of beside the real one. */
export interface DoorParts {
  door: Door
  /** Where the session's journal goes. */
  store: () => Promise<Store>
  /** For what looks at a session and decides nothing. */
  outside: Context
  /** What a replay takes from the recording in place of the real ones. */
  as?: Partial<Pick<Context, 'settings' | 'pid' | 'requestId' | 'interactive' | 'assumeYes' | 'dryRun'>>
}

/**
 * A context whose every way to the outside leads through a door: clock, sources, brokers, files, questions, and what other processes write into the store. What only
 * computes or tells (workers, log, progress) stays as it is.
 */
export function doorContext(context: Context, { door, store, outside, as }: DoorParts): Context {
  const sources = new Map<string, Promise<MarketDataSource>>()
  const settings = as?.settings ?? context.settings
  const source = (name = settings.source) => {
    const known = sources.get(name) ?? doorSource(door, name, () => context.source(name))
    sources.set(name, known)
    return known
  }
  let opened: Promise<Store> | null = null
  return {
    ...context,
    ...as,
    door,
    outside,
    clock: door.clock,
    signal: door.signal,
    source,
    broker: (wish: BrokerWish = {}) => doorBroker(door, wish, () => context.broker(wish)),
    store: () => {
      opened ??= store().then((real) => doorStore(door, real))
      return opened
    },
    files: async () => doorFiles(door, await context.files(), context.settings.home),
    ask: (kind, question) => door.call('ask', [kind, question], () => context.ask(kind, question)),
    halted: () => door.value('halted', () => context.halted()),
    isDead: (pid) => door.value(`dead ${pid}`, () => context.isDead(pid)),
    asOf: (from) => settings.asOf ?? from.now(),
  }
}

/**
 * Small files are read and written through the door, by names that a home elsewhere has too; what is written piece by piece (reports, exports) is no
 * part of a session.
 */
function doorFiles(door: Door, files: Files, home: string): Files {
  const named = (path: string) => (path.startsWith(home) ? `~home${path.slice(home.length)}` : path)
  return {
    ...files,
    readText: (path) => door.call('file.read', named(path), () => files.readText(path)),
    writeText: (path, text, mode) => door.call<void>('file.write', [named(path), text], () => files.writeText(path, text, mode)),
    exists: (path) => door.call('file.exists', named(path), () => files.exists(path)),
    readStart: (path, bytes) => door.call('file.start', [named(path), bytes], () => files.readStart(path, bytes)),
    freeBytes: (path) => door.call('file.free', named(path), () => files.freeBytes(path)),
    list: (folder) => door.call('file.list', named(folder), () => files.list(folder)),
    remove: (path) => door.call<void>('file.remove', named(path), () => files.remove(path)),
  }
}

/** Lets what a person asks of a session pass the door on its way to `handler`, so that a replay asks it again at the same point. */
export function throughDoor(context: Context, handler: (name: string, payload: unknown) => Promise<unknown>) {
  const { door } = context
  door?.handle((name, payload) => inside(door, () => handler(name, payload)))
  return (name: string, payload: unknown): Promise<unknown> => (door ? door.input(name, payload) : handler(name, payload))
}
