import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { turnSettings } from '../../../../src/analysis/peaks/settings.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { iso, MINUTE, parseDate } from '../../../../src/core/time.ts'
import { dailyOpen } from '../../../../src/market/bar-times.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { createPrints } from '../../../../src/market/prints.ts'
import type { PeakTroughResult } from '../../../../src/operations/peak-trough/output.ts'
import { peakTrough } from '../../../../src/operations/peak-trough/peak-trough.ts'
import { createTestContext, type TestContextOptions } from '../../../support/context.ts'
import { type NaiveTurn, naiveKnownAt, naiveReport, naiveSmooth } from '../../analysis/peaks/naive.ts'
import { minuteBars, regularMinutes, type Scripted, scriptedSource } from './peak-trough-source.ts'

const MONDAY = parseDate('2026-03-16') as number
const rounded = (value: number) => Math.round(value * 1e9) / 1e9

/** A walk in cents with a given end, so that the signal at the end is chosen by the test. */
function walk(count: number, end: number[] = []): number[] {
  let seed = 11
  let cents = 5000
  const random = () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  const start = Array.from({ length: count - end.length }, () => {
    cents += Math.round((random() - 0.5) * 14)
    return cents / 100
  })
  const last = start.at(-1) ?? 50
  return [...start, ...end.map((move) => Math.round((last + move) * 100) / 100)]
}

function bars(closes: number[], prints: number | null = 1500, symbol = 'OBX'): Bars {
  return minuteBars(symbol, regularMinutes(closes.length, MONDAY), closes, prints)
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function contextOf(source: Scripted, options: TestContextOptions = {}) {
  const test = createTestContext({
    store: createMemoryStore(),
    ...options,
    sources: { scripted: source },
    flags: { source: 'scripted', ...options.flags },
  })
  closers.push(test.close)
  return test
}

async function answer(
  series: Bars,
  input: Record<string, unknown> = {},
  options: TestContextOptions = {},
): Promise<PeakTroughResult> {
  const output = await contextOf(scriptedSource([series]), options).run(peakTrough, { symbols: ['obx'], ...input })
  return output.results[0]
}

const VALLEY = [-0.3, -0.6, -0.9, -1.2, -1.5, -1.2, -0.9]
const HILL = VALLEY.map((move) => -move)

describe('peak-trough', () => {
  it('reports the turns, raw prices and times of the definition, each known since the bar that brute force says', async () => {
    const closes = walk(500)
    const result = await answer(bars(closes), { bars: 120, window: 9, lookahead: 2 })
    const settings = turnSettings({ bars: 120, window: 9, lookahead: 2 })
    const time = regularMinutes(500, MONDAY)
    const reports: NaiveTurn[][] = closes.map((_, row) => (row < 260 ? [] : naiveReport(closes, row, settings, rounded)))
    const smoothed = naiveSmooth(closes.slice(380), 9)
    const expected = reports[499].map((turn) => ({
      kind: turn.kind,
      time: iso(time[turn.row]),
      price: closes[turn.row],
      knownAt: iso(time[naiveKnownAt(reports, turn, 499)] + MINUTE),
      provisional: 499 - turn.row < 4 + 2,
      age: 499 - turn.row,
      smoothed: expect.closeTo(smoothed[turn.row - 380], 9),
    }))
    const found = [
      ...result.peaks.map((turn) => ({ kind: 'peak', ...turn })),
      ...result.troughs.map((turn) => ({ kind: 'trough', ...turn })),
    ].sort((a, b) => b.age - a.age)
    expect(found.length).toBeGreaterThan(10)
    expect(found).toEqual(expected)
  })

  it('knows nothing after the as-of: the answer as of a bar is the answer on the series cut there', async () => {
    const series = bars(walk(700))
    for (const row of [310, 433, 434, 435, 699]) {
      const asOf = iso(series.time[row] + MINUTE)
      const cut = await answer(sliceBars(series, 0, row + 1), { bars: 150 })
      expect(await answer(series, { bars: 150 }, { flags: { 'as-of': asOf } })).toEqual(cut)
    }
  })

  it('does not depend on bars before the ones a computation may see', async () => {
    const series = bars(walk(1400))
    const long = await answer(series, { bars: 100 })
    const short = await answer(sliceBars(series, 1400 - 199, 1400), { bars: 100 })
    expect({ ...short, survival: null, survivalOf: 0 }).toEqual({ ...long, survival: null, survivalOf: 0 })
  })

  it('buys near a fresh trough: stop 2% below it, confidence by the distance, and says it is provisional', async () => {
    const closes = walk(400, VALLEY)
    const result = await answer(bars(closes))
    // The lowest close is at 397; the weights cut off at the end pull the smoothed trough one bar on.
    const trough = closes[398]
    const away = closes[399] / trough - 1
    expect(result.signal).toEqual({
      action: 'BUY',
      price: closes[399],
      confidence: expect.closeTo(0.5 + 0.4 * (1 - away / 0.02), 12),
      stop: expect.closeTo(trough * 0.98, 12),
      reason: `trough, 1 bar ago (provisional); last close ${(away * 100).toFixed(2)}% above it`,
      tradable: true,
      basis: { kind: 'trough', time: result.troughs.at(-1)?.time, price: trough, provisional: true },
    })
    expect(result.troughs.at(-1)).toMatchObject({ price: trough, age: 1, provisional: true })
  })

  it('sells near a fresh peak, stop 2% above it', async () => {
    const closes = walk(400, HILL)
    const { signal } = await answer(bars(closes))
    expect(signal).toMatchObject({ action: 'SELL', basis: { kind: 'peak', price: closes[398] }, tradable: true })
    expect(signal.stop).toBeCloseTo(closes[398] * 1.02, 12)
  })

  it('holds when the newest turn is old or far, and says which', async () => {
    const straight = Array.from({ length: 12 }, (_, i) => (i + 1) * 0.05)
    const old = await answer(bars(walk(400, straight)))
    expect(old.signal).toMatchObject({ action: 'HOLD', confidence: 0, stop: null, basis: null, tradable: false })
    expect(old.signal.reason).toMatch(/trough is the latest turn, \d+ bars ago: more than 3 bars/)
    const far = await answer(bars(walk(400, [-1, -2, -3, -4, -5, -3.4, -1.8])))
    expect(far.signal).toMatchObject({ action: 'HOLD', tradable: false })
    expect(far.signal.reason).toMatch(/but the last close is \d\.\d\d% above it: more than 2%/)
    const flat = await answer(bars(new Array(200).fill(100.01)))
    expect(flat).toMatchObject({ peaks: [], troughs: [], survival: null, survivalOf: 0 })
    expect(flat.signal.reason).toBe('no peak or trough in these bars')
  })

  it('is tradable only with enough prints a minute, and never without counts', async () => {
    const closes = walk(400, VALLEY)
    expect(await answer(bars(closes, 999))).toMatchObject({
      signal: { action: 'BUY', tradable: false },
      liquidity: { printsPerMinute: 999, rating: 'GOOD', coverage: 1, meetsMinimum: false },
    })
    expect(await answer(bars(closes, null))).toMatchObject({
      signal: { action: 'BUY', tradable: false },
      liquidity: { printsPerMinute: null, rating: 'UNKNOWN', meetsMinimum: false },
    })
  })

  it('is not tradable on bars of an earlier session; their liquidity is that of their own last minutes', async () => {
    const series = bars(walk(390, VALLEY))
    const stale = await answer(series, {}, { flags: { 'as-of': '2026-03-17T15:00:00Z' } })
    expect(stale).toMatchObject({ stale: true, signal: { action: 'BUY', tradable: false }, liquidity: { printsPerMinute: 1500 } })
    const evening = await answer(series, {}, { flags: { 'as-of': '2026-03-16T23:00:00Z' } })
    expect(evening).toMatchObject({ stale: false, signal: { action: 'BUY', tradable: true } })
  })

  it('calls daily bars stale once another one should have closed, not during the next session', async () => {
    const daily: Bars = { ...bars(walk(60)), timeframe: '1d' }
    for (let i = 0, day = MONDAY; i < 60; i++, day = usCalendar.next(day)) daily.time[i] = dailyOpen(usCalendar, day)
    const staleAt = async (asOf: string) => (await answer(daily, { timeframe: '1d' }, { flags: { 'as-of': asOf } })).stale
    const last = iso(daily.time[59])
    expect(last).toBe('2026-06-09T13:30:00Z')
    expect(await staleAt('2026-06-10T15:00:00Z')).toBe(false)
    expect(await staleAt('2026-06-10T20:00:00Z')).toBe(true)
  })

  it('counts prints on the tape when bars carry none', async () => {
    const series = bars(walk(400, VALLEY), null)
    const tape = createPrints({ symbol: 'OBX', source: 'scripted', feed: 'script' }, 6000)
    tape.length = 6000
    const from = series.time[395]
    for (let i = 0; i < 6000; i++) tape.time[i] = from + i * 50
    const { results } = await contextOf(scriptedSource([series], [tape])).run(peakTrough, { symbols: ['OBX'] })
    expect(results[0]).toMatchObject({ signal: { tradable: true }, liquidity: { printsPerMinute: 1200, rating: 'EXCELLENT' } })
  })

  it('takes window and lookahead from the sensitivity, unless they are said; an even window grows by one', async () => {
    const series = bars(walk(300))
    const of = async (input: Record<string, unknown>) => {
      const { window, lookahead } = await answer(series, input)
      return [window, lookahead]
    }
    expect(await of({})).toEqual([11, 1])
    expect(await of({ sensitivity: 'conservative' })).toEqual([21, 3])
    expect(await of({ sensitivity: 'sensitive' })).toEqual([7, 1])
    expect(await of({ sensitivity: 'conservative', window: 14 })).toEqual([15, 3])
    expect(await of({ sensitivity: 'sensitive', lookahead: 5 })).toEqual([7, 5])
  })

  it('looks further back when the usual span holds too few bars, and takes what there is', async () => {
    const early = regularMinutes(800, parseDate('2023-05-01') as number)
    const late = regularMinutes(300, MONDAY)
    const series = minuteBars('OBX', Float64Array.from([...early, ...late]), walk(1100), 1500)
    const source = scriptedSource([series])
    const { results } = await contextOf(source).run(peakTrough, { symbols: ['OBX'] })
    expect(results[0].bars).toBe(1000)
    expect(source.asked.filter((query) => query.limit === 2000).length).toBe(3)
    expect(results[0].troughs[0].time < '2024').toBe(true)
  })

  it('answers the good symbols, names the failed ones, and fails when there is none', async () => {
    const test = contextOf(scriptedSource([bars(walk(300))]))
    const output = await test.run(peakTrough, { symbols: ['OBX', 'NOPE', 'obx'] })
    expect(output.results.map((one: PeakTroughResult) => one.symbol)).toEqual(['OBX'])
    expect(output.failed).toEqual([
      { symbol: 'NOPE', kind: 'not-found', message: 'unknown symbol NOPE', hint: 'openbell data list' },
    ])
    expect(output).toMatchObject({ source: 'scripted', feed: 'script', asOf: iso(regularMinutes(300, MONDAY)[299] + MINUTE) })
    await expect(test.run(peakTrough, { symbols: ['NOPE'] })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(test.run(peakTrough, {})).rejects.toMatchObject({ kind: 'usage', hint: 'openbell peak-trough SIMALL' })
    await expect(test.run(peakTrough, { symbols: ['OBX'], timeframe: '7m' })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe('kept signals', () => {
  it('keeps each run and lists them newest first, of some symbols when asked', async () => {
    const source = scriptedSource([bars(walk(300, VALLEY)), bars(walk(300, HILL), 1500, 'HLD')])
    const test = contextOf(source, { now: Date.UTC(2026, 2, 20, 12) })
    await test.run(peakTrough, { symbols: ['OBX'] })
    test.setNow(Date.UTC(2026, 2, 20, 13))
    await test.run(peakTrough, { symbols: ['HLD'] })
    const { history, results } = await test.run(peakTrough, { history: true })
    expect(results).toEqual([])
    expect(history).toMatchObject([
      { symbol: 'HLD', action: 'SELL', at: '2026-03-20T13:00:00Z', source: 'scripted', timeframe: '1m' },
      { symbol: 'OBX', action: 'BUY', at: '2026-03-20T12:00:00Z' },
    ])
    expect((await test.run(peakTrough, { history: true, symbols: ['obx'] })).history).toMatchObject([{ symbol: 'OBX' }])
  })

  it('keeps nothing in a dry run, and answers all the same when the store cannot be written', async () => {
    const dry = contextOf(scriptedSource([bars(walk(300))]), { dryRun: true })
    await dry.run(peakTrough, { symbols: ['OBX'] })
    expect((await dry.run(peakTrough, { history: true })).history).toEqual([])

    const store = createMemoryStore()
    store.kept.add = () => {
      throw new OpenbellError('unavailable', 'another process is writing')
    }
    const locked = contextOf(scriptedSource([bars(walk(300))]), { store })
    expect((await locked.run(peakTrough, { symbols: ['OBX'] })).results).toHaveLength(1)
    expect(locked.warnings).toEqual(['the signal of OBX was not kept: another process is writing'])
  })
})
