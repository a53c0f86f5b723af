import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LiveSeries } from '../../../../src/engine/live/live-series.ts'
import { prepareSeries } from '../../../../src/engine/prepare.ts'
import { sliceBars } from '../../../../src/market/bars.ts'
import { LiveForecasts, refuseRecorded } from '../../../../src/operations/forecast-columns/live.ts'
import { ForecastPreparer } from '../../../../src/operations/forecast-columns/prepare.ts'
import { forecast, forecastKey, isForecast } from '../../../../src/strategy/forecast.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { dailyBars, SMALL, swings, walk } from '../../engine/forecast-columns/support.ts'

const ROWS = 260
const KEY = forecastKey(SMALL)

let test: TestContext
beforeAll(() => {
  test = createTestContext()
})
afterAll(() => test.close())

describe('forecasts of a run under way', () => {
  it('are those of the whole series, bar by bar and over a training date, whatever came late', async () => {
    const whole = [dailyBars('AAA', swings(ROWS)), dailyBars('BBB', walk(ROWS, 3))]
    const preparer = new ForecastPreparer(test.context)
    const filled = await preparer.fill(
      whole.map((bars) => prepareSeries(bars)),
      [SMALL],
    )
    const begin = 230
    const past = await new ForecastPreparer(test.context).fill(
      whole.map((bars) => prepareSeries(sliceBars(bars, 0, begin))),
      [SMALL],
    )
    const live = past.map(({ bars, forecasts }) => new LiveSeries(bars, ROWS, forecasts))
    const outlook = forecast(SMALL as never)
    if (!isForecast(outlook)) throw new Error('no forecast')
    const declared = live.map((one) => one.declare({ outlook }, live))
    const under = new LiveForecasts(preparer, [SMALL], live)
    for (let row = begin; row < ROWS; row++) {
      // Every tenth bar of the second symbol comes with the one after it.
      for (const [i, one] of live.entries()) {
        if (i === 1 && row % 10 === 9 && row + 1 < ROWS) continue
        while (one.rows <= row) expect(one.append(whole[i], one.rows)).toBe(true)
      }
      await under.grow()
      for (const one of live) one.advance()
    }
    for (const [i, [{ columns, outputs }]] of declared.entries()) {
      expect(outputs).toHaveLength(columns.length)
      for (const [k, one] of columns.entries()) expect(one.slice(0, ROWS)).toEqual(filled[i].forecasts![KEY][k])
    }
    await preparer.close()
  })

  it('are refused where a session is recorded: training is no part of a recording', () => {
    const recorded = { ...test.context, door: {} as never }
    expect(() => refuseRecorded(recorded, [SMALL])).toThrow('can be neither recorded nor replayed')
    expect(() => refuseRecorded(recorded, [])).not.toThrow()
    expect(() => refuseRecorded(test.context, [SMALL])).not.toThrow()
  })
})
