import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from '../../../../../src/adapters/clock/system.ts'
import { createSimulatedBroker } from '../../../../../src/adapters/simulated/broker.ts'
import { createSimulatedSource } from '../../../../../src/adapters/simulated/source.ts'
import { OpenbellError } from '../../../../../src/core/errors.ts'
import type { BrokerWish, Context } from '../../../../../src/operations/context.ts'
import { tradeRun } from '../../../../../src/operations/trade/run.ts'
import type { TradeRunEvent } from '../../../../../src/operations/trade/running/events.ts'
import type { Broker } from '../../../../../src/ports/broker.ts'
import { createTestContext, type TestContext } from '../../../../support/context.ts'

/** A session of the simulated market, from its open on, with an account of its own and time that leaps. */
export interface TestSession {
  test: TestContext
  /** Runs a strategy whose `onBar` decides by `minute`: minutes since the open at the bar's close. */
  run(onBar: string, options?: RunOptions): Promise<Ran>
  broker(at: string): Promise<Broker>
  close(): void
}

export interface RunOptions {
  until?: string
  hold?: boolean
  symbols?: string[]
  risk?: string
  dryRun?: boolean
  halted?: () => boolean
  /** The same file as before: what was stopped goes on. */
  again?: boolean
  /** Looks at each event; aborts the run when it says so. */
  stopAt?: (event: TradeRunEvent) => boolean
}

export interface Ran {
  events: TradeRunEvent[]
  /** What ended it, if not the end of the session. */
  fault: OpenbellError | null
  /** Events of a type, as `HH:MM message` (UTC). */
  said(type: TradeRunEvent['type']): string[]
}

const DAY = '2026-03-20'

export function testSession(): TestSession {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 7, clock })
  const test = createTestContext({ sources: { simulated: source }, flags: { source: 'simulated', broker: 'simulated' } })
  const open = (now: () => number) =>
    createSimulatedBroker({ account: 'main', store: test.store, source, clock, cash: 100_000, now })
  let written = 0

  return {
    test,
    async run(onBar, { stopAt, halted, again = false, dryRun = false, symbols = ['SIMALL'], ...input } = {}) {
      const abort = new AbortController()
      const context: Context = {
        ...test.context,
        clock,
        signal: abort.signal,
        dryRun,
        halted: halted ?? (() => false),
        broker: async ({ now = () => source.now() }: BrokerWish = {}) => open(now),
      }
      const strategy = writeScripted(test.home, `scripted-${again ? written : ++written}`, onBar)
      const given = tradeRun.input.parse({ strategy, symbols, date: DAY, speed: 0, until: '10:10', risk: 'none', ...input })
      const events: TradeRunEvent[] = []
      let fault: OpenbellError | null = null
      try {
        for await (const event of (await tradeRun.run(context, given)) as AsyncIterable<TradeRunEvent>) {
          events.push(tradeRun.output.parse(event))
          if (stopAt?.(event)) abort.abort()
        }
      } catch (thrown) {
        if (!(thrown instanceof OpenbellError)) throw thrown
        fault = thrown
      }
      const said = (type: TradeRunEvent['type']) =>
        events.filter((one) => one.type === type).map(({ time, message }) => `${time.slice(11, 16)} ${message}`)
      return { events, fault, said }
    },
    broker: async (at) => open(() => Date.parse(at)),
    close: () => test.close(),
  }
}

function writeScripted(folder: string, name: string, onBar: string): string {
  const file = join(folder, `${name}.ts`)
  const text = `import { atr, defineStrategy } from 'openbell'
export default defineStrategy({
  name: 'scripted',
  summary: 'Does what a test says, when it says.',
  params: {},
  indicators: () => ({ range: atr(14) }),
  memory: () => ({ note: 0 }),
  onBar({ bar, position, memory, range, buy, short, exit, protect, cancel }) {
    const open = Date.UTC(2026, 2, 20, 13, 30)
    const minute = (bar.closeTime - open) / 60_000
    void [position, memory, range, buy, short, exit, protect, cancel]
    ${onBar}
  },
})
`
  writeFileSync(file, text)
  return file
}
