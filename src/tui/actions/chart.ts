import { TIMEFRAMES } from '../../market/timeframe.ts'
import { moveCrosshair } from '../draw/crosshair.ts'
import type { Screen } from './screen.ts'

/** Bars that a zoom goes through. */
const ZOOMS = [20, 30, 45, 60, 90, 120, 180, 240, 360, 500, 750, 1000, 1500, 2000]

export function crosshair(screen: Screen, by: number): void {
  const { store, view } = screen
  store.set({ chart: moveCrosshair(view, store.get(), screen.size(), by) })
}

/** Nearer shows fewer bars. */
export function zoom(screen: Screen, nearer: boolean) {
  const { chart } = screen.store.get()
  const next = nearer ? ZOOMS.findLast((one) => one < chart.bars) : ZOOMS.find((one) => one > chart.bars)
  if (next === undefined)
    return screen.toast('note', nearer ? `no nearer than ${chart.bars} bars` : `no further than ${chart.bars} bars`)
  screen.store.set({ chart: { ...chart, bars: next } })
}

export function changeTimeframe(screen: Screen, by: 1 | -1) {
  const { timeframe, chart } = screen.store.get()
  const next = TIMEFRAMES[TIMEFRAMES.indexOf(timeframe) + by]
  if (next === undefined) return screen.toast('note', `${timeframe} is the ${by < 0 ? 'shortest' : 'longest'} timeframe`)
  screen.store.set({ timeframe: next, chart: { ...chart, crosshair: null, end: null } })
}

export function toggleLine(screen: Screen): void {
  const { chart } = screen.store.get()
  screen.store.set({ chart: { ...chart, style: chart.style === 'line' ? 'candles' : 'line' } })
}
