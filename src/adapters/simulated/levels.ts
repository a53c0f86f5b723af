import { follow } from './allocate.ts'
import type { DayMinutes } from './minutes.ts'
import { type Key, PURPOSE, type Stream } from './random.ts'
import { tickAt, toTick } from './tick.ts'

/** Prices a minute trades at besides its open, high, low and close. */
const MORE_LEVELS = 8

/**
 * Where a minute's volume lies: prices (0.0001 dollars, each once) with whole shares and prints at each. Level 0 is the open.
 * Bars take their vwap from it and prints are cut out of it, so both agree to the share without drawing each other.
 */
export interface Levels {
  length: number
  /** Level of the close. */
  close: number
  price: Float64Array
  shares: Float64Array
  prints: Float64Array
}

/** Room for the levels of a minute; reused from minute to minute. */
export function createLevels(): Levels {
  const room = MORE_LEVELS + 4
  return { length: 0, close: 0, price: new Float64Array(room), shares: new Float64Array(room), prints: new Float64Array(room) }
}

/** Number of a minute for its streams: whole minutes since 1970, the same however the day is cut. */
export function minuteNumber(day: DayMinutes, row: number): number {
  return Math.floor(day.time[row] / 60_000)
}

const weights = new Float64Array(MORE_LEVELS + 4)

/** Draws the levels of a row of a day into `levels`. */
export function minuteLevels(
  stream: Stream,
  key: Key,
  day: DayMinutes,
  row: number,
  fixedTick: number | null,
  levels: Levels,
): void {
  const prints = day.prints[row]
  levels.length = 0
  addLevel(levels, day.open[row])
  levels.close = addLevel(levels, day.close[row])
  addLevel(levels, day.high[row])
  addLevel(levels, day.low[row])
  stream.restart(key, minuteNumber(day, row), PURPOSE.levels)
  addBetween(stream, levels, day.low[row], day.high[row], prints, fixedTick)
  // Open and close are two prints, also at one price.
  const twice = prints > 1 && levels.close === 0 ? 1 : 0
  levels.prints.fill(1, 0, levels.length)
  levels.prints[0] += twice
  dealOver(stream, levels, prints - levels.length - twice, levels.prints, null)
  levels.shares.set(levels.prints)
  dealOver(stream, levels, day.volume[row] - prints, levels.shares, levels.prints)
}

function addLevel(levels: Levels, price: number): number {
  for (let i = 0; i < levels.length; i++) if (levels.price[i] === price) return i
  levels.price[levels.length] = price
  return levels.length++
}

function addBetween(stream: Stream, levels: Levels, low: number, high: number, prints: number, fixedTick: number | null): void {
  const ticks = Math.round((high - low) / tickAt(low, fixedTick))
  // One print is kept for a close at the price of the open.
  const room = Math.min(MORE_LEVELS, ticks - 1, prints - levels.length - 1)
  for (let i = 0; i < room; i++) {
    const price = toTick(low + (high - low) * stream.uniform(), fixedTick)
    if (price > low && price < high) addLevel(levels, price)
  }
}

/** Deals `total` over the levels, by random weight times `scale`. */
function dealOver(stream: Stream, levels: Levels, total: number, parts: Float64Array, scale: Float64Array | null): void {
  if (total <= 0) return
  let sum = 0
  for (let i = 0; i < levels.length; i++) {
    weights[i] = (0.25 + stream.uniform()) * (scale ? scale[i] : 1)
    sum += weights[i]
  }
  follow(total, weights, sum, levels.length - 1, parts)
}

/** Volume-weighted price of the levels, in dollars. */
export function levelsVwap(levels: Levels): number {
  let money = 0
  let shares = 0
  for (let i = 0; i < levels.length; i++) {
    money += levels.price[i] * levels.shares[i]
    shares += levels.shares[i]
  }
  return money / shares / 10_000
}
