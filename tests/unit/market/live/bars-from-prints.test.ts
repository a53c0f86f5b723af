import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { MINUTE } from '../../../../src/core/time.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'
import type { Prints } from '../../../../src/market/prints.ts'
import { startTestPocket, type TestPocket } from '../../../support/pocket.ts'
import { type Ears, listenTo } from '../../../support/sockets.ts'
import { needsRealData, realBars, realData, realLines } from '../real-bars.ts'

const { signal } = new AbortController()

const tapeOf = (symbol: string, from = 0) => new LiveTape({ symbol, source: 'test', feed: 'test', from, capacity: 1000 })

/** Columns that must be equal to the last digit. */
const EXACT = ['time', 'open', 'high', 'low', 'close', 'volume', 'prints'] as const

function column(bars: Bars, name: (typeof EXACT)[number] | 'vwap'): number[] {
  return Array.from(bars[name]!.subarray(0, bars.length))
}

/** Equal in every column; vwap, whose sums are added in another order, to `digits`. */
function expectSame(made: Bars, theirs: Bars, digits: number): void {
  for (const name of EXACT) expect(column(made, name), name).toEqual(column(theirs, name))
  for (let i = 0; i < made.length; i++) expect(made.vwap![i]).toBeCloseTo(theirs.vwap![i], digits)
}

function takeAll(tape: LiveTape, { length, time, price, size, exchange, conditions }: Prints): void {
  for (let i = 0; i < length; i++) {
    const labels = [exchange.names[exchange.codes[i]], conditions.names[conditions.codes[i]]] as const
    tape.takePrint(time[i], price[i], size[i], ...labels, '', time[i])
  }
}

describe('bars made of prints are those of the simulated market', () => {
  const now = Date.UTC(2026, 2, 20, 23, 59)
  const source = createSimulatedSource({ seed: 7, clock: { now: () => now, sleep: async () => {}, elapsed: () => 0 } })

  // A busy one, thin ones (all odd lots in many a minute), a fund and a future.
  it.each(['SIMALL', 'SIMFIN', 'PELPOR', 'SIMINV', 'SIMFUT'])(
    '%s, a whole session with pre-market and after hours',
    async (symbol) => {
      const range = { symbol, from: Date.UTC(2026, 2, 19, 22), to: now, asOf: now }
      const prints = await source.history({ kind: 'prints', ...range }, signal)
      const bars = await source.history({ kind: 'bars', timeframe: '1m', session: 'all', ...range }, signal)
      const tape = tapeOf(symbol)
      takeAll(tape, prints)
      tape.closeThrough(now)
      expect(bars.length).toBeGreaterThan(900)
      expectSame(tape.closed, bars, 9)
    },
  )
})

describe('bars made of streamed prints are those that the pocket exchange streams', () => {
  let pocket: TestPocket
  let ears: Ears
  afterEach(async () => {
    ears.close()
    await pocket.close()
  })

  it.each([
    ['from the open', 0.5],
    ['over the close', 384.5],
  ])('%s', async (_, minutes) => {
    pocket = await startTestPocket({ minutes })
    await pocket.admin('/admin/rights', { realtimeSip: true })
    ears = await listenTo(`${pocket.url.replace('http', 'ws')}/v2/sip`)
    ears.say({ action: 'auth', key: 'PKTEST', secret: 'secret' })
    ears.say({ action: 'subscribe', trades: ['SIMFIN', 'PELPOR'], bars: ['SIMFIN', 'PELPOR'] })
    while ((await ears.next()).json()[0].T !== 'subscription');
    const from = pocket.now()
    await pocket.admin('/admin/step', { minutes: 12 })
    const tapes = new Map(['SIMFIN', 'PELPOR'].map((symbol) => [symbol, tapeOf(symbol, from)]))
    const equal = await listenToAll(ears, tapes)
    expect(equal).toBeGreaterThan(20)
    for (const tape of tapes.values()) expect(tape.told.different).toBe(0)
  })
})

/** Hears everything; every vendor's bar is held against the one made here. @returns bars that were equal */
async function listenToAll(ears: Ears, tapes: Map<string, LiveTape>): Promise<number> {
  ears.say({ action: 'unsubscribe', imbalances: ['END'] })
  for (;;) {
    for (const one of (await ears.next()).json()) {
      if (one.T === 'subscription') return [...tapes.values()].reduce((sum, tape) => sum + tape.told.equal, 0)
      const tape = tapes.get(one.S)
      const time = Date.parse(one.t)
      if (one.T === 't') tape!.takePrint(time, one.p, one.s, one.x, one.c.join(','), String(one.i), time)
      if (one.T !== 'b') continue
      tape!.closeThrough(time + MINUTE)
      tape!.takeBar(
        { time, open: one.o, high: one.h, low: one.l, close: one.c, volume: one.v, prints: one.n, vwap: one.vw },
        time,
      )
    }
  }
}

/**
 * Real prints of AlgoSeek by way of Lean against its minute bars of the same days. What differs: the vendor puts the auctions of open and close, which are reported
 * seconds late, into the first and the last regular minute, and leaves single prints out (SPY, three minutes). No minute is missing and none is too many.
 */
describe.skipIf(!realData)(`bars made of real prints${needsRealData}`, () => {
  const NAMES = ['open', 'high', 'low', 'close', 'volume'] as const

  it.each([
    ['BAC', '20131007'],
    ['BAC', '20131008'],
    ['IBM', '20131007'],
    ['IBM', '20131008'],
    ['IBM', '20131009'],
    ['SPY', '20131007'],
    ['SPY', '20131008'],
  ])("%s of %s: the same minutes as the vendor's, at most 8 in 1,000 values of a column differ", (symbol, day) => {
    const tape = tapeOf(symbol)
    for (const line of realLines(`ticks/${symbol}_${day}_trades_lean.csv.gz`)) {
      const [time, price, size, exchange, conditions] = line.split(',')
      const at = Date.parse(time)
      tape.takePrint(at, Number(price), Number(size), exchange, conditions, '', at)
    }
    tape.closeThrough(Number.POSITIVE_INFINITY)
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`
    const theirs = ofDate(realBars(`bars-1min/${symbol}_20131004-20131009_lean.csv`, '1m', symbol), date)
    expect(column(tape.closed, 'time')).toEqual(column(theirs, 'time'))
    for (const name of NAMES) {
      const least = name === 'volume' ? 0.992 : name === 'high' || name === 'low' ? 0.997 : 0.9976
      expect(agreement(tape.closed[name], theirs[name], theirs.length), name).toBeGreaterThanOrEqual(least)
    }
  })
})

function ofDate(bars: Bars, date: string): Bars {
  const [from, to] = [Date.parse(`${date}T00:00Z`), Date.parse(`${date}T00:00Z`) + 24 * 60 * MINUTE]
  const rows = Array.from({ length: bars.length }, (_, i) => i).filter((i) => bars.time[i] >= from && bars.time[i] < to)
  return sliceBars(bars, rows[0], rows[rows.length - 1] + 1)
}

function agreement(made: ArrayLike<number>, theirs: ArrayLike<number>, length: number): number {
  let same = 0
  for (let i = 0; i < length; i++) if (Math.abs(made[i] - theirs[i]) < 1e-9) same++
  return same / length
}
