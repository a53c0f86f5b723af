import { describe, expect, it } from 'vitest'
import { checkLookAheadPrepared } from '../../../../src/engine/check/look-ahead.ts'
import { prepareSeries } from '../../../../src/engine/prepare.ts'
import { runBacktest } from '../../../../src/engine/run.ts'
import type { PreparedSeries, RunRequest } from '../../../../src/engine/types.ts'
import { defaultOptions } from '../../../../src/exchange/defaults.ts'
import { column } from '../../../../src/market/bars.ts'
import { defineStrategy } from '../../../../src/strategy/define.ts'
import { FORECAST_COLUMN, forecast, forecastKey, isForecast } from '../../../../src/strategy/forecast.ts'
import type { AnyStrategy } from '../../../../src/strategy/types.ts'
import { dailyBars, walk } from './support.ts'

const outlook = forecast({ horizon: 2, input: 8 })
if (!isForecast(outlook)) throw new Error('no forecast')
const key = forecastKey(outlook.forecast)

const follower = defineStrategy({
  name: 'follower',
  summary: 'Does what the forecast says.',
  params: {},
  indicators: () => ({ outlook }),
  onBar({ position, outlook, buy, exit }) {
    if (position.isFlat && outlook.signal.now === 1) buy({ equity: 0.5, reason: 'up' })
    else if (!position.isFlat && outlook.signal.now === -1) exit({ reason: 'down' })
  },
}) as unknown as AnyStrategy

const request: RunRequest = {
  strategy: follower,
  params: {},
  series: [prepareSeries(dailyBars('AAA', walk(200, 5)))],
  exchange: defaultOptions(),
  limits: null,
  decideFrom: null,
  actions: [],
  finer: null,
  cache: null,
  record: 'all',
}

/** Columns whose signal is the way from the close `from` bars on to the one `to` bars on. */
function filled(series: readonly PreparedSeries[], from: number, to: number): PreparedSeries[] {
  return series.map((one) => {
    const { close, length } = one.bars
    const columns = Object.keys(FORECAST_COLUMN).map(() => column(length).fill(0))
    for (let row = 0; row < length; row++) {
      const [a, b] = [close[Math.max(0, row + from)], close[Math.min(length - 1, row + to)]]
      columns[FORECAST_COLUMN.signal][row] = Math.sign(b - a)
    }
    return { ...one, forecasts: { [key]: columns } }
  })
}

describe('the look-ahead check of a strategy with forecasts', () => {
  const options = { seed: 3, cuts: 6 }

  it('passes columns of the past', async () => {
    const report = await checkLookAheadPrepared(request, options, async (series) => filled(series, -1, 0))
    expect(report).toMatchObject({ passed: true, cuts: 6, shuffles: 6, findings: [] })
  })

  it('catches columns that know the bar to come, on cut bars and on other futures', async () => {
    const report = await checkLookAheadPrepared(request, options, async (series) => filled(series, 0, 1))
    expect(report.passed).toBe(false)
    expect(new Set(report.findings.map(({ kind }) => kind))).toEqual(new Set(['cut', 'shuffle']))
  })

  it('prepares from the bars of each run, and never hands on columns of the whole', async () => {
    const seen: number[] = []
    await checkLookAheadPrepared({ ...request, series: filled(request.series, 0, 1) }, options, async (series, upTo) => {
      expect(series.every(({ forecasts }) => forecasts === undefined)).toBe(true)
      seen.push(series[0].bars.length, Math.min(upTo, 1e15))
      return filled(series, -1, 0)
    })
    expect(seen.filter((_, i) => i % 2 === 0).some((rows) => rows < 200)).toBe(true)
  })

  it('puts back the true bars when preparing fails', async () => {
    const before = request.series[0].bars.close.slice()
    let runs = 0
    const failing = async (series: PreparedSeries[]) => {
      if (runs++ === 9) throw new Error('no more')
      return filled(series, -1, 0)
    }
    await expect(checkLookAheadPrepared(request, options, failing)).rejects.toThrow('no more')
    expect(request.series[0].bars.close).toEqual(before)
  })

  it('a run whose forecast nobody prepared is no silent one', () => {
    expect(() => runBacktest(request)).toThrow(/forecast:2,8 auto .* of AAA was not prepared/)
  })
})
