import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numberOf } from '../../../../src/analysis/scan/evaluate.ts'
import { parseNumber, parseRule } from '../../../../src/analysis/scan/parse.ts'
import { planScan } from '../../../../src/analysis/scan/plan.ts'
import { alertsAdd } from '../../../../src/operations/alerts/add.ts'
import type { ScanScope } from '../../../../src/operations/scan/load.ts'
import { runScan } from '../../../../src/operations/scan/run.ts'
import { scan } from '../../../../src/operations/scan/scan.ts'
import { tellForecasts } from '../../../../src/operations/scan/told.ts'
import { FORECAST_COLUMN } from '../../../../src/strategy/forecast.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { columnsOf, columnTools, dailyBars, SMALL, swings, walk } from '../../engine/forecast-columns/support.ts'

const ROWS = 200
let test: TestContext
const last = () => dailyBars('SWNG', swings(ROWS)).time[ROWS - 1]

beforeAll(() => {
  const asOf = new Date(last() + 86_400_000).toISOString()
  test = createTestContext({ flags: { source: 'store', 'as-of': asOf }, now: last() + 86_400_000 })
  test.store.bars.append(dailyBars('SWNG', swings(ROWS)))
  test.store.bars.append(dailyBars('WALK', walk(ROWS, 3)))
  test.store.bars.append(dailyBars('SHRT', walk(20, 4), '2023-09-25'))
})
afterAll(() => test.close())

describe('words of a forecast', () => {
  it('are read with numbers, without, and with their output after a dot', () => {
    const signal = { type: 'indicator', name: 'forecast_signal', params: [30, 84], input: null }
    for (const text of [
      'forecast_signal(30, 84)',
      'forecast_signal(30)',
      'forecast.signal',
      'forecast_signal',
      'forecast(30).signal',
    ])
      expect(parseNumber(text)).toEqual(signal)
    expect(parseNumber('forecast:12')).toMatchObject({ name: 'forecast', params: [12, 84] })
  })

  it('that mean nothing are refused', () => {
    expect(() => parseRule('forecast.target > 1')).toThrow("unknown name 'forecast_target'")
    expect(() => parseRule('forecast(0) > 1')).toThrow('horizon of forecast must be a whole number from 1 to 250, not 0')
    expect(() => parseRule('forecast(close, 30) > 1')).toThrow('forecast takes no column')
  })
})

describe('a scan by forecasts', () => {
  it('says of each symbol what a strategy would read at the same bar, trains once for all and keeps it', async () => {
    const symbols = ['SWNG', 'WALK', 'SHRT']
    const rule = 'forecast(5, 16) > 0.01 or forecast(5, 16) < -0.01'
    const plan = planScan({ rule, sort: 'forecast_up(5, 16)', columns: ['forecast_skill(5, 16)', 'forecast_signal(5, 16)'] })
    const source = await test.context.source()
    const scope: ScanScope = {
      context: test.context,
      source,
      timeframe: '1d',
      asOf: test.context.asOf(source),
      phases: 'all',
      rescale: false,
      needsVolume: false,
      needsPrints: false,
      listed: false,
    }
    const told = await tellForecasts(scope, plan.shown, symbols, 12)
    const { best, scanned, failedClauses } = await runScan({ ...scope, told }, plan, symbols, 10)
    expect({ scanned, matched: best.map(({ symbol }) => symbol) }).toEqual({ scanned: 3, matched: ['SWNG'] })
    expect(failedClauses[0].failed).toBe(2)
    const [skill, move] = plan.columns.map(({ node }) => numberOf(node, best[0]))
    expect(skill).toBeGreaterThan(0)
    expect(move).not.toBeNull()
    const kept = readdirSync(join(test.home, 'models', 'cache'))
    expect(kept.length).toBeGreaterThan(0)
    expect(await tellForecasts(scope, plan.shown, symbols, 12)).toEqual(told)
    expect(readdirSync(join(test.home, 'models', 'cache'))).toEqual(kept)
    // The columns of a run on the same bars end with the same values.
    const tools = columnTools()
    const series = [
      dailyBars('SHRT', walk(20, 4), '2023-09-25'),
      dailyBars('SWNG', swings(ROWS)),
      dailyBars('WALK', walk(ROWS, 3)),
    ]
    const columns = await columnsOf(series, { ...SMALL, threshold: 0.05 }, tools, { members: 5 })
    await tools.close()
    const { signal, up } = FORECAST_COLUMN
    expect(told.get('SWNG')).toEqual(
      new Map([
        ['forecast(5, 16)', columns[1][0][ROWS - 1]],
        ['forecast_up(5, 16)', columns[1][up][ROWS - 1]],
        ['forecast_skill(5, 16)', columns[1][FORECAST_COLUMN.skill][ROWS - 1]],
        ['forecast_signal(5, 16)', columns[1][signal][ROWS - 1]],
      ]),
    )
  })

  it('refuses more symbols than can be forecast, and an alert that cannot wait', async () => {
    const many = Array.from({ length: 301 }, (_, i) => `S${i}`).join(',')
    await expect(test.run(scan, { rule: 'forecast > 0', universe: many })).rejects.toMatchObject({
      kind: 'usage',
      message: '301 symbols are too many to forecast in one scan (most: 300)',
      hint: '--universe S0,S1,S2, or a file of symbols',
    })
    await expect(test.run(alertsAdd, { rule: 'forecast.signal == 1', symbols: ['SWNG'] })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('cannot wait for forecast_signal(30, 84)'),
    })
  })
})
