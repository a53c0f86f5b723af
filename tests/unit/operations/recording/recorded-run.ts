import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createSimulatedBroker } from '../../../../src/adapters/simulated/broker.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import { asOpenbellError, type OpenbellError } from '../../../../src/core/errors.ts'
import type { BrokerWish, Context } from '../../../../src/operations/context.ts'
import { inside } from '../../../../src/operations/recording/door/inside.ts'
import { recordingContext } from '../../../../src/operations/recording/recording-context.ts'
import { replayContext, replayedEvents } from '../../../../src/operations/recording/replay-context.ts'
import { tradeRun } from '../../../../src/operations/trade/run.ts'
import type { TradeRunEvent } from '../../../../src/operations/trade/running/events.ts'
import type { RecordingReader } from '../../../../src/ports/recording.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { createTestContext, type TestContext, type TestContextOptions } from '../../../support/context.ts'

/** What a strategy run told, wrote down, and ended with. */
export interface Ran {
  events: TradeRunEvent[]
  journal: string[]
  fault: OpenbellError | null
}

export interface Given {
  strategy: string
  symbols?: string[]
  date?: string
  speed?: number
  until?: string
  hold?: boolean
  risk?: string
}

/** A home with the simulated market and broker, real time, and recordings. */
export interface SimulatedHome extends TestContext {
  outer: Context
  /** Stores of replays and forks, in their order. */
  scratches: Store[]
}

export function simulatedHome(options: TestContextOptions = {}): SimulatedHome {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 7, clock })
  const test = createTestContext({
    sources: { simulated: source },
    flags: { source: 'simulated', broker: 'simulated' },
    ...options,
  })
  const open = (now: () => number) =>
    createSimulatedBroker({ account: 'main', store: test.store, source, clock, cash: 100_000, now })
  const scratches: Store[] = []
  const outer: Context = {
    ...test.context,
    clock,
    async scratch() {
      scratches.push(openStore(':memory:'))
      return scratches[scratches.length - 1]
    },
    broker: async ({ now = () => source.now() }: BrokerWish = {}) => open(now),
  }
  return { ...test, outer, scratches }
}

export function run(context: Context, given: Given, running?: Promise<void>): Promise<Pick<Ran, 'events' | 'fault'>> {
  return inside(context.door, () => runInside(context, given, running))
}

async function runInside(context: Context, given: Given, running?: Promise<void>): Promise<Pick<Ran, 'events' | 'fault'>> {
  const events: TradeRunEvent[] = []
  try {
    const all = (await tradeRun.run(
      context,
      tradeRun.input.parse({ symbols: ['SIMALL'], risk: 'none', ...given }),
    )) as AsyncIterable<TradeRunEvent>
    for await (const event of running ? replayedEvents(all, running) : all) events.push(event)
    return { events, fault: null }
  } catch (thrown) {
    return { events, fault: asOpenbellError(thrown) }
  }
}

/** Runs and records. `during` is shown each moment of it by the recorded context. */
export async function record(outer: Context, given: Given, name: string): Promise<Ran & { path: string; counts: object }> {
  const { strategy, symbols = ['SIMALL'], date } = given
  const recorded = await recordingContext(outer, {
    name,
    symbols,
    date,
    strategy: { name: strategy, params: {}, timeframe: '1m' },
    input: { ...given },
  })
  const ran = await run(recorded.context, given)
  await recorded.close()
  return { ...ran, journal: journalOf(await outer.store()), path: recorded.path, counts: recorded.counts }
}

/** The same session again, from the file and into an empty store. */
export async function replay(outer: Context, reader: RecordingReader, given: Given): Promise<Ran & { replayFault: unknown }> {
  const store = openStore(':memory:')
  const { context, run: go } = replayContext(outer, { reader, store })
  let replayFault: unknown = null
  // The session asks first; then things happen.
  const running = new Promise<void>((resolve) => setImmediate(resolve)).then(go).catch((thrown) => {
    replayFault = thrown
  })
  const ran = await run(context, given, running)
  await running
  return { ...ran, journal: journalOf(store), replayFault }
}

/** Every line of every account, without the number that counts through all of them. */
export function journalOf(store: Store): string[] {
  return store.journal
    .accounts()
    .flatMap((account) => store.journal.read(account, 0).map(({ seq, ...line }) => JSON.stringify(line)))
}

/** A strategy that decides by the minute since the open. */
export function scripted(home: string, name: string, onBar: string): string {
  const path = join(home, `${name}.ts`)
  const code = `import { defineStrategy, z } from 'openbell'
export default defineStrategy({
  name: '${name}',
  summary: 'Scripted.',
  params: { unused: z.int().min(0).max(9).default(0) },
  memory: () => ({ bars: 0 }),
  onBar({ bar, params, position, buy, short, exit, protect, cancel, memory }) {
    void [params, position, buy, short, exit, protect, cancel, memory]
    const minute = Math.round((bar.closeTime - Date.UTC(2026, 2, 20, 13, 30)) / 60_000)
    ${onBar}
  },
})
`
  writeFileSync(path, code)
  return path
}
