import { type Column, column } from '../../../market/bars.ts'
import { settlingBars, type TurnSettings, turnSettings } from '../../peaks/settings.ts'
import { hanningWeights, smooth, smoothedAt } from '../../peaks/smoothing.ts'
import { nextTurn, PEAK, startWalk, type TurnWalk } from '../../peaks/turns.ts'
import { barCount, factor, settleNever } from '../parts/parameters.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'

/** Settings of a computation that never lets go of its first bar: `bars` plays no part here. */
function settingsOf([window, lookahead, delta]: number[]): TurnSettings {
  return turnSettings({ window, lookahead, delta })
}

/**
 * The row at which a turn is settled: when half a window and the lookahead have passed since its bar, and the value that confirmed it
 * and the values that could have refused it are final too.
 */
function settledAt(walk: TurnWalk, settings: TurnSettings, side: number): number {
  return Math.max(walk.bar + settlingBars(settings), walk.confirmed + side + settings.lookahead - 1)
}

const EMPTY = { peak: Number.NaN, trough: Number.NaN, peakRow: 0, troughRow: 0 }

function writeRow(latest: typeof EMPTY, row: number, out: Float64Array): void {
  out[0] = latest.peak
  out[1] = latest.trough
  out[2] = Number.isNaN(latest.peak) ? Number.NaN : row - latest.peakRow
  out[3] = Number.isNaN(latest.trough) ? Number.NaN : row - latest.troughRow
}

function keep(latest: typeof EMPTY, walk: TurnWalk, price: number): void {
  if (walk.kind === PEAK) {
    latest.peak = price
    latest.peakRow = walk.bar
  } else {
    latest.trough = price
    latest.troughRow = walk.bar
  }
}

/** Steps: smooths the one value that has become final, and walks on from it. */
class TurnsStream implements IndicatorStream {
  readonly out = new Float64Array(4).fill(Number.NaN)
  readonly #settings: TurnSettings
  readonly #weights: Float64Array
  #prices = column(1024)
  #smoothed = column(1024)
  #length = 0
  /** The walk before the last bar and after it; the turn found last waits here until it is settled. */
  readonly #walkBefore = startWalk(0)
  readonly #walk = startWalk(0)
  readonly #latestBefore = { ...EMPTY }
  readonly #latest = { ...EMPTY }
  readonly #found: { walk: TurnWalk; at: number }[] = []
  #foundBefore = 0

  constructor(params: number[]) {
    this.#settings = settingsOf(params)
    this.#weights = hanningWeights(this.#settings.window)
  }

  step({ input }: IndicatorSource, row: number): void {
    this.#length++
    this.#reserve()
    while (this.#found.length > 0 && this.#found[0].at < this.#length - 1) this.#found.shift()
    this.#foundBefore = this.#found.length
    Object.assign(this.#walkBefore, this.#walk)
    Object.assign(this.#latestBefore, this.#latest)
    this.#take(input[row])
  }

  replace({ input }: IndicatorSource, row: number): void {
    this.#found.length = this.#foundBefore
    Object.assign(this.#walk, this.#walkBefore)
    Object.assign(this.#latest, this.#latestBefore)
    this.#take(input[row])
  }

  #take(price: number): void {
    const { lookahead, delta } = this.#settings
    const side = this.#weights.length - 1
    const row = this.#length - 1
    this.#prices[row] = price
    const final = row - side + 1
    if (final > 0) this.#smoothed[final - 1] = smoothedAt(this.#prices, final - 1, 0, row, this.#weights)
    while (nextTurn(this.#walk, this.#smoothed, final - lookahead + 1, final, lookahead, delta)) {
      this.#found.push({ walk: { ...this.#walk }, at: settledAt(this.#walk, this.#settings, side) })
    }
    for (const { walk, at } of this.#found) if (at === row) keep(this.#latest, walk, this.#prices[walk.bar])
    writeRow(this.#latest, row, this.out)
  }

  #reserve(): void {
    if (this.#length <= this.#prices.length) return
    this.#prices = longer(this.#prices)
    this.#smoothed = longer(this.#smoothed)
  }
}

function longer(values: Column): Column {
  const larger = column(2 * values.length)
  larger.set(values)
  return larger
}

/** One pass: all values smoothed at once, the turns walked, each shown from the row on that settles it. */
function turnColumns(values: Column, length: number, settings: TurnSettings, out: Column[]): void {
  const weights = hanningWeights(settings.window)
  const side = weights.length - 1
  const smoothed = column(length)
  smooth(values, length, weights, smoothed)
  const walk = startWalk(0)
  const latest = { ...EMPTY }
  const cells = new Float64Array(4)
  const final = length - side
  let done = 0
  while (nextTurn(walk, smoothed, final - settings.lookahead + 1, final, settings.lookahead, settings.delta)) {
    done = fill(latest, done, Math.min(length, settledAt(walk, settings, side)), cells, out)
    keep(latest, walk, values[walk.bar])
  }
  fill(latest, done, length, cells, out)
}

function fill(latest: typeof EMPTY, from: number, to: number, cells: Float64Array, out: Column[]): number {
  for (let row = from; row < to; row++) {
    writeRow(latest, row, cells)
    for (let k = 0; k < 4; k++) out[k][row] = cells[k]
  }
  return Math.max(from, to)
}

/**
 * The latest settled peak and trough (the rule of `peak-trough`, src/analysis/peaks: extrema of Hanning-smoothed values, confirmed by a
 * later value beyond them by more than `delta`): their prices, and how many bars ago they stood. A turn is shown from the row on at which
 * no later bar can change it any more, at least (window - 1) / 2 + lookahead bars after it, and never taken back. Unlike one computation
 * over the last so many bars, the walk never lets go of its first bar, so a row's value does not depend on how many rows were asked for.
 * NaN until there is a first peak, or trough.
 */
export const turnsSpec: IndicatorSpec = {
  name: 'turns',
  summary: 'The latest settled peak and trough: their prices and ages in bars',
  group: 'trend',
  params: [barCount(11, 'window'), barCount(1, 'lookahead'), factor('delta', 0, 0, 1_000_000)],
  input: 'close',
  outputs: ['peak', 'trough', 'peak_age', 'trough_age'],
  overlay: true,
  sparse: true,
  warmUp: (params) => settlingBars(settingsOf(params)) + 1,
  settle: settleNever,
  kernel: ({ bars, input }, params, out) => turnColumns(input, bars.length, settingsOf(params), out),
  stream: (params) => new TurnsStream(params),
}
