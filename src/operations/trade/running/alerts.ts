import { PEAK_BARS } from '../../../engine/monitor/declining-peaks.ts'
import { monitorPosition } from '../../../engine/monitor/monitor.ts'
import { sliceBars } from '../../../market/bars.ts'
import type { DispatchParts } from './dispatch.ts'
import { PositionAlerts } from './position-alerts.ts'

/** Looks over the positions of a run after each of its bars. */
export class Alerts {
  readonly #parts: DispatchParts
  readonly #alerts = new PositionAlerts()

  constructor(parts: DispatchParts) {
    this.#parts = parts
  }

  look(): void {
    const { run, path, tell } = this.#parts
    const { books } = path
    const watched = run.symbols.flatMap((symbol, listing) => {
      const held = books.positions.get(symbol)
      const all = run.series[listing].bars
      const bars = sliceBars(all, all.length - PEAK_BARS, all.length)
      return held ? [monitorPosition(held, run.lastPrice(listing), books.openOrders(), bars)] : []
    })
    for (const fields of this.#alerts.look(watched)) tell(fields)
  }
}
