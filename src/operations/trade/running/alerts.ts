import { PEAK_BARS } from '../../../engine/monitor/declining-peaks.ts'
import { monitorPosition } from '../../../engine/monitor/monitor.ts'
import { sliceBars } from '../../../market/bars.ts'
import type { DispatchParts } from './dispatch.ts'

/** What positions call for, told when it changes. */
export class Alerts {
  readonly #parts: DispatchParts
  readonly #told = new Map<string, string>()

  constructor(parts: DispatchParts) {
    this.#parts = parts
  }

  look(): void {
    const { run, path, tell } = this.#parts
    const { books } = path
    for (const [listing, symbol] of run.symbols.entries()) {
      const held = books.positions.get(symbol)
      const all = run.series[listing].bars
      const bars = sliceBars(all, all.length - PEAK_BARS, all.length)
      const watched = held ? monitorPosition(held, run.lastPrice(listing), books.openOrders(), bars) : null
      const alert = watched?.alert ?? ''
      if (watched && alert !== '' && alert !== this.#told.get(symbol)) {
        const { profit, price, profitFraction } = watched
        const message = `${symbol}: ${alert}, ${((profitFraction ?? 0) * 100).toFixed(1)}% of its cost`
        tell({ type: 'alert', symbol, message, profit, price })
      }
      this.#told.set(symbol, alert)
    }
  }
}
