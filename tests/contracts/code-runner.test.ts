import { afterAll, describe, expect, it } from 'vitest'
import { createCodeRunner } from '../../src/adapters/sandbox/runner.ts'
import { algorithmicActivity } from '../../src/analysis/algorithmic/estimate.ts'
import { indicatorColumn } from '../../src/analysis/indicators/registry.ts'
import { vwap } from '../../src/analysis/indicators/volume/vwap.ts'
import { momentumWindows } from '../../src/analysis/momentum/windows.ts'
import { regimeAt } from '../../src/analysis/regime/regime.ts'
import { volumeProfile } from '../../src/analysis/volume-profile/volume-profile.ts'
import type { CodeRequest } from '../../src/ports/code-runner.ts'
import type { Dataset } from '../../src/ports/datasets.ts'
import { barsDataset, datasetOf, quietLog, walkBars } from '../support/code-dataset.ts'

const runner = createCodeRunner({ log: quietLog })
const never = new AbortController().signal
afterAll(() => runner.close())

const bars = walkBars(600)
const one = barsDataset([bars])
const two = barsDataset([walkBars(60, 1, 'AAA'), walkBars(40, 2, 'BBB')])

function run(code: string, dataset: Dataset | null = one, more: Partial<CodeRequest> = {}) {
  return runner.run({ code, dataset, timeoutMs: 20_000, mostBytes: 65_536, seed: 7, ...more }, never)
}

async function answer(code: string, dataset: Dataset | null = one): Promise<unknown> {
  const { result, error } = await run(code, dataset)
  expect(error).toBeNull()
  return result
}

describe('code over a dataset', () => {
  it('gets the columns as arrays of their types, and answers JSON', async () => {
    const code = `return [df.length, df.columns, df.close instanceof Float64Array, df.symbol[0], df.timeframe, df.source, df.symbols,
      df.close[df.length - 1], NaN, -Infinity, undefined, df.close.slice(0, 2), new Map([['a', 1]]), new Date(0)]`
    expect(await answer(code)).toEqual([
      ...[600, one.columns.map((column) => column.name), true, 'WALK', '1d', 'simulated', ['WALK'], bars.close[599], null, null],
      ...[null, [...bars.close.subarray(0, 2)], { a: 1 }, '1970-01-01T00:00:00.000Z'],
    ])
  })

  it('runs without a dataset, in a world that repeats: random numbers of the seed, no clock', async () => {
    expect(await answer('return [df.length, df.columns]', null)).toEqual([0, []])
    const draws = await Promise.all([7, 7, 8].map((seed) => run('return [Math.random(), Math.random()]', null, { seed })))
    expect(draws[0].result).toEqual(draws[1].result)
    expect(draws[0].result).not.toEqual(draws[2].result)
    expect((await run('return Date.now()', null)).error?.message).toMatch(/no clock/)
    expect(await answer('return new Date()')).toBe('2023-11-14T22:13:20.000Z')
  })

  it('sorts, cuts, groups and sums up frames; a frame as the answer is its rows', async () => {
    expect(await answer('return df.tail(2).select(["symbol", "volume"])', two)).toEqual(
      [...walkBars(40, 2, 'BBB').volume.subarray(38)].map((volume) => ({ symbol: 'BBB', volume })),
    )
    const code = `const groups = df.groupBy('symbol')
      return [[...groups.keys()], Object.keys(groups), groups.BBB.length, df.where((row) => row.symbol === 'AAA').length,
        df.sortBy('close', true).row(0).close === df.max('close'), df.rows(1, 3).length, df.slice(-5).length,
        df.with('twice', df.close.map((x) => 2 * x)).mean('twice') / df.mean('close'), df.returns()[60], df.describe().close.count]`
    expect(await answer(code, two)).toEqual([['AAA', 'BBB'], ['AAA', 'BBB'], 40, 60, true, 2, 5, 2, null, 100])
  })

  it('rolls with the kernels of the indicators, never over two symbols', async () => {
    const [sma, stdev] = [indicatorColumn('sma', bars, [20]), indicatorColumn('stdev', bars, [20])]
    const [mean, std] = (await answer('return [df.rolling("close", 20), df.rolling("close", 20, "std")]')) as number[][]
    expect(mean).toEqual(Array.from(sma, (value) => (Number.isNaN(value) ? null : value)))
    expect(std[599]).toBeCloseTo(stdev[599] * Math.sqrt(20 / 19), 10)
    const rolled = (await answer('return df.rolling("close", 5, "max")', two)) as (number | null)[]
    expect(rolled.slice(60, 65).map((value) => value === null)).toEqual([true, true, true, true, false])
  })

  it('keeps what it logs and draws', async () => {
    const code = `console.log('rows', df.length, { a: [1] }); console.warn('careful'); console.error(new RangeError('x'))
      chart({ title: 'closes', x: df.time.slice(0, 2), series: { close: df.close.slice(0, 2) } })
      chart({ kind: 'bar', x: ['a', 'b'], series: [{ name: 's', values: [1, NaN] }] })`
    const { result, console: lines, charts, error } = await run(code)
    expect([result, error]).toEqual([null, null])
    expect(lines).toEqual([
      { level: 'log', text: 'rows 600 {"a":[1]}' },
      { level: 'warn', text: 'careful' },
      { level: 'error', text: 'RangeError: x' },
    ])
    expect(charts).toEqual([
      {
        title: 'closes',
        kind: 'line',
        x: [...bars.time.subarray(0, 2)],
        series: [{ name: 'close', values: [...bars.close.subarray(0, 2)] }],
      },
      { title: '', kind: 'bar', x: ['a', 'b'], series: [{ name: 's', values: [1, null] }] },
    ])
  })
})

describe('helpers inside are the analysis of the house', () => {
  const now = (values: ArrayLike<number>) => values[bars.length - 1]

  it('momentum, RSI, VWAP and the volume profile', async () => {
    const vwaps = new Float64Array(bars.length)
    vwap(bars, 0, bars.length, vwaps)
    const code = `return [calculateMomentum(df), calculateMomentum(df.close, 20), calculateRsi(df.close), calculateRsi(df, 5), calculateVwap(df),
      rsiSeries(df).length, vwapSeries(df)[0], analyzeVolumeProfile(df)]`
    expect(await answer(code)).toEqual([
      momentumWindows(bars.close, bars.length, [5])[0].change,
      momentumWindows(bars.close, bars.length, [20])[0].change,
      now(indicatorColumn('rsi', bars, [14])),
      now(indicatorColumn('rsi', bars, [5])),
      now(vwaps),
      600,
      vwaps[0],
      volumeProfile(bars, 0, 10),
    ])
  })

  it('regime and trend', async () => {
    const [regime, trend] = (await answer('return [detectMarketRegime(df), assessTrendStrength(df, 20)]')) as Record<
      string,
      unknown
    >[]
    expect(regime).toEqual(regimeAt(bars))
    expect(trend).toMatchObject({
      adx: now(indicatorColumn('adx', bars, [20])),
      slope: now(indicatorColumn('linreg', bars, [20], null, 1)),
      r2: now(indicatorColumn('linreg', bars, [20], null, 3)),
    })
  })

  it('the tape', async () => {
    const rows = 300
    const time = Float64Array.from({ length: rows }, (_, i) => 1_700_000_000_000 + 250 * i)
    const size = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 37 : 100))
    const price = new Float64Array(rows).fill(10)
    const columns = [
      { name: 'time', type: 'time', values: time },
      { name: 'price', type: 'number', values: price },
      { name: 'size', type: 'number', values: size },
    ] as const
    const labels = { codes: new Uint16Array(rows), names: [''] }
    const prints = {
      symbol: 'X',
      source: '',
      feed: '',
      length: rows,
      time,
      price,
      size,
      exchange: labels,
      conditions: labels,
      id: null,
    }
    const found = algorithmicActivity(prints)
    const told = await answer('return identifyAlgorithmicActivity(df, 0.7)', datasetOf([...columns]))
    expect(told).toEqual({ ...found, isAlgorithmic: found!.probability > 0.7, reason: null })
    expect(await answer('return identifyAlgorithmicActivity(df).reason')).toMatch(/prints/)
  })
})

describe('what goes wrong is one line', () => {
  it.each([
    ['return df.clsoe', 'runtime', 1, /no clsoe \(did you mean close\?\): its columns are time, symbol, open/],
    ["return df.mean('volum')", 'runtime', 1, /did you mean volume/],
    ['const a = 1\nconst b = 2\nreturn a.b.c', 'runtime', 3, /^TypeError/],
    ['function f(x) {\n  return g(x)\n}\n\nreturn f(1)', 'runtime', 2, /^ReferenceError: .*g/],
    ['let a = ;', 'syntax', 1, /^SyntaxError/],
    ['return await 1', 'syntax', 1, /^SyntaxError/],
    ['return [1, { deep: () => 1 }]', 'output', null, /the result\[1\]\.deep is a function/],
    ['return df.select(["open"]).close', 'runtime', 1, /its columns are open/],
    ['throw "no luck"', 'runtime', null, /no luck/],
    ['df.close = 1', 'runtime', 1, /df\.with\('close', values\)/],
    ['return calculateVwap([1])', 'runtime', 1, /calculateVwap takes df/],
  ])('%s', async (code, kind, line, message) => {
    const { error, result } = await run(code)
    expect(result).toBeNull()
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) })
    if (line !== null) expect(error?.line).toBe(line)
  })

  it('rows of several symbols are several series', async () => {
    expect((await run('return calculateRsi(df)', two)).error?.message).toMatch(/2: df\.groupBy\('symbol'\)\['AAA'\]/)
    expect(await answer("return calculateRsi(df.groupBy('symbol').AAA) > 0", two)).toBe(true)
  })

  it('a table that leaves no room to work in is refused before anything is started', async () => {
    const column = { name: 'close', type: 'number' as const, values: new Float64Array(9_000_000) }
    const { error, result } = await run('return df.length', { ...one, rows: 9_000_000, columns: [column] })
    expect([error?.kind, result]).toEqual(['memory', null])
    expect(error?.message).toMatch(/is 69 MB, and code may work on 64 MB: load fewer rows/)
  })

  it('an abort ends the run, and so does closing', async () => {
    const stop = new AbortController()
    const running = runner.run({ code: 'for (;;) {}', dataset: null, timeoutMs: 60_000, mostBytes: 1000, seed: 1 }, stop.signal)
    stop.abort()
    await expect(running).rejects.toMatchObject({ kind: 'canceled' })
    const other = createCodeRunner({ log: quietLog })
    const endless = other.run({ code: 'for (;;) {}', dataset: null, timeoutMs: 60_000, mostBytes: 1000, seed: 1 }, never)
    const ended = expect(endless).rejects.toMatchObject({ kind: 'canceled' })
    await other.close()
    await ended
  })

  // A machine with other work may not let it say so much: then the answer is the timeout alone.
  it('keeps what was said before the time was over', { retry: 5 }, async () => {
    const { error, console: lines } = await run('console.log("here")\nfor (;;) {}', one, { timeoutMs: 500 })
    expect(error).toMatchObject({ kind: 'timeout', line: null })
    expect(lines).toEqual([{ level: 'log', text: 'here' }])
  })
})
