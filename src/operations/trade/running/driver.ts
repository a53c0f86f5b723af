import { OpenbellError } from '../../../core/errors.ts'
import { type Instant, iso, MINUTE, SECOND } from '../../../core/time.ts'
import type { LiveRun } from '../../../engine/live/live-run.ts'
import { monitorPosition } from '../../../engine/monitor/monitor.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../../market/timeframe.ts'
import type { Context } from '../../context.ts'
import type { Desk } from '../desk.ts'
import { closeAll, whatIsOpen } from './closing.ts'
import { Dispatch, type DispatchParts } from './dispatch.ts'
import type { Teller, TradeRunEvent } from './events.ts'
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
  readonly #events: TradeRunEvent[] = []
  readonly #news: News
  readonly #dispatch: Dispatch
  readonly #closing: DispatchParts
  readonly #late = new Set<string>()
  readonly #alerts = new Map<string, string>()
  #bars = 0
  #stopped = false
  #halted = false
  #isMarkFailing = false
  #markedAt = Number.NEGATIVE_INFINITY

  constructor(parts: DriverParts, store: ConstructorParameters<typeof News>[0]['store']) {
    this.#parts = parts
    const { run, desk, pace, context, strategy } = parts
    const { path } = desk
    const now = () => pace.now()
    const tell: DispatchParts['tell'] = (fields) => this.#tell(now(), fields)
    this.#news = new News({ run, path, store, now, tell: (fields, at = now()) => this.#tell(at, fields) })
    this.#closing = { run, path, origin: `strategy ${strategy}`, signal: context.signal, now, tell }
    this.#dispatch = new Dispatch(this.#closing)
    this.#dispatch.protector.takeUp()
  }

  async *events(): AsyncGenerator<TradeRunEvent> {
    const { feed, window, pace, following, context } = this.#parts
    if (pace.now() < window.open) this.#status('waiting', `waiting for the open at ${iso(window.open)}`)
    yield* this.#told()
    const ask = () => {
      const next = feed.next()
      // What fails while something else is looked at is told when it is awaited.
      next.catch(() => {})
      return next
    }
    for (let next = ask(); ; ) {
      const moment = await following.untilNews(next, pace.isFast)
      await this.#hearHalt()
      await this.#bringNews()
      yield* this.#told()
      if (moment === null) continue
      if (moment.done) break
      await this.#minute(moment.value)
      yield* this.#told()
      next = ask()
    }
    await pace.sleep(window.end + AFTER_END, context.signal)
    await this.#askBroker()
    yield* this.#told()
  }

  /** What is open when the run is stopped from outside; orders that protect stay where they are, at the broker. */
  *stopped(how: string): Generator<TradeRunEvent> {
    this.#news.take()
    const open = whatIsOpen(this.#closing)
    this.#status('interrupted', open.length === 0 ? `${how}: nothing is open` : `${how}; left at the broker: ${open.join('; ')}`)
    yield* this.#told()
  }

  /** The account is compared once more, and the run summed up. @throws OpenbellError diverged, or rejected when it is not flat as it should be */
  async *end(): AsyncGenerator<TradeRunEvent> {
    const { desk, run, context, window, pace } = this.#parts
    const { path } = desk
    const reconciled = await path.reconcile({ accept: null }, context.signal)
    this.#news.take()
    const account = await path.mark(context.signal)
    const open = whatIsOpen(this.#closing)
    const summary = summaryOf(run, path.books, account.equity, this.#bars, window.open, { open, reconciled: reconciled.agreed })
    const money = `${summary.roundTrips} round trips, profit ${summary.profit?.toFixed(2)}, fees ${summary.fees?.toFixed(2)}`
    const standing = summary.flat ? 'flat' : `open: ${open.join('; ')}`
    this.#tell(pace.now(), {
      type: 'status',
      phase: 'ended',
      message: `ended: ${money}; ${standing}; ${reconciled.agreed ? 'reconciled' : reconciled.sentence}`,
      summary,
    })
    yield* this.#told()
    if (!reconciled.agreed) throw new OpenbellError('diverged', reconciled.sentence ?? 'diverged', 'openbell trade reconcile')
    if (!summary.flat && window.flattenAt !== null) {
      throw new OpenbellError('rejected', `not flat at the end: ${open.join('; ')}`, 'openbell trade flatten')
    }
  }

  async #minute(moment: ClosedBars): Promise<void> {
    const { window, pace, run } = this.#parts
    const { at } = moment
    if (pace.isFast) await this.#askBroker()
    const closed = this.#append(moment)
    this.#tellGaps(moment)
    const isInside = at >= window.open && at < window.end
    const isClosing = window.flattenAt !== null && at >= window.flattenAt
    if (isClosing) await this.#close()
    else if (closed.length > 0 && isInside && this.#isFresh(at) && !run.isFull) await this.#decide(closed, at)
    run.advance()
    await this.#bringNews()
    if (isInside || isClosing) await this.#mark()
    this.#watch()
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
      if (missed > 0 && at > window.open) {
        const message = `${missed} bars of ${run.symbols[listing]} came late: nothing was decided on them`
        this.#tell(at, { type: 'quality', symbol: run.symbols[listing], message })
      }
    }
    return closed
  }

  #tellGaps({ late, faults, at }: ClosedBars): void {
    for (const { symbol, fault } of faults) this.#tell(at, { type: 'quality', symbol, message: fault.message })
    for (const symbol of late) {
      if (!this.#late.has(symbol))
        this.#tell(at, { type: 'quality', symbol, message: `no bar of ${symbol} at ${iso(at)}: left out until one comes` })
      this.#late.add(symbol)
    }
    for (const symbol of this.#late) if (!late.includes(symbol) && at % MINUTE === 0) this.#late.delete(symbol)
  }

  #isFresh(at: Instant): boolean {
    const { pace, timeframe } = this.#parts
    return pace.now() - at <= TIMEFRAME_MS[timeframe] + LATE
  }

  async #decide(closed: number[], at: Instant): Promise<void> {
    const { run } = this.#parts
    this.#bars += closed.length
    const { asked, decisions } = run.decide(closed, at)
    for (const { symbol, action, reason, shares, outcome, rule, stop, target } of decisions) {
      const size = shares > 0 ? ` ${shares}` : ''
      const nothing = outcome === 'ignored' ? ` (came to nothing: ${rule})` : ''
      const message = `${action}${size} ${symbol}: ${reason}${nothing}`
      const known = outcome === 'ignored' ? { outcome, rule } : {}
      this.#tell(at, { type: 'intent', symbol, message, action, reason, shares, stop, target, ...known })
    }
    await this.#dispatch.carryOut(asked)
  }

  async #close(): Promise<void> {
    const { run } = this.#parts
    if (!this.#stopped) {
      this.#stopped = true
      this.#dispatch.dropWaiting('the run closes its positions')
      this.#status('stopping', 'deciding has ended: positions are closed before the end')
    }
    const { books } = this.#closing.path
    const isOpen = run.symbols.some((symbol, i) => books.shares(symbol) !== 0 || run.resting(i).length > 0)
    if (isOpen) await closeAll(this.#closing, 'closed before the end of the session')
  }

  /** Orders that may fill are asked after one by one where the broker's own news would come minutes late. */
  async #askBroker(): Promise<void> {
    const { desk, context } = this.#parts
    for (const { clientOrderId, foreign } of desk.path.books.openOrders()) {
      if (!foreign) await desk.path.settle(clientOrderId, 0, context.signal)
    }
    await this.#bringNews()
  }

  async #bringNews(): Promise<void> {
    if (this.#news.take()) await this.#dispatch.afterNews()
    if (this.#news.take()) this.#watch()
  }

  async #hearHalt(): Promise<void> {
    const { context, desk } = this.#parts
    const isHalted = context.halted()
    if (isHalted && !this.#halted) {
      const canceled = await desk.path.halt('HALT', 'the file HALT or a signal asked for it', context.signal)
      this.#status('running', `halted: entries are denied, ${canceled.length} resting entries canceled; exits go on`)
    }
    this.#halted = isHalted
  }

  async #mark(): Promise<void> {
    const { desk, context, pace } = this.#parts
    // In quick motion not every minute: a vendor counts requests by the real clock.
    const elapsed = context.clock.elapsed()
    if (desk.broker.name !== 'simulated' && elapsed - this.#markedAt < SECOND) return
    this.#markedAt = elapsed
    try {
      await desk.path.mark(context.signal)
      this.#isMarkFailing = false
    } catch (thrown) {
      if (!(thrown instanceof OpenbellError) || thrown.kind !== 'unavailable') throw thrown
      if (!this.#isMarkFailing)
        this.#tell(pace.now(), { type: 'quality', message: `the account could not be read: ${thrown.message}` })
      this.#isMarkFailing = true
    }
  }

  /** What positions call for, told when it changes. */
  #watch(): void {
    const { run, desk, pace } = this.#parts
    const { books } = desk.path
    for (const [listing, symbol] of run.symbols.entries()) {
      const held = books.positions.get(symbol)
      const { bars } = run.series[listing]
      const watched = held ? monitorPosition(held, run.lastPrice(listing), books.openOrders(), bars) : null
      const alert = watched?.alert ?? ''
      if (watched && alert !== '' && alert !== this.#alerts.get(symbol)) {
        const { profit, price } = watched
        const message = `${symbol}: ${alert}, ${((watched.profitFraction ?? 0) * 100).toFixed(1)}% of its cost`
        this.#tell(pace.now(), { type: 'alert', symbol, message, profit, price })
      }
      this.#alerts.set(symbol, alert)
    }
  }

  #status(phase: TradeRunEvent['phase'], message: string): void {
    this.#tell(this.#parts.pace.now(), { type: 'status', phase, message })
  }

  #tell(at: Instant, fields: Parameters<Teller>[1]): void {
    this.#events.push(this.#parts.teller(at, fields))
  }

  *#told(): Generator<TradeRunEvent> {
    while (this.#events.length > 0) yield this.#events.shift()!
  }
}
