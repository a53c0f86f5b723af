import { MINUTE } from '../../core/time.ts'
import { createLevels, type Levels, minuteLevels, minuteNumber } from './levels.ts'
import type { DayMinutes } from './minutes.ts'
import { type Key, PURPOSE, Stream } from './random.ts'

/** Prints of one minute, ascending in time; prices in 0.0001 dollars. */
export interface MinutePrints {
  length: number
  time: Float64Array
  price: Float64Array
  size: Float64Array
}

const LOT = 100

/** Written anew for each minute. */
const levels = createLevels()
const stream = new Stream()

/**
 * Cuts a minute into its prints: the first at the open, the last at the close, as many and as much at each price as the minute's levels
 * say, in an order that walks from open by low and high (or high and low) to close. Stamps are whole milliseconds; several may share one.
 */
export function minutePrints(key: Key, day: DayMinutes, row: number, fixedTick: number | null): MinutePrints {
  minuteLevels(stream, key, day, row, fixedTick, levels)
  stream.restart(key, minuteNumber(day, row), PURPOSE.prints)
  const length = day.prints[row]
  const order = walk(stream, levels, day, row)
  // One piece of memory for all: minutes are drawn by the ten thousand.
  const all = new Float64Array(3 * length)
  const [time, price, size] = [all.subarray(0, length), all.subarray(length, 2 * length), all.subarray(2 * length)]
  const taken = new Uint32Array(levels.length)
  const cut = cutSizes(stream, levels)
  if (row === day.regularFrom) toFront(cut[0])
  if (row === day.regularTo - 1) toFront(cut[levels.close].reverse()).reverse()
  for (let i = 0; i < length; i++) {
    const level = order[i]
    price[i] = levels.price[level]
    size[i] = cut[level][taken[level]++]
  }
  stamps(stream, day.time[row], time)
  return { length, time, price, size }
}

/** Whole milliseconds in the minute, ascending; prints come in clusters, so some stamps repeat. */
function stamps(stream: Stream, start: number, time: Float64Array): void {
  let cluster = stream.uniform()
  for (let i = 0; i < time.length; i++) {
    if (stream.uniform() > 0.25) cluster = stream.uniform()
    time[i] = start + Math.min(MINUTE - 1, Math.floor(cluster * MINUTE))
  }
  time.sort()
}

/**
 * Level of each print in tape order. The minute's way open -> first extreme -> second extreme -> close passes a price up to three
 * times; each print picks one of the passes, blurred a little.
 */
function walk(stream: Stream, levels: Levels, day: DayMinutes, row: number): Uint8Array {
  const length = day.prints[row]
  const lowFirst = stream.uniform() < 0.5 === day.close[row] >= day.open[row] || day.close[row] > day.open[row]
  const points = [day.open[row], lowFirst ? day.low[row] : day.high[row], lowFirst ? day.high[row] : day.low[row], day.close[row]]
  const slots = new Float64Array(Math.max(0, length - (length > 1 ? 2 : 1)))
  let slot = 0
  for (let level = 0; level < levels.length; level++) {
    const ends = (level === 0 ? 1 : 0) + (length > 1 && level === levels.close ? 1 : 0)
    for (let i = ends; i < levels.prints[level]; i++) {
      // Time in 16 bits above, level in 4 bits below: one sort of plain numbers puts the prints in order.
      slots[slot++] = Math.floor(passing(stream, points, levels.price[level]) * 65536) * 16 + level
    }
  }
  slots.sort()
  const order = new Uint8Array(length)
  order[0] = 0
  slots.forEach((packed, i) => {
    order[i + 1] = packed % 16
  })
  if (length > 1) order[length - 1] = levels.close
  return order
}

/** When, in [0, 1), the way through the points passes a price; one of its passes at random. */
function passing(stream: Stream, points: number[], price: number): number {
  const first = stream.below(3)
  const blur = 0.06 * (stream.uniform() - 0.5)
  for (let k = 0; k < 3; k++) {
    const leg = (first + k) % 3
    const from = points[leg]
    const to = points[leg + 1]
    if (price < Math.min(from, to) || price > Math.max(from, to)) continue
    const part = from === to ? stream.uniform() : (price - from) / (to - from)
    return Math.min(0.99999, Math.max(0, (leg + part) / 3 + blur))
  }
  return stream.uniform() * 0.99999
}

/** Sizes of the prints of each level, each at least 1, that add up to its shares: mostly round lots where there are enough shares. */
function cutSizes(stream: Stream, levels: Levels): Float64Array[] {
  return Array.from({ length: levels.length }, (_, level) => cutLevel(stream, levels.shares[level], levels.prints[level]))
}

function cutLevel(stream: Stream, shares: number, prints: number): Float64Array {
  const sizes = new Float64Array(prints)
  const lots = shares >= prints * LOT * 1.2
  let left = shares
  for (let i = 0; i < prints; i++) {
    const after = prints - i - 1
    if (after === 0) {
      sizes[i] = left
      break
    }
    const mean = left / (after + 1)
    const wanted = lots ? LOT * Math.max(1, Math.round((mean * heavy(stream)) / LOT)) : Math.round(mean * heavy(stream))
    sizes[i] = Math.max(1, Math.min(wanted, left - after))
    left -= sizes[i]
  }
  return sizes
}

/** Puts the largest size first: the auctions at the open and the close are one big print each. */
function toFront(sizes: Float64Array): Float64Array {
  let largest = 0
  for (let i = 1; i < sizes.length; i++) if (sizes[i] > sizes[largest]) largest = i
  const size = sizes[largest]
  sizes[largest] = sizes[0]
  sizes[0] = size
  return sizes
}

/** A positive draw of mean 1 with a heavy tail: many small prints, few big ones. */
function heavy(stream: Stream): number {
  return Math.exp(0.9 * stream.normal() - 0.405)
}
