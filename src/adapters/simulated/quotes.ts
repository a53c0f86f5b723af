import { minuteNumber } from './levels.ts'
import type { Profile } from './listing.ts'
import type { DayMinutes } from './minutes.ts'
import { type Key, PURPOSE, Stream } from './random.ts'
import { spreadAt } from './shapes.ts'
import type { MinutePrints } from './tape.ts'
import { stepFrom, tickAt, UNITS } from './tick.ts'

/** Best bid and offer changes of one minute, ascending, one a millisecond; prices in 0.0001 dollars, sizes in units. */
export interface MinuteQuotes {
  length: number
  time: Float64Array
  bid: Float64Array
  ask: Float64Array
  bidSize: Float64Array
  askSize: Float64Array
}

/**
 * Usual spread of a symbol as a fraction of its price in quiet hours: under a basis point for the busiest stocks, over a hundred for the
 * quietest. Funds are tighter, since what they hold is quoted too.
 */
function usualSpread(profile: Profile): number {
  const width = profile.kind === 'stock' ? 0.00006 : 0.00002
  return Math.min(0.03, width * Math.sqrt(5e9 / profile.turnover))
}

/** Minutes since the open and until the close of the regular session; outside it the spread stays at its widest. */
export interface DayPlace {
  sinceOpen: number
  untilClose: number
}

/**
 * Quotes around the prints of a minute: at every stamp with prints all of them lie at or inside the standing quote.
 * A quote stands until the next; between prints it also flickers in size and level.
 */
export function minuteQuotes(
  key: Key,
  profile: Profile,
  day: DayMinutes,
  row: number,
  prints: MinutePrints,
  place: DayPlace,
): MinuteQuotes {
  const stream = new Stream().restart(key, minuteNumber(day, row), PURPOSE.quotes)
  const quotes = emptyQuotes(2 * prints.length)
  const regular = place.sinceOpen >= 0 && place.untilClose > 0
  const width = usualSpread(profile) * (regular ? spreadAt(place.sinceOpen, place.untilClose) : 4)
  const maker: Maker = { stream, profile, width, quotes }
  for (let i = 0; i < prints.length; ) {
    let end = i + 1
    while (end < prints.length && prints.time[end] === prints.time[i]) end++
    let low = prints.price[i]
    let high = low
    for (let j = i + 1; j < end; j++) {
      low = Math.min(low, prints.price[j])
      high = Math.max(high, prints.price[j])
    }
    const stands = quotes.length > 0 && quotes.bid[quotes.length - 1] <= low && quotes.ask[quotes.length - 1] >= high
    if (!stands || stream.uniform() < 0.4) surround(maker, prints.time[i], low, high)
    if (end < prints.length && prints.time[end] - prints.time[i] > 1) flicker(maker, prints.time[i], prints.time[end])
    i = end
  }
  return quotes
}

interface Maker {
  stream: Stream
  profile: Profile
  width: number
  quotes: MinuteQuotes
}

function emptyQuotes(room: number): MinuteQuotes {
  // One piece of memory for all: minutes are drawn by the ten thousand.
  const all = new Float64Array(5 * room)
  const column = (at: number) => all.subarray(at * room, (at + 1) * room)
  return { length: 0, time: column(0), bid: column(1), ask: column(2), bidSize: column(3), askSize: column(4) }
}

/** A quote that holds prices low..high: the print at the bid, at the ask, or (now and then) inside. */
function surround(maker: Maker, time: number, low: number, high: number): void {
  const { stream, profile, width, quotes } = maker
  const wanted = (low * width * Math.exp(0.35 * stream.normal())) / tickAt(low, profile.tick)
  // Rounding at random keeps the mean spread between two ticks where the usual one lies there.
  const ticks = Math.max(1, Math.floor(wanted + stream.uniform()))
  const spare = Math.max(0, ticks - Math.round((high - low) / tickAt(low, profile.tick)))
  const side = stream.uniform()
  const below = side < 0.47 ? 0 : side < 0.94 ? spare : stream.below(spare + 1)
  const bid = stepFrom(low, -below, profile.tick)
  const ask = stepFrom(high, spare - below, profile.tick)
  if (bid < ask) push(quotes, time, bid, ask, size(stream, profile), size(stream, profile))
  // At the lowest price of all there is no bid below: the quote opens upwards.
  else push(quotes, time, bid, stepFrom(bid, 1, profile.tick), size(stream, profile), size(stream, profile))
}

/** Between two stamps with prints: new sizes, or a step of one side. */
function flicker(maker: Maker, after: number, before: number): void {
  const { stream, profile, quotes } = maker
  if (stream.uniform() > 0.5) return
  const last = quotes.length - 1
  const time = after + 1 + stream.below(before - after - 1)
  let bid = quotes.bid[last]
  let ask = quotes.ask[last]
  const move = stream.uniform()
  if (move < 0.1) ask = stepFrom(ask, 1, profile.tick)
  else if (move < 0.2 && bid > UNITS / 10) bid = stepFrom(bid, -1, profile.tick)
  push(quotes, time, bid, ask, size(stream, profile), size(stream, profile))
}

function size(stream: Stream, profile: Profile): number {
  const lot = profile.kind === 'future' ? 1 : 100
  const depth = profile.turnover > 1e9 ? 6 : 2.5
  return lot * Math.max(1, Math.round(depth * Math.exp(0.8 * stream.normal())))
}

function push(quotes: MinuteQuotes, time: number, bid: number, ask: number, bidSize: number, askSize: number): void {
  const at = quotes.length++
  quotes.time[at] = time
  quotes.bid[at] = bid
  quotes.ask[at] = ask
  quotes.bidSize[at] = bidSize
  quotes.askSize[at] = askSize
}
