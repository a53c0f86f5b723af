import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { type Instant, iso, MINUTE } from '../../core/time.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { until } from '../../market/trading-rules.ts'
import type { Broker } from '../../ports/broker.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { mapLimit } from '../common/map-limit.ts'
import { printsPerMinute } from '../common/prints-per-minute.ts'
import { resolveUniverse } from '../common/universe.ts'
import type { Context } from '../context.ts'
import { placeOf } from '../trade/desk/answer.ts'
import type { Finding } from './check.ts'

/** Older than this, while prices were being made, data is called old. */
const FRESH_MS = 15 * MINUTE

/** A clock further than this from the vendor's dates bars wrongly. */
const SKEW_MS = 5000

/** Time the scanner check may spend, and symbols it may ask a vendor for. */
const SCANNER_MS = 3000
const VENDOR_SYMBOLS = 20

/** The account of the settings, to look at: live where they say live and the broker has live accounts. */
export function accountInSight(context: Context): Promise<Broker> {
  const { mode, broker } = context.settings
  return context.broker({ live: mode === 'live' && broker === 'alpaca' })
}

/** A simulated account that has lived past `--as-of` cannot be looked at as it was then: said, and no fault of the house. */
export async function unlessLater(context: Context, check: (context: Context) => Promise<Finding>): Promise<Finding> {
  const { asOf, broker, mode } = context.settings
  return check(context).catch((thrown) => {
    const { kind, message } = asOpenbellError(thrown)
    if (asOf === null || kind !== 'usage' || broker !== 'simulated' || mode !== 'paper') throw thrown
    return { status: 'skipped', message }
  })
}

export async function checkAccount(context: Context): Promise<Finding> {
  const broker = await accountInSight(context)
  const { mode, equity, buyingPower, state } = await broker.account(context.signal).finally(() => broker.close())
  const message = `${placeOf(broker)}, ${mode}: equity ${dollars(equity)}, buying power ${dollars(buyingPower)}, ${state}`
  if (state === 'blocked') return { status: 'fail', kind: 'denied', message, hint: 'ask the broker why the account is blocked' }
  return { status: state === 'restricted' || mode === 'live' ? 'warn' : 'ok', message }
}

/** The source answers, and its newest price is no older than the market's last minutes. */
export async function checkData(context: Context, at: Instant): Promise<Finding> {
  const source = await context.source()
  const asOf = context.asOf(source)
  const symbol = await probeSymbol(context, source, asOf)
  const started = context.clock.elapsed()
  const snapshot = await source.snapshot(symbol, asOf, context.signal)
  const latency = Math.round(context.clock.elapsed() - started)
  const age = Math.max(0, at - snapshot.time)
  const message = `${source.name}, feed ${snapshot.feed}: ${symbol} at ${iso(snapshot.time)}, ${until(age)} old, answered in ${latency} ms`
  if (source.coverage < 1) {
    return { status: 'warn', message: `${message}; a partial feed: volume rules need --rescale` }
  }
  const skew = source.metrics()?.clockSkewMs ?? 0
  if (Math.abs(skew) > SKEW_MS) {
    return {
      status: 'warn',
      message: `${message}; this clock is ${Math.round(skew / 1000)} s ahead of the vendor's (negative: behind)`,
    }
  }
  const behind = lastPricesMade(at) - snapshot.time
  if (behind <= FRESH_MS) return { status: 'ok', message }
  const hint = source.name === 'store' ? 'openbell data fetch SYMBOL, or --as-of TIME' : 'openbell doctor'
  return { status: 'warn', message: `${message}; the market has made prices for ${until(behind)} since`, hint }
}

/** The latest instant up to `at` at which the regular session was running. */
function lastPricesMade(at: Instant): Instant {
  const calendar = calendarOf('us')
  if (calendar.at(at).phase === 'regular') return at
  const session = calendar.sessionAt(at)
  if (session.regular && session.regular.close <= at) return session.regular.close
  return calendar.day(calendar.previous(session.day)).regular?.close ?? at
}

/** A symbol whose price tells how fresh the source is: in the store the one with the newest bars, else a fund of the listing. */
export async function probeSymbol(context: Context, source: MarketDataSource, asOf: Instant): Promise<string> {
  if (source.name === 'store') {
    const store = await context.store()
    const bars = store.series().filter((one) => one.kind === 'bars' && one.from < asOf)
    const newest = bars.toSorted((a, b) => Math.min(b.to, asOf) - Math.min(a.to, asOf) || a.from - b.from)[0]
    if (newest) return newest.symbol
    throw new OpenbellError('no-data', 'the store holds no bars', 'openbell data import FILE')
  }
  const listed = await source.symbols(context.signal)
  return (listed.find((one) => one.kind === 'fund') ?? listed[0])?.symbol ?? 'SPY'
}

/** How many symbols of the universe print often enough to be traded. Looks at as many as a few seconds allow, and says how many. */
export async function checkScanner(context: Context, minimum: number): Promise<Finding> {
  const source = await context.source()
  const asOf = context.asOf(source)
  const universe = await resolveUniverse(context, source, null)
  const vendor = source.metrics() !== null
  const symbols = vendor ? universe.symbols.slice(0, VENDOR_SYMBOLS) : universe.symbols
  const stop = context.clock.elapsed() + SCANNER_MS
  const counts = await mapLimit(symbols, 8, async (symbol) => {
    if (context.clock.elapsed() > stop) return undefined
    return printsPerMinute(source, symbol, asOf, context.signal)
  })
  const looked = counts.filter((count) => count !== undefined)
  const known = looked.filter((count) => count !== null)
  const qualified = known.filter((count) => count >= minimum).length
  const part = looked.length < universe.symbols.length ? ` (looked at ${looked.length} of ${universe.symbols.length})` : ''
  if (known.length === 0) {
    return { status: 'warn', message: `${source.name} gives no print counts for ${universe.name}${part}: liquidity is unknown` }
  }
  const message = `${qualified} of ${looked.length} symbols of ${universe.name} make ${minimum} prints a minute or more${part}`
  return { status: qualified === 0 ? 'warn' : 'ok', message, hint: 'openbell scan liquid' }
}

function dollars(amount: number): string {
  return `$${Math.round(amount)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')}`
}
