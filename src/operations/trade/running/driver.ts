import { OpenbellError } from '../../../core/errors.ts'
import { type Instant, iso, SECOND } from '../../../core/time.ts'
import type { LiveRun } from '../../../engine/live/live-run.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../../market/timeframe.ts'
import { counted } from '../../common/words.ts'
import type { Context } from '../../context.ts'
import type { LiveForecasts } from '../../forecast-columns/live.ts'
import type { Desk } from '../desk/desk.ts'
import { AccountWatch } from './account-watch.ts'
import { Alerts } from './alerts.ts'
import { closeAll, whatIsOpen } from './closing.ts'
import { Dispatch, type DispatchParts } from './dispatch.ts'
import type { EventFields, Teller, TradeRunEvent } from './events.ts'
import type { ClosedBars } from './feed.ts'
import type { Following } from './following.ts'
import { News } from './news.ts'
import type { Pace } from './pace.ts'
import { summaryOf } from './summary.ts'
import type { RunWindow } from './window.ts'

export interface DriverParts {
  context: Context
  desk: Desk
  run: LiveRun
  pace: Pace
  window: RunWindow
  timeframe: Timeframe
  /** Name of the strategy. */
  strategy: string
  feed: AsyncGenerator<ClosedBars>
  forecasts: LiveForecasts
  following: Following
  teller: Teller
}

/** Decisions are made on bars no older than one timeframe and so much: what a slow source or a sleeping machine brings late only warms up. */
const LATE = 15 * SECOND
/** After the close brokers take a moment to end the orders of the day. */
const AFTER_END = 5 * SECOND

/** The run itself: bars in, decisions to the order path, news back, until the window ends. One event a line, as it happens. */
export class Driver {
  readonly #parts: DriverParts
  readonly #shared: DispatchParts
  readonly #events: TradeRunEvent[] = []
  readonly #news: News
  readonly #dispatch: Dispatch
  readonly #account: AccountWatch
  readonly #alerts: Alerts
  readonly #late = new Set<string>()
  #bars = 0
  #isClosing = false

  constructor(parts: DriverParts, store: ConstructorParameters<typeof News>[0]['store']) {
    this.#parts = parts
    const { run, desk, pace, context, strategy } = parts
    const { path } = desk
    const now = () => pace.now()
    const tell = (fields: EventFields, at = now()) => this.#tell(at, fields)
    this.#shared = { run, path, origin: `strategy ${strategy}`, signal: context.signal, now, tell }
    this.#news = new News({ run, path, store, now, tell })
    this.#dispatch = new Dispatch(this.#shared)
    this.#account = new AccountWatch(this.#shared, context)
    this.#alerts = new Alerts(this.#shared)
    this.#dispatch.protector.takeUp()
  }

  async *events(): AsyncGenerator<TradeRunEvent> {
    const { feed, window, pace, following, context } = this.#parts
    const ask = () => {
      const next = feed.next()
      // What fails while something else is looked at is told when it is awaited.
      next.catch(() => {})
      return next
    }
    if (pace.now() < window.open) this.#status('waiting', `waiting for the open at ${iso(window.open)}`)
    for (let next = ask(); ; ) {
      yield* this.#told()
      const moment = await following.untilNews(next, pace.isFast)
      await this.#account.hearHalt()
      await this.#bringNews()
      if (moment === null) continue
      if (moment.done) break
      await this.#minute(moment.value)
      next = ask()
    }
    await pace.sleep(window.end + AFTER_END, context.signal)
    await this.#account.ask(true)
    await this.#bringNews()
    yield* this.#told()
  }

  /** What is open when the run is stopped from outside; orders that protect stay where they are, at the broker. */
  *stopped(how: string): Generator<TradeRunEvent> {
    this.#news.take()
    const open = whatIsOpen(this.#shared)
    this.#status('interrupted', open.length === 0 ? `${how}: nothing is open` : `${how}; left at the broker: ${open.join('; ')}`)
    yield* this.#told()
  }

  /** The account is compared once more, and the run summed up. @throws OpenbellError diverged, or rejected when it is not flat as it should be */
  async *end(): AsyncGenerator<TradeRunEvent> {
    const { desk, run, context, window } = this.#parts
    const { path } = desk
    const { agreed, sentence } = await path.reconcile({ accept: null }, context.signal)
    this.#news.take()
    const { equity } = await path.mark(context.signal)
    const open = whatIsOpen(this.#shared)
    const summary = summaryOf(run, path.books, equity, this.#bars, window.open, {
      account: path.account,
      open,
      reconciled: agreed,
    })
    const money = `${counted(summary.roundTrips, 'round trip')}, profit ${summary.profit?.toFixed(2)}, fees ${summary.fees?.toFixed(2)}`
    const standing = open.length === 0 ? 'flat' : `open: ${open.join('; ')}`
    this.#status('ended', `ended: ${money}; ${standing}; ${agreed ? 'reconciled' : sentence}`, { summary })
    yield* this.#told()
    if (!agreed) throw new OpenbellError('diverged', sentence ?? 'our books and the broker disagree', 'openbell trade reconcile')
    if (!summary.flat && window.flattenAt !== null) {
      throw new OpenbellError('rejected', `not flat at the end: ${open.join('; ')}`, 'openbell trade flatten')
    }
  }

  async #minute(moment: ClosedBars): Promise<void> {
    const { window, pace, run } = this.#parts
    const { at } = moment
    await this.#account.ask(pace.isFast)
    await this.#bringNews()
    const closed = this.#append(moment)
    await this.#parts.forecasts.grow()
    this.#tellGaps(moment)
    const isInside = at >= window.open && at < window.end
    const isClosing = window.flattenAt !== null && at >= window.flattenAt
    if (isClosing) await this.#close()
    else if (closed.length > 0 && isInside && this.#isFresh(at) && !run.isFull) await this.#decide(closed, at)
    run.advance()
    await this.#bringNews()
    if (isInside || isClosing) await this.#account.mark()
    this.#alerts.look()
  }

  /** Symbols whose bar closes at this very moment; older bars fill the gap and are only said. */
  #append({ bars, at }: ClosedBars): number[] {
    const { run, window } = this.#parts
    const closed: number[] = []
    for (const [listing, more] of bars.entries()) {
      if (more === null) continue
      let missed = 0
      for (let row = 0; row < more.length; row++) if (run.append(listing, more, row)) missed++
      const isNow = run.series[listing].newest === at
      if (isNow) closed.push(listing)
      missed -= isNow ? 1 : 0
      if (missed === 0 || at <= window.open) continue
      const symbol = run.symbols[listing]
      this.#tell(at, { type: 'quality', symbol, message: `${missed} bars of ${symbol} came late: nothing was decided on them` })
    }
    return closed
  }

  /** A symbol without bars is said once, until it has one. */
  #tellGaps({ late, faults, bars, at }: ClosedBars): void {
    const { symbols } = this.#parts.run
    for (const [i, symbol] of symbols.entries()) if (bars[i] !== null) this.#late.delete(symbol)
    for (const { symbol, fault } of faults) this.#tell(at, { type: 'quality', symbol, message: fault.message })
    for (const symbol of late) {
      const message = `no bar of ${symbol} at ${iso(at)}: left out until one comes`
      if (!this.#late.has(symbol)) this.#tell(at, { type: 'quality', symbol, message })
      this.#late.add(symbol)
    }
  }

  #isFresh(at: Instant): boolean {
    const { pace, timeframe } = this.#parts
    return pace.now() - at <= TIMEFRAME_MS[timeframe] + LATE
  }

  async #decide(closed: number[], at: Instant): Promise<void> {
    this.#bars += closed.length
    const { asked, decisions } = this.#parts.run.decide(closed, at)
    for (const { symbol, action, reason, shares, outcome, rule, stop, target } of decisions) {
      const size = shares > 0 ? ` ${shares}` : ''
      const isIgnored = outcome === 'ignored'
      const message = `${action}${size} ${symbol}: ${reason}${isIgnored ? ` (came to nothing: ${rule})` : ''}`
      const known = isIgnored ? { outcome, rule } : {}
      this.#tell(at, { type: 'intent', symbol, message, action, reason, shares, stop, target, ...known })
    }
    await this.#dispatch.carryOut(asked)
  }

  async #close(): Promise<void> {
    const { run, desk } = this.#parts
    if (!this.#isClosing) {
      this.#isClosing = true
      this.#dispatch.dropWaiting('the run closes its positions')
      this.#status('stopping', 'deciding has ended: positions are closed before the end')
    }
    const { books } = desk.path
    const isOpen = run.symbols.some((symbol, i) => books.shares(symbol) !== 0 || run.resting(i).length > 0)
    if (isOpen) await closeAll(this.#shared, 'closed before the end of the session')
  }

  /** The journal's news to the run, then what waited for them. */
  async #bringNews(): Promise<void> {
    const isNew = this.#news.take()
    if (!isNew && !this.#dispatch.isWaiting) return
    if (!this.#isClosing) await this.#dispatch.afterNews()
    if (this.#news.take()) this.#alerts.look()
  }

  #status(phase: EventFields['phase'], message: string, more: Partial<EventFields> = {}): void {
    this.#tell(this.#parts.pace.now(), { type: 'status', phase, message, ...more })
  }

  #tell(at: Instant, fields: EventFields): void {
    this.#events.push(this.#parts.teller(at, fields))
  }

  *#told(): Generator<TradeRunEvent> {
    while (this.#events.length > 0) yield this.#events.shift()!
  }
}
