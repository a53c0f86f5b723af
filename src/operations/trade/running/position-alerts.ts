import type { EventFields } from './events.ts'

/** What a position calls for (engine/monitor says when); `alert` null = nothing. */
export interface WatchedPosition {
  symbol: string
  alert: string | null
  profit: number | null
  /** Profit over cost, a fraction. */
  profitFraction: number | null
  price: number | null
}

/** What positions call for, told when it changes. */
export class PositionAlerts {
  readonly #told = new Map<string, string>()

  /** @param held every position there is: one that is gone and comes back is new */
  look(held: readonly WatchedPosition[]): EventFields[] {
    const told: EventFields[] = []
    for (const { symbol, alert, profit, profitFraction, price } of held) {
      if (alert !== null && alert !== this.#told.get(symbol)) {
        const message = `${symbol}: ${alert}, ${((profitFraction ?? 0) * 100).toFixed(1)}% of its cost`
        told.push({ type: 'alert', symbol, message, profit, price })
      }
      this.#told.set(symbol, alert ?? '')
    }
    const symbols = new Set(held.map(({ symbol }) => symbol))
    for (const symbol of this.#told.keys()) if (!symbols.has(symbol)) this.#told.delete(symbol)
    return told
  }
}
