import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { askBars } from '../../../../src/mcp/charts/ask-bars.ts'
import { chartsOf } from '../../../../src/mcp/charts/chart.ts'
import { DOWN, UP, WARN } from '../../../../src/mcp/charts/palette.ts'
import type { ServerState } from '../../../../src/mcp/state.ts'
import type { JsonObject } from '../../../../src/mcp/tool.ts'
import { answerOf } from '../../../../src/mcp/tools/run.ts'
import { createTestContext, fixedClock } from '../../../support/context.ts'
import { readPng } from '../../../support/png.ts'

/** Pictures of real answers on the simulated market, and of odd ones. */

const simulated = createSimulatedSource({ seed: 1, clock: fixedClock(Date.UTC(2026, 2, 20, 20)).clock })
const test = createTestContext({ sources: { simulated }, flags: { source: 'simulated' } })
const call = { context: test.context, client: null, server: {} as ServerState }
const ask = askBars(call)
afterAll(test.close)

function bar(day: number, open: number, close: number, volume: number | null = 1000) {
  const time = `2026-01-${String(day).padStart(2, '0')}T14:30:00Z`
  return { time, open, high: Math.max(open, close) + 1, low: Math.min(open, close) - 1, close, volume }
}

function barsAnswer(bars: unknown[], more: JsonObject = {}): JsonObject {
  return { symbol: 'TEST', timeframe: '1d', source: 'import', feed: 'import', asOf: '2026-02-01T00:00:00Z', bars, ...more }
}

/** The one picture of an answer of bars. */
async function picture(bars: unknown[], more: JsonObject = {}): Promise<string> {
  const [only] = await chartsOf('bars', barsAnswer(bars, more))
  return only
}

describe('pictures of answers', () => {
  it.each([
    ['bars', 'bars', { symbol: 'SIMALL' }],
    ['peak_trough', 'peak-trough', { symbols: ['SIMALL'] }],
    ['analyze', 'analyze', { symbols: ['SIMALL'] }],
    ['backtest', 'backtest', { strategy: 'sma-cross', symbols: ['SIMALL'], from: '2025-01-01' }],
  ])('%s: a PNG of moderate size that says that the data is made up', async (tool, operation, input) => {
    const [first, ...others] = await chartsOf(tool, await answerOf(call, operation, input), ask)
    expect(others).toEqual([])
    const png = readPng(first)
    expect([png.width, png.height]).toEqual([900, 520])
    expect(png.bytes).toBeGreaterThan(10_000)
    expect(png.bytes).toBeLessThan(200_000)
    expect(png.count(WARN)).toBeGreaterThan(100)
  })

  it('one a symbol, and no more than three', async () => {
    const { results, ...head } = await answerOf(call, 'analyze', { symbols: ['SIMALL'] })
    const many = { ...head, results: Array.from({ length: 4 }, () => (results as JsonObject[])[0]) }
    expect(await chartsOf('analyze', many, ask)).toHaveLength(3)
  })

  it('shows no more than the answer knew', async () => {
    const early = await answerOf(call, 'analyze', { symbols: ['SIMALL'] }, { asOf: '2026-01-15T21:00:00Z' })
    const asked: unknown[] = []
    await chartsOf('analyze', early, async (wish) => {
      const answer = await ask(wish)
      asked.push(wish.asOf, (answer!.bars as { time: string }[]).at(-1)!.time)
      return answer
    })
    expect(asked).toEqual(['2026-01-15T21:00:00Z', '2026-01-15T14:30:00Z'])
  })

  it('a forecast: its fan changes with its bands', async () => {
    const points = [1, 2, 3].map((step) => ({
      step,
      time: `2026-03-2${step + 2}T13:30:00Z`,
      value: 700 + step,
      bands: [{ level: 0.8, low: 690 - step, high: 710 + step }],
    }))
    const result = {
      symbol: 'SIMALL',
      timeframe: '1d',
      source: 'simulated',
      origin: '2026-03-20T13:30:00Z',
      last: 700,
      beatsNaive: false,
      model: { shown: 'naive' },
      points,
      evaluation: { skill: null, windows: 0 },
      signal: { action: 'HOLD', probabilityUp: 0.5, expectedMove: null },
      history: [],
    }
    const answer = { asOf: '2026-03-20T20:00:00Z', results: [result] }
    const [one] = await chartsOf('forecast', answer, ask)
    points[1].bands[0].high += 5
    const [other] = await chartsOf('forecast', answer, ask)
    expect(readPng(one).width).toBe(900)
    expect(other).not.toBe(one)
    points.length = 0
    expect(await chartsOf('forecast', answer, ask)).toEqual([])
  })
})

describe('what a picture of bars shows', () => {
  const rising = [bar(5, 100, 104), bar(6, 104, 108)]

  it('the same bars, the same bytes; another value, another picture', async () => {
    expect(await picture(rising)).toBe(await picture(rising))
    expect(await picture([rising[0], bar(6, 104, 109)])).not.toBe(await picture(rising))
    expect(await picture([rising[0], bar(6, 104, 108, 900)])).not.toBe(await picture(rising))
  })

  it('real data is not called simulated', async () => {
    expect(readPng(await picture(rising)).count(WARN)).toBe(0)
    expect(readPng(await picture(rising, { source: 'simulated' })).count(WARN)).toBeGreaterThan(100)
  })

  it('a fall is of another colour, and full', async () => {
    const [rise, fall] = [readPng(await picture([bar(5, 100, 108)])), readPng(await picture([bar(5, 108, 100)]))]
    const more = { red: fall.count(DOWN) - rise.count(DOWN), green: rise.count(UP) - fall.count(UP) }
    expect(more.green).toBeGreaterThan(100)
    // The rise is an outline only.
    expect(more.red).toBeGreaterThan(2 * more.green)
  })

  it('one bar, flat bars, bars without volume', async () => {
    for (const bars of [
      [bar(5, 100, 104)],
      [{ ...bar(5, 0, 0), high: 0, low: 0 }],
      [bar(5, 100, 104, null), bar(6, 104, 101, 0)],
    ]) {
      expect(readPng(await picture(bars)).height).toBe(520)
    }
  })

  it('nothing of nothing: no bars, no prices, a tool that has no picture', async () => {
    expect(await chartsOf('bars', barsAnswer([]))).toEqual([])
    expect(await chartsOf('bars', barsAnswer([{ ...bar(5, 1, 1), close: null }]))).toEqual([])
    expect(await chartsOf('quote', { price: 1 })).toEqual([])
    expect(await chartsOf('analyze', { asOf: null, results: [] }, ask)).toEqual([])
    expect(await chartsOf('constructor', {})).toEqual([])
  })
})

describe('pictures that analytics code asks for', () => {
  const chart = (values: (number | null)[], more: JsonObject = {}) => ({
    asOf: null,
    source: 'import',
    charts: [{ title: 'Mine', kind: 'line', x: values.map((_, i) => i), series: [{ name: 'a', values }], ...more }],
  })

  it('a gap stays a gap', async () => {
    const [whole] = await chartsOf('run', chart([1, 2, 3, 4]))
    const [gap] = await chartsOf('run', chart([1, null, 3, 4]))
    const [nan] = await chartsOf('run', chart([1, Number.NaN, 3, 4]))
    expect(gap).not.toBe(whole)
    expect(nan).toBe(gap)
    expect(await chartsOf('run', chart([null, null]))).toEqual([])
    expect(await chartsOf('run', { charts: [] })).toEqual([])
  })

  it('numbers along the bottom lie where they belong', async () => {
    const at = async (x: (number | string)[]) => (await chartsOf('run', chart([1, 2, 3], { kind: 'scatter', x })))[0]
    expect(await at([1, 2, 9])).not.toBe(await at([1, 2, 3]))
    // A day without a bar is no gap.
    const days = ['2026-01-02', '2026-01-05', '2026-01-06']
    expect(await at(days.map((day) => Date.parse(day)))).toBe(await at(days))
  })

  it.each(['line', 'bar', 'scatter'])('%s: whatever the code gave, it is a picture or none', async (kind) => {
    const value = fc.oneof(fc.double(), fc.constant(null), fc.integer())
    const series = fc.array(fc.record({ name: fc.string({ unit: 'binary' }), values: fc.array(value, { maxLength: 8 }) }), {
      maxLength: 9,
    })
    const x = fc.array(fc.oneof(value, fc.string({ unit: 'binary' })), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(series, x, fc.string({ unit: 'binary' }), async (series, x, title) => {
        const pictures = await chartsOf('run', { charts: [{ title, kind, x, series }] })
        for (const one of pictures) expect(readPng(one).bytes).toBeLessThan(200_000)
      }),
      { numRuns: 25 },
    )
  })

  it('words are words, not marks', async () => {
    const [first] = await chartsOf(
      'run',
      chart([1, 2], { title: '</text><script>&amp; ]]> \u0000\ud800 <image href="file:///etc/passwd"/>' }),
    )
    expect(readPng(first).width).toBe(900)
  })
})
