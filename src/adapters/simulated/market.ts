import { LRUCache } from 'lru-cache'
import { nearest } from '../../analysis/nearest.ts'
import { OpenbellError } from '../../core/errors.ts'
import { MINUTE } from '../../core/time.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { DailySeries } from './daily.ts'
import { postMarket, preMarket } from './extended.ts'
import { Factor, type FactorMinutes } from './factors.ts'
import { haltOf } from './halts.ts'
import { listing, type Profile, SECTORS } from './listing.ts'
import { type DayMinutes, joinPhases } from './minutes.ts'
import { futureFactor } from './night.ts'
import { Schedule } from './schedule.ts'
import { combine, regularSession, type SharedMinutes } from './session.ts'
import { futureShape, type Shape, stockShape } from './shapes.ts'
import { type MinutePrints, minutePrints } from './tape.ts'

/** Days of minutes kept: every symbol's current session, and room to walk. About 40 kB each. */
const DAYS_KEPT = 640
const FACTOR_DAYS_KEPT = 256
/** Rows of drawn minutes kept, 24 bytes each: quotes are drawn around prints, and whoever wants both asks for them one after the other. */
const PRINTS_KEPT = 500_000

/**
 * The simulated market of one seed. Everything is a pure function of (seed, symbol, day); what is kept here is only kept to be fast.
 * Daily values come first and are drawn in one pass from 2015 on, as far as asked for; minutes are drawn inside them, prints inside minutes.
 */
export class SimulatedMarket {
  readonly #seed: number
  readonly #stocks = new Schedule(calendarOf('us'))
  readonly #futures = new Schedule(calendarOf('cme'))
  readonly #market: Factor
  readonly #sectors: Factor[]
  readonly #series = new Map<string, DailySeries>()
  readonly #days = new LRUCache<string, DayMinutes>({ max: DAYS_KEPT })
  readonly #prints = new LRUCache<string, MinutePrints>({ maxSize: PRINTS_KEPT, sizeCalculation: ({ length }) => length + 1 })
  readonly #factorDays = new LRUCache<string, FactorMinutes>({ max: FACTOR_DAYS_KEPT })

  constructor(seed: number) {
    this.#seed = seed
    this.#market = new Factor(seed, 'market', 0.0098, 0.07)
    this.#sectors = SECTORS.map((sector) => new Factor(seed, `sector ${sector}`, 0.0055, 0))
  }

  /** The facts of a symbol; `not-found` with the nearest name when it is not listed. */
  profile(symbol: string): Profile {
    const profile = listing().get(symbol)
    if (profile) return profile
    const near = nearest(symbol, listing().keys())
    const hint = near ? `did you mean ${near}?` : 'openbell scan lists the simulated symbols, e.g. SIMALL'
    throw new OpenbellError('not-found', `${symbol} is not a symbol of the simulated market`, hint)
  }

  schedule(profile: Profile): Schedule {
    return profile.kind === 'future' ? this.#futures : this.#stocks
  }

  /** Daily values of a symbol, drawn up to and with an index of its schedule. */
  daily(profile: Profile, index: number): DailySeries {
    let series = this.#series.get(profile.symbol)
    const schedule = this.schedule(profile)
    if (!series) {
      const at = profile.kind === 'future' ? (i: number) => this.#stocks.indexOf(this.#futures.dates[i]) : (i: number) => i
      series = new DailySeries(this.#seed, profile, schedule, {
        market: this.#market,
        sector: this.#sectors[profile.sectorIndex] ?? null,
        at,
      })
      this.#series.set(profile.symbol, series)
    }
    const last = schedule.has(index) ? index : index - 1
    const stocks = profile.kind === 'future' ? this.#stocks.floor(this.#futures.dates[last]) : last
    this.#market.extend(stocks)
    this.#sectors[profile.sectorIndex]?.extend(stocks)
    series.extend(last)
    return series
  }

  /** All one-minute bars of a symbol on one trading date. */
  minutes(profile: Profile, index: number): DayMinutes {
    const name = `${profile.symbol} ${index}`
    let day = this.#days.get(name)
    if (!day) {
      day = this.#draw(profile, index)
      this.#days.set(name, day)
    }
    return day
  }

  /** Prints of one minute bar; only to be read. */
  prints(profile: Profile, day: DayMinutes, row: number): MinutePrints {
    const name = `${profile.symbol} ${day.time[row]}`
    let prints = this.#prints.get(name)
    if (!prints) {
      prints = minutePrints(this.daily(profile, day.index).key, day, row, profile.tick)
      this.#prints.set(name, prints)
    }
    return prints
  }

  #draw(profile: Profile, index: number): DayMinutes {
    const schedule = this.schedule(profile)
    const next = schedule.has(index + 1)
    const series = this.daily(profile, index + 1)
    const session = schedule.session(index)
    const start = session.regular!.open
    const minutes = schedule.minutes(index)
    const { shape, shared } =
      profile.kind === 'future' ? this.#night(profile, index, minutes) : this.#day(profile, index, minutes)
    const halt = haltOf(series.key, profile, index, minutes)
    const halted = (minute: number) =>
      (minute >= halt.from && minute < halt.to) ||
      session.halts.some((pause) => start + minute * MINUTE >= pause.open && start + minute * MINUTE < pause.close)
    const regular = regularSession(series, index, start, shape, shared, halted)
    const pre = session.pre && preMarket(series, index, session.pre)
    const post = session.post && postMarket(series, index, session.post, next)
    return joinPhases(index, pre, regular, post)
  }

  #day(profile: Profile, index: number, minutes: number): { shape: Shape; shared: SharedMinutes } {
    const parts = [{ beta: profile.marketBeta, minutes: this.#factorMinutes(-1, index, minutes) }]
    if (profile.sectorIndex >= 0)
      parts.push({ beta: profile.sectorBeta, minutes: this.#factorMinutes(profile.sectorIndex, index, minutes) })
    return { shape: stockShape(minutes), shared: combine(parts, minutes) }
  }

  #night(profile: Profile, index: number, minutes: number): { shape: Shape; shared: SharedMinutes } {
    const at = this.#stocks.indexOf(this.#futures.dates[index])
    if (at < 0) return { shape: futureShape(minutes, 930, Math.min(minutes, 1320)), shared: combine([], minutes) }
    const stockOpen = this.#stocks.session(at).regular!.open
    const from = Math.round((stockOpen - this.#futures.session(index).regular!.open) / MINUTE)
    const stock = this.#factorMinutes(-1, at, this.#stocks.minutes(at))
    const factor = futureFactor(this.#market, at, stock, from, minutes)
    const shape = futureShape(minutes, from, Math.min(minutes, from + stock.variance.length))
    return { shape, shared: combine([{ beta: profile.marketBeta, minutes: factor }], minutes) }
  }

  /** Minutes of the market (-1) or a sector on a stock trading date. */
  #factorMinutes(sector: number, index: number, minutes: number): FactorMinutes {
    const name = `${sector} ${index}`
    let day = this.#factorDays.get(name)
    if (!day) {
      day = (this.#sectors[sector] ?? this.#market).minutes(index, minutes)
      this.#factorDays.set(name, day)
    }
    return day
  }
}
