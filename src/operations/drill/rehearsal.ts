import { type Instant, iso, MINUTE, SECOND } from '../../core/time.ts'
import { openOrderPath } from '../../engine/orders/open.ts'
import type { Intent, OrderPath, OwnOrder } from '../../engine/orders/types.ts'
import { DEFAULT_LIMITS } from '../../engine/risk/limits.ts'
import type { Broker } from '../../ports/broker.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RunningPocket } from '../../ports/pocket.ts'
import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import { marketFacts, minutesToClose } from '../trade/desk/desk.ts'
import { drillIntent, SYMBOL } from './intent.ts'
import { quickClock } from './quick-clock.ts'
import { type Check, compareWithTruth, readTruth, type Truth } from './truth.ts'

/** The session that every drill lives through, half an hour after its open, always on the same market. */
const DATE = '2026-03-18'
const SEED = 1
const BEGINS_AFTER = 30 * 60 * SECOND
const CASH = 50_000_000
/** Exchange and order path run so many times as fast as the world. */
const SPEED = 20
/** Real milliseconds that an answer may take. */
const PATIENCE = 600
/** The written limits; an order that takes long to fill must be larger than a fixed sum of dollars lets through. */
const LIMITS = { ...DEFAULT_LIMITS, positionNotional: null }
/** Requests that an exchange of our own takes: as many as come. */
const UNCOUNTED = 1_000_000
const LOOK_EVERY = SECOND / 2

export interface Step {
  time: string
  what: string
}

/**
 * A fresh exchange and a fresh account with the real order path between them, over the wire. What a scenario does is told step by step, what must be
 * so is checked. Nothing here touches the user's account, journal or home.
 */
export class Rehearsal {
  readonly steps: Step[] = []
  readonly checks: Check[] = []
  readonly clock: Clock
  readonly store: Store
  /** How often the stream of order updates was found to be down since it was listened to. */
  silences = 0
  /** What a HALT file would say. */
  haltFile = false
  /** Stands between path and broker where a scenario wants to. */
  between: (broker: Broker) => Broker = (broker) => broker
  path!: OrderPath
  readonly #context: Context
  readonly #pocket: RunningPocket
  #broker: Broker | null = null
  #pid = 0
  #orders = 0
  #listening: { ended: AbortController; done: Promise<void> } | null = null

  constructor(context: Context, pocket: RunningPocket, store: Store) {
    this.#context = context
    this.#pocket = pocket
    this.store = store
    this.clock = quickClock(context.clock, SPEED)
  }

  static async begin(context: Context, store: Store): Promise<Rehearsal> {
    const host = await context.pocket()
    const options = { port: 0, date: DATE, speed: SPEED, seed: SEED, cash: CASH, source: 'simulated', rateLimit: UNCOUNTED }
    const pocket = await host.start(options)
    await pocket.step(BEGINS_AFTER)
    const rehearsal = new Rehearsal(context, pocket, store)
    try {
      await rehearsal.open()
      return rehearsal
    } catch (thrown) {
      await rehearsal.end()
      throw thrown
    }
  }

  get signal(): AbortSignal {
    return this.#context.signal
  }

  get context(): Context {
    return this.#context
  }

  now(): Instant {
    return this.#pocket.now()
  }

  /** Starts the order path as a new process does, whatever the one before it left undone. */
  async open(): Promise<OrderPath> {
    await this.deaf()
    await this.#broker?.close()
    const { info } = this.#pocket
    const pid = ++this.#pid
    this.#broker = await this.#context.broker({
      at: {
        tradingUrl: info.trading,
        streamUrl: info.tradingStream,
        keyId: info.key,
        secretKey: info.secret,
        clock: this.clock,
        timeoutMs: PATIENCE,
      },
    })
    // Its clock needs no guess: the exchange is in this process.
    const broker = this.between({ ...this.#broker, now: () => this.now() })
    const parts = {
      broker,
      store: this.store,
      clock: this.clock,
      log: this.#context.log,
      limits: LIMITS,
      market: (symbol: string, signal: AbortSignal) => marketFacts(this.#pocket.market, symbol, broker.now(), signal),
      minutesToClose,
      halted: () => this.haltFile,
      holder: 'drill',
      pid,
      isDead: (other: number) => other !== pid,
      confirmed: true,
      readOnly: false,
    }
    this.path = await openOrderPath(parts, this.signal)
    return this.path
  }

  /** Listens to the stream of order updates, and waits until it is up unless told otherwise. */
  async listen({ wait = true } = {}): Promise<void> {
    const ended = new AbortController()
    const signal = AbortSignal.any([this.signal, ended.signal])
    this.silences = 0
    const onChange = () => {
      if (this.path.updatesUp === false) this.silences++
    }
    const done = this.path.follow(signal, onChange).catch(() => {})
    this.#listening = { ended, done }
    if (wait) await this.until('the stream of order updates is up', () => this.path.updatesUp === true)
  }

  async deaf(): Promise<void> {
    this.#listening?.ended.abort()
    await this.#listening?.done
    this.#listening = null
  }

  say(what: string): void {
    this.steps.push({ time: iso(Math.round(this.now())), what })
  }

  check(what: string, passed: boolean, detail: string): void {
    this.checks.push({ what, passed, detail })
  }

  fault(text: string): void {
    this.#pocket.fault(text)
    this.say(`trouble: ${text}`)
  }

  async step(ms: number, what: string): Promise<void> {
    await this.#pocket.step(ms)
    this.say(what)
  }

  /** Halts the symbol at the next whole minute for so many, and goes there; `before`: milliseconds before it. */
  async toHalt(minutes: number, before = -SECOND): Promise<void> {
    this.fault(`halt,symbol=${SYMBOL},duration=${minutes}m`)
    const begins = Math.ceil(this.now() / MINUTE) * MINUTE
    if (begins - before < this.now()) await this.step(begins + MINUTE - before - this.now(), 'the minute before')
    else await this.step(begins - before - this.now(), before < 0 ? 'trading is halted' : 'shortly before trading is halted')
  }

  async truth(): Promise<Truth> {
    return readTruth(await this.#pocket.state())
  }

  /** Waits for something of the exchange's time; what does not come is said by the checks. */
  async until(what: string, done: () => boolean | Promise<boolean>, most = 120 * SECOND): Promise<boolean> {
    const until = this.clock.now() + most
    while (!(await done())) {
      if (this.clock.now() >= until) {
        this.check(what, false, `not within ${most / SECOND} s of exchange time`)
        return false
      }
      await this.clock.sleep(this.clock.now() + LOOK_EVERY, this.signal)
    }
    return true
  }

  /** The newest price of a symbol. */
  async price(symbol = SYMBOL): Promise<number> {
    return (await this.#pocket.market.snapshot(symbol, this.now(), this.signal)).price
  }

  intent(changes: Partial<Intent> = {}): Intent {
    return drillIntent({ id: `drill-${++this.#orders}`, ...changes })
  }

  /** Sends an order and says what became of it at once. */
  async send(changes: Partial<Intent> = {}): Promise<OwnOrder> {
    const intent = this.intent(changes)
    const { order, verdict } = await this.path.submit(intent, this.signal)
    const price = intent.limit === null ? 'at the market' : `at ${intent.limit}`
    const rule = verdict.rules.find((one) => one.outcome === 'deny')?.rule
    const why = order.state === 'denied' ? ` (${rule})` : order.state === 'rejected' ? ` (${order.reason})` : ''
    this.say(`${intent.side} ${intent.shares} ${intent.symbol} ${price}: ${order.state}${why}`)
    return order
  }

  /** The same, waited for until it has ended. */
  async sendAndSettle(changes: Partial<Intent> = {}): Promise<OwnOrder> {
    const { clientOrderId } = await this.send(changes)
    const settled = await this.path.settle(clientOrderId, 60 * SECOND, this.signal)
    this.say(`${clientOrderId} is ${settled.state}, ${settled.filled} filled`)
    return settled
  }

  /** A buy far below the market: it rests. */
  async rest(changes: Partial<Intent> = {}): Promise<OwnOrder> {
    const price = await this.price(changes.symbol)
    return this.send({ limit: Math.floor(price * 0.96 * 100) / 100, ...changes })
  }

  /** How an order stands in our books now. */
  own({ clientOrderId }: Pick<OwnOrder, 'clientOrderId'>): OwnOrder {
    this.path.refresh()
    return this.path.books.orders.get(clientOrderId)!
  }

  /** Cancels what rests, reconciles, and compares all of it with the exchange's own truth; a second start must change nothing. */
  async agree(): Promise<void> {
    await this.deaf()
    await this.#stilled()
    const { agreed, sentence } = await this.path.reconcile({ accept: null }, this.signal)
    this.check('our books and the exchange agree', agreed, sentence ?? 'reconciled')
    this.checks.push(...compareWithTruth(this.path.books, await this.truth()))
    await this.open()
    const last = this.store.journal.last(this.path.account)
    const again = await this.path.reconcile({ accept: null }, this.signal)
    await this.open()
    const written = this.store.journal.last(this.path.account) - last
    this.check('a second start changes nothing', written === 0 && again.agreed, `${written} lines written by it`)
    this.say('compared with the exchange')
  }

  /** Nothing may move while two things are compared. */
  async #stilled(): Promise<void> {
    await this.path.reconcile({ accept: null }, this.signal)
    await this.path.cancelAll('end of the drill', { foreign: false, entriesOnly: false }, this.signal)
    await this.until('every order has ended', async () => {
      const { orders } = await this.truth()
      return orders.every(({ status }) => status !== 'pending_cancel' && status !== 'pending_new')
    })
  }

  async end(): Promise<void> {
    await this.deaf()
    await this.#broker?.close()
    await this.#pocket.close()
  }
}
