import { describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { MINUTE } from '../../../../src/core/time.ts'
import { BAR_COLUMNS, type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { calendarFor } from '../../../../src/market/calendar/calendar.ts'
import type { SymbolTape } from '../../../../src/market/live/types.ts'
import { resample } from '../../../../src/market/resample.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'
import { ChartBars } from '../../../../src/operations/stream/chart-bars.ts'

const calendar = calendarFor('SIMALL')
const OPEN = Date.UTC(2026, 2, 20, 13, 30)
const CLOSE = Date.UTC(2026, 2, 20, 20)

async function minutesOf(from: number, to: number): Promise<Bars> {
  const clock = { now: () => CLOSE, elapsed: () => 0, sleep: async () => {} }
  const source = createSimulatedSource({ seed: 7, clock })
  const query = {
    kind: 'bars' as const,
    symbol: 'SIMALL',
    timeframe: '1m' as const,
    from,
    to,
    asOf: CLOSE,
    session: 'all' as const,
  }
  return source.history(query, new AbortController().signal)
}

/** The tape with so many closed minutes, and the next one forming. */
function tapeAt(minutes: Bars, rows: number): SymbolTape {
  const forming = Object.fromEntries(
    ['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'].map((name) => [
      name,
      (minutes[name as 'open'] as Float64Array)[rows],
    ]),
  )
  return { closed: sliceBars(minutes, 0, rows), forming: rows < minutes.length ? forming : null } as unknown as SymbolTape
}

describe('bars of a chart', () => {
  it.each<Timeframe>(['1m', '5m', '15m', '1h', '1d'])(
    'of %s are those of all minutes up to the one that forms',
    async (timeframe) => {
      const minutes = await minutesOf(OPEN, OPEN + 130 * MINUTE)
      const chart = new ChartBars(timeframe, calendar)
      for (const rows of [0, 1, 4, 5, 6, 59, 60, 61, 129]) {
        const { bars, forming } = chart.at(tapeAt(minutes, rows), minutes.time[rows] + MINUTE / 2)
        const whole = resample(sliceBars(minutes, 0, rows + 1), timeframe, calendar, { session: 'all' })
        expect(bars.length, `${rows} closed minutes`).toBe(whole.length)
        for (const name of BAR_COLUMNS) {
          expect([...bars[name].subarray(0, bars.length)], name).toEqual([...whole[name].subarray(0, whole.length)])
        }
        expect(forming).toBe(true)
      }
    },
  )

  it('are the same after many paints of the same minute', async () => {
    const minutes = await minutesOf(OPEN, OPEN + 20 * MINUTE)
    const chart = new ChartBars('5m', calendar)
    const tape = tapeAt(minutes, 12)
    const first = [...chart.at(tape, minutes.time[12] + 1).bars.volume.subarray(0, 3)]
    for (let i = 0; i < 10; i++) chart.at(tape, minutes.time[12] + 1)
    expect([...chart.at(tape, minutes.time[12] + 1).bars.volume.subarray(0, 3)]).toEqual(first)
  })

  it('show a minute that has changed after it closed', async () => {
    const minutes = await minutesOf(OPEN, OPEN + 20 * MINUTE)
    const chart = new ChartBars('5m', calendar)
    const tape = tapeAt(minutes, 12)
    const before = chart.at(tape, minutes.time[12]).bars.high[0]
    minutes.high[2] = before + 1
    chart.renew()
    expect(chart.at(tape, minutes.time[12]).bars.high[0]).toBe(before + 1)
  })

  it('begin with older bars, each once', async () => {
    const all = await minutesOf(OPEN - 24 * 60 * MINUTE, OPEN + 60 * MINUTE)
    const older = resample(all, '5m', calendar, { session: 'all' })
    const minutes = await minutesOf(OPEN, OPEN + 60 * MINUTE)
    const chart = new ChartBars('5m', calendar)
    chart.begin(older)
    const { bars } = chart.at(tapeAt(minutes, 59), minutes.time[59])
    const times = [...bars.time.subarray(0, bars.length)]
    expect(times).toEqual([...older.time.subarray(0, older.length)])
    expect(new Set(times).size).toBe(times.length)
  })

  it('say that the last one is over when its time is', async () => {
    const minutes = await minutesOf(OPEN, OPEN + 10 * MINUTE)
    const chart = new ChartBars('5m', calendar)
    const tape = { closed: minutes, forming: null } as unknown as SymbolTape
    expect(chart.at(tape, OPEN + 10 * MINUTE).forming).toBe(false)
    expect(chart.at(tape, OPEN + 10 * MINUTE - 1).forming).toBe(true)
  })
})
