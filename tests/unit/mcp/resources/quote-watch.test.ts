import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { marketQuote } from '../../../../src/mcp/resources/live.ts'
import { Watches } from '../../../../src/mcp/resources/watches.ts'
import type { ToolCall } from '../../../../src/mcp/tool.ts'
import type { MarketDataSource, SourceMetrics } from '../../../../src/ports/market-data.ts'
import { FRIDAY, mcpCall } from '../../../support/mcp-call.ts'
import { type StepClock, stepClock } from '../../../support/step-clock.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Market {
  call: ToolCall
  clock: StepClock
  /** Symbols in the order in which they were asked for. */
  asked: string[]
}

/** The simulated market on a clock that the test steps; `metrics`: as of a vendor. */
function market(change: Partial<MarketDataSource> = {}): Market {
  const clock = stepClock(FRIDAY)
  const asked: string[] = []
  const simulated = createSimulatedSource({ seed: 1, clock })
  const source: MarketDataSource = {
    ...simulated,
    async snapshot(symbol, asOf, signal) {
      asked.push(symbol)
      return (change.snapshot ?? simulated.snapshot)(symbol, asOf, signal)
    },
    ...(change.metrics && { metrics: change.metrics }),
  }
  const made = mcpCall({ world: { sources: { simulated: source } } })
  closers.push(made.close)
  const context = { ...made.call.context, clock }
  const server = { ...made.call.server, context }
  return { call: { ...made.call, context, server }, clock, asked }
}

const settle = async () => {
  for (let i = 0; i < 50; i++) await turn()
}

/** Watches an address until `stop`. */
function watch({ call }: Market, symbol: string) {
  const stop = new AbortController()
  const heard = { times: 0 }
  const changed = () => void heard.times++
  const over = marketQuote.watch!({ ...call, context: { ...call.context, signal: stop.signal } }, { symbol }, changed)
  return { heard, over, stop: () => stop.abort() }
}

describe('a watched quote', () => {
  it('tells when there is a new price, once a look, and looks twice a second', async () => {
    const made = market()
    const one = watch(made, 'SIMALL')
    await settle()
    expect(one.heard.times).toBe(0)
    for (let i = 1; i <= 20; i++) {
      await made.clock.step()
      expect(one.heard.times).toBeLessThanOrEqual(i)
    }
    expect(one.heard.times).toBeGreaterThan(10)
    expect(new Set(made.clock.sleeps)).toEqual(new Set([500]))
    one.stop()
    await one.over
  })

  it('is silent while nothing changes', async () => {
    const still = createSimulatedSource({ seed: 1, clock: stepClock(FRIDAY) })
    const made = market({ snapshot: (symbol, _, signal) => still.snapshot(symbol, FRIDAY, signal) })
    const one = watch(made, 'SIMALL')
    for (let i = 0; i < 5; i++) await made.clock.step()
    expect(one.heard.times).toBe(0)
    one.stop()
    await one.over
  })

  it('asks once for all that watch, and stops with the last of them', async () => {
    const made = market()
    const [one, other, third] = [watch(made, 'SIMALL'), watch(made, 'simall'), watch(made, 'SIMTEC')]
    await settle()
    await made.clock.step()
    expect(made.asked.slice(-2)).toEqual(['SIMALL', 'SIMTEC'])
    expect(made.clock.waiting).toBe(1)
    for (let i = 0; i < 10; i++) await made.clock.step()
    expect(other.heard.times).toBe(one.heard.times)
    one.stop()
    third.stop()
    await Promise.all([one.over, third.over])
    made.asked.length = 0
    await made.clock.step()
    expect(made.asked).toEqual(['SIMALL'])
    other.stop()
    await other.over
    await settle()
    made.asked.length = 0
    await made.clock.step()
    expect(made.asked).toEqual([])
    expect(made.clock.waiting).toBe(0)
    const again = watch(made, 'SIMTEC')
    await settle()
    expect(made.asked).toEqual(['SIMTEC'])
    again.stop()
    await again.over
  })

  it('asks a vendor for a symbol a second at most', async () => {
    const made = market({ metrics: () => ({}) as SourceMetrics })
    const watched = ['SIMALL', 'SIMTEC', 'SIMFIN', 'SIMINV'].map((symbol) => watch(made, symbol))
    await settle()
    await made.clock.step()
    expect(made.clock.sleeps.at(-1)).toBe(4000)
    for (const one of watched.slice(1)) one.stop()
    await made.clock.step()
    expect(made.clock.sleeps.at(-1)).toBe(2000)
    watched[0].stop()
    await Promise.all(watched.map(({ over }) => over))
  })

  it('ends for a symbol that is none, and goes on when a vendor fails for a while', async () => {
    const made = market()
    await expect(watch(made, 'NOPE').over).rejects.toMatchObject({ kind: 'not-found' })
    let fails = false
    const simulated = createSimulatedSource({ seed: 1, clock: stepClock(FRIDAY) })
    const shaky = market({
      async snapshot(symbol, asOf, signal) {
        if (fails) throw new OpenbellError('unavailable', 'the vendor is away')
        return simulated.snapshot(symbol, asOf, signal)
      },
    })
    const one = watch(shaky, 'SIMALL')
    await settle()
    fails = true
    for (let i = 0; i < 5; i++) await shaky.clock.step()
    expect(one.heard.times).toBe(0)
    fails = false
    for (let i = 0; i < 5; i++) await shaky.clock.step()
    expect(one.heard.times).toBeGreaterThan(0)
    one.stop()
    await one.over
  })

  it('is watched once for many clients of a server', async () => {
    const made = market()
    const callFor = (signal: AbortSignal) => ({ ...made.call, context: { ...made.call.context, signal } })
    const watches = new Watches(callFor, made.call.context.log)
    const heard: string[] = []
    watches.listen((uri) => heard.push(uri))
    const leave = [watches.open('market://quote/SIMALL'), watches.open('market://quote/SIMALL')]
    await settle()
    expect(made.asked).toEqual(['SIMALL'])
    for (let i = 0; i < 10; i++) await made.clock.step()
    expect(new Set(heard)).toEqual(new Set(['market://quote/SIMALL']))
    leave[0]()
    await made.clock.step()
    expect(made.clock.waiting).toBe(1)
    leave[1]()
    await settle()
    expect(made.clock.waiting).toBe(0)
  })
})
