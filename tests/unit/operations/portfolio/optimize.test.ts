import { Chalk } from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { view } from '../../../../src/cli/views/portfolio-optimize.ts'
import { iso } from '../../../../src/core/time.ts'
import { barClose } from '../../../../src/market/bar-times.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { execute } from '../../../../src/operations/execute.ts'
import { portfolioOptimize } from '../../../../src/operations/portfolio/optimize.ts'
import type { PortfolioAnswer } from '../../../../src/operations/portfolio/output.ts'
import { createTestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/indicator-bars.ts'
import { walk } from '../../analysis/patterns/drawn.ts'
import { marketOf } from '../../analysis/portfolio/markets.ts'
import { scriptedSource } from '../peak-trough/peak-trough-source.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const DAYS = 700
const named = (bars: Bars, symbol: string): Bars => ({ ...bars, symbol, source: 'scripted', feed: 'script' })

/** Closes along returns, from 100. */
function priced(symbol: string, returns: Float64Array): Bars {
  let close = 100
  const candles = Array.from(returns, (value) => {
    close *= 1 + value
    return { close }
  })
  return named(barsOf(candles), symbol)
}

const SERIES = marketOf(3, DAYS, 12).map((returns, i) => priced(`OB${'ABC'[i]}`, returns))
const SYMBOLS = SERIES.map((one) => one.symbol)
const closeAt = (row: number) => barClose('1d', SERIES[0].time[row], usCalendar)

function contextOf(series: Bars[], asOf?: number) {
  const flags: Record<string, string> = { source: 'scripted', ...(asOf !== undefined && { 'as-of': iso(asOf) }) }
  const test = createTestContext({ store: createMemoryStore(), sources: { scripted: scriptedSource(series) }, flags })
  closers.push(test.close)
  return test
}

function answer(input: Record<string, unknown> = {}, series = SERIES, asOf?: number): Promise<PortfolioAnswer> {
  return contextOf(series, asOf).run(portfolioOptimize, { symbols: SYMBOLS, days: 200, ...input })
}

const screen = (width = 100) => ({ width, terminal: true, paint: new Chalk({ level: 0 }) })
const total = (rows: PortfolioAnswer['weights'], of: 'weight' | 'riskContribution') => rows.reduce((sum, row) => sum + row[of], 0)

describe('portfolio optimize', () => {
  it('gives weights with what they are made of, and how the method did', async () => {
    const found = await answer()
    expect(found).toMatchObject({
      method: 'mean-variance',
      symbols: SYMBOLS,
      riskTolerance: 0.1,
      observations: 200,
      source: 'scripted',
    })
    expect(total(found.weights, 'weight')).toBeCloseTo(1, 10)
    expect(total(found.weights, 'riskContribution')).toBeCloseTo(1, 10)
    const expected = found.weights.reduce((sum, row) => sum + row.weight * row.expectedReturn, 0)
    expect(found.expectedReturn).toBeCloseTo(expected, 12)
    expect(found.sharpe).toBeCloseTo(found.expectedReturn / found.risk, 12)
    expect(found.minVariance.risk).toBeLessThanOrEqual(
      Math.min(found.risk, found.equalWeight.risk, ...found.weights.map((row) => row.volatility)),
    )
    expect(found.frontier[0].risk).toBeCloseTo(found.minVariance.risk, 8)
    expect(found.daysPerYear).toBeGreaterThan(249)
    expect(found.daysPerYear).toBeLessThan(254)
    const { outOfSample } = found
    expect(outOfSample).toMatchObject({ months: expect.any(Number), verdict: 'undecided' })
    expect(outOfSample!.versusEqual!.sharpe.low).toBeLessThan(outOfSample!.versusEqual!.sharpe.high)
    expect(outOfSample!.days).toBeGreaterThan(450)
    // The worth of the answer: none of the single symbols nor equal weights is worth more.
    const worth = (gain: number, risk: number) => 0.1 * gain - risk ** 2 / 2
    const own = worth(found.expectedReturn, found.risk)
    for (const row of found.weights) expect(worth(row.expectedReturn, row.volatility)).toBeLessThanOrEqual(own + 1e-12)
    expect(worth(found.equalWeight.expectedReturn, found.equalWeight.risk)).toBeLessThanOrEqual(own + 1e-12)
  })

  it('never calls better what may be luck', async () => {
    const markets = [21, 22, 23, 24, 25, 26].map((seed) =>
      marketOf(3, 500, seed).map((returns, i) => priced(SYMBOLS[i], returns)),
    )
    const found = await Promise.all(markets.map((series) => answer({ method: 'min-variance', days: 120 }, series)))
    const unsure = found.flatMap(({ outOfSample }) => {
      const { value, low } = outOfSample!.versusEqual!.sharpe
      return value > 0 && low <= 0 ? [outOfSample!.verdict] : []
    })
    expect(unsure.length).toBeGreaterThan(0)
    for (const verdict of unsure) expect(['undecided', 'less-risk']).toContain(verdict)
  })

  it('knows nothing that came after the as-of: the same answer from series that end there, or go on otherwise', async () => {
    const row = 560
    const other = marketOf(3, DAYS, 77)
    const ended = SERIES.map((one) => sliceBars(one, 0, row + 1))
    const changed = SERIES.map((one, i) => {
      const close = one.close.slice()
      for (let k = row + 1; k < DAYS; k++) close[k] = close[k - 1] * (1 + other[i][k])
      return { ...one, close }
    })
    for (const method of ['mean-variance', 'hrp']) {
      const found = await answer({ method }, SERIES, closeAt(row))
      expect(found.to).toBe(iso(SERIES[0].time[row]).slice(0, 10))
      expect(await answer({ method }, ended, closeAt(row))).toEqual(found)
      expect(await answer({ method }, changed, closeAt(row))).toEqual(found)
    }
  })

  it('the same input gives the same bytes', async () => {
    expect(JSON.stringify(await answer())).toBe(JSON.stringify(await answer()))
  })

  it('holds its methods to what they promise', async () => {
    const parity = await answer({ method: 'risk-parity' })
    expect(parity.riskTolerance).toBeNull()
    for (const row of parity.weights) expect(row.riskContribution).toBeCloseTo(1 / 3, 9)
    const least = await answer({ method: 'min-variance' })
    expect(least.risk).toBeCloseTo(least.minVariance.risk, 12)
    const capped = await answer({ method: 'min-variance', maxWeight: 0.4 })
    for (const row of capped.weights) expect(row.weight).toBeLessThanOrEqual(0.4)
    expect(capped.risk).toBeGreaterThanOrEqual(least.risk)
    const [bold, usual] = [await answer({ riskTolerance: 2 }), await answer()]
    expect(bold.expectedReturn).toBeGreaterThan(usual.expectedReturn)
    expect(bold.risk).toBeGreaterThan(usual.risk)
  })

  it('turns weights into whole shares, and says what is left', async () => {
    const { weights, notional } = await answer({ method: 'risk-parity', notional: 5000 })
    const spent = weights.reduce((sum, row) => sum + row.shares! * row.price, 0)
    expect(notional).toEqual({ amount: 5000, invested: spent, cash: 5000 - spent })
    for (const row of weights) expect((row.shares! + 1) * row.price).toBeGreaterThan(5000 * row.weight)
    expect(notional!.cash).toBeGreaterThanOrEqual(0)
  })
})

describe('pasts that differ', () => {
  it('takes only the dates that all have, and says how many', async () => {
    const young = { ...SERIES[1], ...sliceBars(SERIES[1], DAYS - 121, DAYS) }
    const found = await answer({}, [SERIES[0], young, SERIES[2]])
    expect(found.observations).toBe(120)
    expect(found.warnings.join('\n')).toMatch(/only 120 of 200 daily returns .* OBB begins on/)
    expect(found.warnings.join('\n')).toMatch(/not tried on the past: .* 12 months/)
    expect(found.outOfSample).toBeNull()
  })

  it('refuses too short a past with the number that is needed, and names the shortest', async () => {
    const young = sliceBars(SERIES[1], DAYS - 41, DAYS)
    const failing = answer({}, [SERIES[0], young, SERIES[2]])
    await expect(failing).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringMatching(/^40 daily returns .* 60 are needed; OBB/),
    })
  })

  it('refuses what never moved, and points at what may be a split', async () => {
    const still = named(barsOf(Array.from({ length: DAYS }, () => ({ close: 10 }))), 'OBB')
    await expect(answer({}, [SERIES[0], still, SERIES[2]])).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringContaining('OBB'),
    })
    const halved = { ...SERIES[1], close: SERIES[1].close.map((close, row) => (row < 600 ? close : close / 2)) }
    const found = await answer({}, [SERIES[0], halved, SERIES[2]])
    expect(found.warnings.join('\n')).toMatch(/OBB moved by -\d+% to \d{4}-\d\d-\d\d: a split, perhaps/)
  })

  it('says that a symbol has ended', async () => {
    const ended = sliceBars(SERIES[1], 0, DAYS - 30)
    const found = await answer({}, [SERIES[0], ended, SERIES[2]], closeAt(DAYS - 1))
    expect(found.warnings.join('\n')).toMatch(/OBB has no bars after/)
  })
})

describe('what no portfolio can be made of', () => {
  it.each([
    [{ symbols: ['OBA'] }, /one weight/],
    [{ symbols: ['OBA', 'oba'] }, /one weight/],
    [{ maxWeight: 0.3 }, /3 symbols of at most 0.3 do not add up to 1/],
    [{ method: 'hrp', maxWeight: 0.5 }, /no highest weight/],
    [{ symbols: ['OBA', 'ES'], notional: 1000 }, /ES is a future/],
    [{ days: 30 }, /30 days are too few for 3 symbols, 60 are needed/],
  ])('%j', async (input, message) => {
    const { context } = contextOf(SERIES)
    const asked = execute(portfolioOptimize, { symbols: SYMBOLS, ...input }, context)
    await expect(asked).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(message) })
  })

  it('a symbol that there is not', async () => {
    await expect(answer({ symbols: ['OBA', 'NONE'] })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

/** A price that is drawn back to 100: its past tells its future. */
function drawnBack(symbol: string, seed: number): Bars {
  const random = new Random(seed, 'drawn-back')
  let log = 0
  const candles = Array.from({ length: 1400 }, () => {
    log += -0.2 * log + 0.02 * random.normal()
    return { close: 100 * Math.exp(log) }
  })
  return named(barsOf(candles), symbol)
}

describe('expected returns of a forecast', () => {
  const series = [drawnBack('OBA', 5), named(walk(1400, 3), 'OBB'), named(walk(1400, 4), 'OBC')]

  it('stand in for history only where it beats the last value', async () => {
    const found = await answer({ model: 'linear' }, series)
    const [sure, ...walks] = found.weights
    expect(sure).toMatchObject({ expectedReturnSource: 'forecast', forecast: { horizon: 30 } })
    expect(sure.forecast!.skillLow).toBeGreaterThan(0)
    expect(sure.expectedReturn).toBeCloseTo((sure.forecast!.move * found.daysPerYear) / 30, 12)
    const plain = await answer({}, series)
    for (const [i, row] of walks.entries()) {
      expect(row.forecast).not.toBeNull()
      expect(row).toMatchObject({ expectedReturnSource: 'history', expectedReturn: plain.weights[i + 1].expectedReturn })
    }
    expect(found.warnings.join('\n')).toMatch(/expected returns of OBA are forecasts of 30 bars/)
    expect(view(found, screen())).toMatch(/OBA: forecast [+-][\d.]+% in 30 bars, skill [\d.]+% .*used/s)
    expect(plain.weights[0]).toMatchObject({ expectedReturnSource: 'history', forecast: null })
  })

  it('says so where none does', async () => {
    const found = await answer({ symbols: ['OBB', 'OBC'], model: 'naive' }, series)
    expect(found.warnings.join('\n')).toMatch(/no forecast beats the last value/)
  })
})

describe('the view', () => {
  it.each([60, 80, 140])('fits %i columns and draws the frontier', async (width) => {
    const found = await answer({ notional: 10_000 })
    const text = view(found, screen(width))
    expect(text).toMatch(/Frontier/)
    for (const sign of ['◆', '=equal', '·']) expect(text).toContain(sign)
    expect(text).toMatch(/[⠁-⣿]/)
    expect(text).not.toMatch(/NaN|undefined|null|\[object/)
    const chart = text.split('\n').filter((line) => / [│└]/.test(line))
    expect(chart.length).toBe(17)
    for (const line of chart) expect([...line].length).toBeLessThanOrEqual(width)
  })

  it('is drawn in plain characters where the terminal has no others', async () => {
    const text = view(await answer(), { ...screen(), ascii: true })
    const lines = text.split('\n')
    const from = lines.findIndex((line) => line.includes('# this portfolio'))
    const chart = lines.slice(from, from + 19)
    for (const sign of ['#', '=equal', 'oOB', '*', '+---']) expect(chart.join('\n')).toContain(sign)
    expect(chart.join('\n')).toMatch(/^[ -~\n]*$/)
  })

  it('says beside the past whether it may be luck; in a pipe it draws nothing', async () => {
    const found = await answer()
    const text = view(found, { ...screen(), terminal: false })
    expect(text).toMatch(/less equal weights: return .*odds of luck/)
    expect(text).not.toMatch(/Frontier/)
    const verdicts = {
      better: 'beyond luck',
      'less-risk': 'less risk',
      undecided: 'may be luck',
      worse: 'worse',
      unknown: 'compared',
    }
    for (const [verdict, words] of Object.entries(verdicts)) {
      const told = { ...found, outOfSample: { ...found.outOfSample!, verdict: verdict as 'better' } }
      expect(view(told, screen())).toContain(words)
    }
  })
})
