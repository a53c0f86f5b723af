import { OpenbellError } from '../../core/errors.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { RecordingHeader, RecordingReader } from '../../ports/recording.ts'
import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import { doorContext } from './door/door-context.ts'
import { ReplayDoor, type ReplayDoorParts } from './door/replay-door.ts'
import { settingsOf } from './recording-context.ts'

export interface ReplayWish {
  reader: RecordingReader
  /** Where the replayed journal goes: a store of its own, empty. */
  store: Store
  pace?: ReplayDoorParts['pace']
}

export interface Replay {
  /** What the session must be given, in place of the one that recorded. */
  context: Context
  /** Lets everything happen that was recorded; beside the session, which was started before. @throws OpenbellError diverged, canceled */
  run(): Promise<void>
}

/** Sources that show the past of a day without leaving this machine. */
const LOCAL: ReadonlySet<string> = new Set(['simulated', 'store'])

/**
 * The context of a recorded session: its settings, its process, and everything that came from outside, from the file.
 * @throws OpenbellError no-data for a recording that is of no session
 */
export function replayContext(context: Context, { reader, store, pace = null }: ReplayWish): Replay {
  const { header } = reader
  const door = new ReplayDoor({ reader, clock: context.clock, signal: context.signal, pace })
  const settings = settingsOf(header, context.settings)
  const outside: Context = { ...context, settings, source: (name = settings.source) => sourceBeside(context, header, name) }
  const replayed = doorContext(context, {
    door,
    store: async () => store,
    outside,
    as: { settings, ...header.process },
  })
  return { context: { ...replayed, replays: true }, run: () => door.run() }
}

/** What a look beside the recording may ask: a vendor is not asked anything, only its name and feed are known. */
async function sourceBeside(context: Context, header: RecordingHeader, name: string): Promise<MarketDataSource> {
  if (LOCAL.has(name)) return context.source(name)
  const nothing = async (): Promise<never> => {
    throw new OpenbellError('no-data', `a replay asks nothing of ${name}: it shows what was recorded`)
  }
  const { feed, coverage, made } = header
  const calls = { history: nothing, snapshot: nothing, symbols: nothing }
  return { name, feed, coverage, now: () => made, ...calls, metrics: () => null, close: async () => {} }
}

/** What a session tells while its recording is gone through; it ends where the recording does. @throws what the session or the replay throws */
export async function* replayedEvents<T>(events: AsyncIterable<T>, running: Promise<void>): AsyncGenerator<T> {
  const iterator = events[Symbol.asyncIterator]()
  let over = false
  const ended = running.then(async () => {
    // What was told last is still on its way.
    for (let turns = 0; turns < LAST_TURNS; turns++) await new Promise((resolve) => setImmediate(resolve))
    over = true
    return null
  })
  ended.catch(() => {})
  for (;;) {
    const next = await Promise.race([iterator.next(), ended])
    if (next === null || (over && next.done)) return
    if (next.done) {
      await running
      return
    }
    yield next.value
  }
}

const LAST_TURNS = 50
