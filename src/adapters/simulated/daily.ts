import { CompanyCalendar, type Results } from './events.ts'
import { DailyVolatility, type Factor } from './factors.ts'
import { type Profile, printSizeAt } from './listing.ts'
import { drawnExcursion } from './path.ts'
import { type Key, keyOf, PURPOSE, Stream } from './random.ts'
import { CAPACITY, type Schedule } from './schedule.ts'
import { toTick, UNITS } from './tick.ts'

/** Prints on the quietest day: enough that the minutes can always reach the day's high and low. */
const FEWEST_PRINTS = 12

/** A split or dividend of the series; `value` new shares per old share, or 0.0001 dollars a share. */
export interface SeriesEvent {
  kind: 'split' | 'dividend'
  index: number
  value: number
}

/** What a symbol shares with others. */
export interface Factors {
  market: Factor
  sector: Factor | null
  /** Index in the stock market's schedule of an index in the symbol's own; -1 when stocks do not trade that day. */
  at(index: number): number
}

/**
 * One symbol's trading dates from 2015 on: open, high, low, close, volume and prints of each regular session, drawn in one pass
 * and as far as asked for. These come first; a day's minutes are later drawn inside them and add up to them exactly.
 * Prices are raw, as the tape had them, in whole 0.0001 dollars: a split is a jump here and an entry in `events`.
 */
export class DailySeries {
  readonly profile: Profile
  readonly key: Key
  readonly volume: Float64Array
  readonly open: Int32Array
  readonly high: Int32Array
  readonly low: Int32Array
  readonly close: Int32Array
  readonly prints: Int32Array
  /** Standard deviation of the symbol's own part of the session's return. */
  readonly deviation: Float32Array
  /** Log return from the close before to the open, without split and dividend. */
  readonly gap: Float32Array
  readonly events: SeriesEvent[] = []
  /** Sessions that open on new results, and whether these came the evening before. */
  readonly results = new Map<number, Results>()
  readonly splits = new Map<number, number>()
  readonly #schedule: Schedule
  readonly #factors: Factors
  readonly #stream: Stream
  readonly #volatility: DailyVolatility
  readonly #calendar: CompanyCalendar
  /** Reused from day to day: this pass is the market's hot loop. */
  readonly #sum: Shared = { gap: 0, move: 0, up: 0, down: 0, volume: 0 }
  #interest = 0
  #length = 0

  constructor(seed: number, profile: Profile, schedule: Schedule, factors: Factors) {
    this.profile = profile
    // One allocation for all columns: hundreds of symbols are opened at once by a scan.
    const memory = new ArrayBuffer(CAPACITY * 36)
    const words = (column: number) => new Int32Array(memory, CAPACITY * (8 + 4 * column), CAPACITY)
    this.volume = new Float64Array(memory, 0, CAPACITY)
    this.open = words(0)
    this.high = words(1)
    this.low = words(2)
    this.close = words(3)
    this.prints = words(4)
    this.deviation = new Float32Array(memory, CAPACITY * 28, CAPACITY)
    this.gap = new Float32Array(memory, CAPACITY * 32, CAPACITY)
    this.key = keyOf(seed, profile.symbol)
    this.#schedule = schedule
    this.#factors = factors
    this.#stream = new Stream().restart(this.key, 0, PURPOSE.series)
    this.#volatility = new DailyVolatility(profile.deviation)
    this.#calendar = new CompanyCalendar(this.key, profile)
  }

  /** Draws the days up to and with an index. */
  extend(index: number): void {
    for (let i = this.#length; i <= index; i++) this.#day(i)
    this.#length = Math.max(this.#length, index + 1)
  }

  #day(i: number): void {
    const { profile } = this
    const own = this.#volatility
    own.draw(this.#stream)
    const jump = this.#surprise(i, this.#stream.normal())
    const before = this.#close(i)
    const pulled = profile.pull === 0 ? 0 : profile.pull * Math.log(before / (profile.startPrice * UNITS))
    const wander = profile.drift / 252 - pulled
    const shared = this.#shared(i)
    const night = profile.kind === 'future' ? 0.05 * own.gap : own.gap
    const gap = clamp(shared.gap + night + wander + jump, 0.6)
    const move = clamp(shared.move + own.move, 0.7)
    const deviation = jump === 0 ? own.deviation : 1.5 * own.deviation
    this.gap[i] = gap
    this.deviation[i] = deviation
    this.#prices(i, before * Math.exp(gap), move, shared, deviation)
    // A day that moves is a day that trades.
    this.#activity(i, Math.exp(shared.volume + own.mood + 0.35 * (own.size - 0.8) + (jump === 0 ? 0 : 1.2)))
  }

  /** The close before, in today's shares and without today's dividend; records the actions. */
  #close(i: number): number {
    if (i === 0) return this.profile.startPrice * UNITS
    const date = this.#schedule.dates[i]
    let close = this.close[i - 1]
    const ratio = this.#calendar.split(date, close)
    if (ratio !== null) {
      this.events.push({ kind: 'split', index: i, value: ratio })
      this.splits.set(i, ratio)
      close /= ratio
    }
    const dividend = this.#calendar.dividend(date, close)
    if (dividend > 0) this.events.push({ kind: 'dividend', index: i, value: dividend })
    return close - dividend
  }

  /** Log jump of the open on new results; 0 on other days. */
  #surprise(i: number, normal: number): number {
    const results = i > 0 ? this.#calendar.results(this.#schedule.dates[i]) : null
    if (results === null) return 0
    this.results.set(i, results)
    return clamp(normal * (0.025 + 1.6 * this.profile.deviation), 0.3)
  }

  /** What the market and the sector do to the symbol: gap, move, and the energy behind the session's high and low. */
  #shared(i: number): Shared {
    const shared = this.#sum
    shared.gap = shared.move = shared.up = shared.down = shared.volume = 0
    const at = this.#factors.at(i)
    if (at < 0) return shared
    add(shared, this.#factors.market, at, this.profile.marketBeta)
    if (this.#factors.sector) add(shared, this.#factors.sector, at, this.profile.sectorBeta)
    if (this.profile.kind !== 'future') return shared
    // The future trades through the night: what is a gap to stocks is part of its session.
    const night = 0.36 * shared.gap ** 2
    shared.move += shared.gap
    shared.gap = 0
    shared.up += night
    shared.down += night
    return shared
  }

  /** Standard deviation of the whole session's return: the symbol's own part and its share of the factors. */
  wholeDeviation(i: number): number {
    const at = this.#factors.at(i)
    const { market, sector } = this.#factors
    const shared = at < 0 ? 0 : (this.profile.marketBeta * market.deviation[at]) ** 2
    const sectors = at < 0 || !sector ? 0 : (this.profile.sectorBeta * sector.deviation[at]) ** 2
    return Math.sqrt(this.deviation[i] ** 2 + shared + sectors)
  }

  #prices(i: number, open: number, move: number, shared: Shared, deviation: number): void {
    const { tick } = this.profile
    const variance = deviation * deviation
    this.open[i] = toTick(open, tick)
    this.close[i] = toTick(this.open[i] * Math.exp(move), tick)
    const top = Math.max(this.open[i], this.close[i])
    const bottom = Math.min(this.open[i], this.close[i])
    const up = drawnExcursion(move, shared.up + variance * this.#stream.exponential())
    const down = drawnExcursion(move, shared.down + variance * this.#stream.exponential())
    this.high[i] = Math.max(top, toTick(top * Math.exp(Math.min(up, 0.7)), tick))
    this.low[i] = Math.min(bottom, toTick(bottom * Math.exp(-Math.min(down, 0.7)), tick))
  }

  #activity(i: number, level: number): void {
    const { profile } = this
    this.#interest = 0.9 * this.#interest + 0.17 * this.#stream.normal()
    const price = this.close[i] / UNITS
    const units = (profile.turnover / price) * level * Math.exp(this.#interest) * this.#schedule.fraction[i]
    this.prints[i] = Math.max(FEWEST_PRINTS, Math.round(units / printSizeAt(profile, price)))
    this.volume[i] = Math.max(this.prints[i], Math.round(units))
  }
}

interface Shared {
  gap: number
  move: number
  up: number
  down: number
  volume: number
}

function add(shared: Shared, factor: Factor, at: number, beta: number): void {
  const variance = (beta * factor.deviation[at]) ** 2
  shared.gap += beta * factor.gap[at]
  shared.move += beta * factor.move[at]
  shared.up += variance * (beta >= 0 ? factor.up[at] : factor.down[at])
  shared.down += variance * (beta >= 0 ? factor.down[at] : factor.up[at])
  shared.volume += factor.volume[at]
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value))
}
