import { indicatorColumn } from '../../analysis/indicators/registry.ts'
import { settlingBars, turnSettings } from '../../analysis/peaks/settings.ts'
import { TurnTracker } from '../../analysis/peaks/tracker.ts'
import type { Bars } from '../../market/bars.ts'
import { isIntraday } from '../../market/timeframe.ts'
import type { StreamEvent } from './events.ts'
import type { AccountView, Overlays } from './view.ts'

/** Turns are looked for in so many bars. */
const TURN_BARS = 500
/** Averages that a chart shows, in bars. */
const AVERAGES = [9, 21]

/** Lines and turns of one symbol in one timeframe: lines move with the bar that forms, turns when a bar has closed; neither at a paint of the same bars. */
export class ChartLines {
  #closed = ''
  #newest = ''
  #lines: Overlays['lines'] = []
  #turns: Overlays['turns'] = []

  /** A closed bar has changed. */
  renew(): void {
    this.#closed = ''
    this.#newest = ''
  }

  at(bars: Bars, forming: boolean): Pick<Overlays, 'lines' | 'turns'> {
    const last = bars.length - 1
    // A chart that is full gets no longer: its newest bar says that it has moved on.
    const closed = `${bars.length} ${bars.time[last]} ${forming}`
    const newest = `${closed} ${bars.high[last]} ${bars.low[last]} ${bars.close[last]} ${bars.volume[last]}`
    if (newest !== this.#newest) this.#lines = linesOf(bars)
    if (closed !== this.#closed) this.#turns = turnsOf(bars, forming)
    this.#closed = closed
    this.#newest = newest
    return { lines: this.#lines, turns: this.#turns }
  }
}

function linesOf(bars: Bars): Overlays['lines'] {
  const averages = AVERAGES.map((length) => ({ name: `ema ${length}`, values: indicatorColumn('ema', bars, [length]) }))
  if (!isIntraday(bars.timeframe)) return averages
  return [...averages, { name: 'vwap', values: indicatorColumn('vwap', bars, []) }]
}

/** Peaks and troughs as they are known by the last closed bar, provisional ones marked as such. */
function turnsOf(bars: Bars, forming: boolean): Overlays['turns'] {
  const closed = bars.length - (forming ? 1 : 0)
  const settings = turnSettings({ bars: TURN_BARS })
  const from = Math.max(0, closed - TURN_BARS)
  const close = new Float64Array(bars.close.subarray(from, closed))
  const tracker = new TurnTracker(settings)
  tracker.advance(close, close.length)
  return tracker.reported().map((code) => {
    const row = code >> 1
    const provisional = close.length - 1 - row < settlingBars(settings)
    return { kind: (code & 1) === 0 ? 'peak' : 'trough', row: from + row, price: close[row], provisional }
  })
}

/** Fills of a symbol that the session was told of. */
export function fillsOf(events: readonly StreamEvent[], symbol: string): Overlays['fills'] {
  return events.flatMap(({ type, symbol: of, side, time, price, shares }) =>
    type === 'fill' && of === symbol && side && price != null && shares != null
      ? [{ side, time: Date.parse(time), price, shares }]
      : [],
  )
}

/** Prices that something hangs on: protecting legs, resting orders, what the position cost, the last close. */
export function levelsOf(account: AccountView | null, symbol: string, previousClose: number | null): Overlays['levels'] {
  const levels: Overlays['levels'][number][] = []
  if (previousClose !== null) levels.push({ kind: 'previous-close', price: previousClose })
  const held = account?.positions.find((one) => one.symbol === symbol)
  if (held) levels.push({ kind: 'position', price: held.averagePrice })
  for (const order of account?.orders ?? []) {
    if (order.symbol !== symbol) continue
    if (order.stop !== null) levels.push({ kind: 'stop', price: order.stop })
    else if (order.limit !== null) levels.push({ kind: isTarget(order, held) ? 'target' : 'limit', price: order.limit })
  }
  return levels
}

function isTarget({ side }: { side: 'buy' | 'sell' }, held: { shares: number } | undefined): boolean {
  return held !== undefined && held.shares > 0 === (side === 'sell')
}
