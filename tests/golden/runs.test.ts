import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/engine/risk/limits.ts'
import type { RunRequest, RunResult } from '../../src/engine/types.ts'
import { defaultOptions } from '../../src/exchange/defaults.ts'
import type { Timeframe } from '../../src/market/timeframe.ts'
import { builtIns } from '../../src/strategy/folders.ts'
import { loadFile } from '../../src/strategy/load.ts'
import type { AnyStrategy, ParamValues } from '../../src/strategy/types.ts'
import { runOn, simulatedSeries } from '../support/runs.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'runs')

interface Golden {
  name: string
  strategy: string
  symbols: string[]
  timeframe: Timeframe
  days: number
  params?: ParamValues
  more?: Partial<RunRequest>
}

/** Strategy and simulated data to the whole result. A change here is a change of what users get: write the files anew only knowing why. */
const GOLDEN: Golden[] = [
  { name: 'sma-cross', strategy: 'sma-cross', symbols: ['SIMALL'], timeframe: '1d', days: 500 },
  { name: 'breakout-shorts', strategy: 'breakout', symbols: ['SIMTEC'], timeframe: '1d', days: 500, params: { shorts: true } },
  { name: 'pairs', strategy: 'pairs', symbols: ['SIMALL', 'SIMTEC'], timeframe: '1d', days: 500 },
  { name: 'buy-and-hold-two', strategy: 'buy-and-hold', symbols: ['SIMALL', 'SIMTEC'], timeframe: '1d', days: 365 },
  { name: 'opening-range-5m', strategy: 'opening-range-breakout', symbols: ['SIMTEC'], timeframe: '5m', days: 7 },
  { name: 'scalp-1m', strategy: 'scalp', symbols: ['SIMTEC'], timeframe: '1m', days: 2 },
  {
    name: 'sma-cross-limits',
    strategy: 'sma-cross',
    symbols: ['SIMALL'],
    timeframe: '1d',
    days: 500,
    more: { limits: { ...DEFAULT_LIMITS, minimumPrintsPerMinute: null, maximumQuoteAgeMs: null } },
  },
  {
    name: 'bollinger-fractional-margin',
    strategy: 'bollinger-reversion',
    symbols: ['SIMTEC', 'SIMALL'],
    timeframe: '1d',
    days: 500,
    more: { exchange: { ...defaultOptions(), fractional: true, margin: 2 } },
  },
]

async function strategyNamed(name: string): Promise<AnyStrategy> {
  const file = builtIns().find((one) => one.name === name)
  if (!file) throw new Error(`no built-in strategy '${name}'`)
  return (await loadFile(file)).strategy
}

/** One line a top-level field and a row of every list, so that a difference shows in review; numbers to their last digit. */
function jsonOf(result: RunResult): string {
  const plain = (_: string, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value)
  const fields = Object.entries(result).map(([name, value]) => {
    const isRows = Array.isArray(value) && value.length > 0 && typeof value[0] === 'object'
    const text = isRows
      ? `[\n${value.map((row) => `    ${JSON.stringify(row, plain)}`).join(',\n')}\n  ]`
      : JSON.stringify(value, plain)
    return `  ${JSON.stringify(name)}: ${text}`
  })
  return `{\n${fields.join(',\n')}\n}\n`
}

describe('golden runs', () => {
  it.each(GOLDEN)('$name', async ({ name, strategy, symbols, timeframe, days, params, more }) => {
    const loaded = await strategyNamed(strategy)
    const series = await Promise.all(symbols.map((symbol) => simulatedSeries(symbol, timeframe, days)))
    const result = runOn(loaded, series, params, more)
    const text = jsonOf(result)
    expect(jsonOf(runOn(loaded, series, params, more))).toBe(text)
    expect(result.roundTrips.length, 'a run without a round trip shows nothing').toBeGreaterThan(0)
    const file = join(folder, `${name}.json`)
    if (process.env.OPENBELL_WRITE_GOLDEN) writeFileSync(file, text)
    expect(text).toBe(readFileSync(file, 'utf8'))
  })
})
