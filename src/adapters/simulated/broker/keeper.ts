import { asOpenbellError, OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import { type Instant, iso, MINUTE, SECOND } from '../../../core/time.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import type { Store } from '../../../ports/store.ts'
import { Archive, type Page } from './archive.ts'
import { type AccountBody, exchangeOptions } from './body.ts'
import { LiveAccount } from './live-account.ts'
import { driveMarket } from './market.ts'

export interface KeeperOptions {
  account: string
  store: Store
  source: MarketDataSource
  cash: number
  /** The market's now: the account lives up to it. */
  now(): Instant
  /** Somebody else paces the account: an older now is taken for the account's own time. */
  follows?: boolean
}

/** Clocks of two processes differ; so far behind the account's own time is taken for that time. */
const TOLERANCE = 5 * SECOND
/** An account that something may happen to is stored once so much time has passed, events or not. */
const STALE = MINUTE
/** Somebody else wrote first so many times in a row: then something is wrong. */
const ATTEMPTS = 100

/**
 * Keeps one account: every piece of work finds it caught up with the market, and what the work changed is stored in one atomic write. Two
 * processes may do so at once: who comes second reads anew and does the work again.
 */
export class Keeper {
  readonly archive: Archive
  readonly #options: KeeperOptions
  readonly #market: ReturnType<typeof driveMarket>
  #signal: AbortSignal = new AbortController().signal
  #live: LiveAccount | null = null
  /** Time of the account when it was stored last. */
  #storedTime: Instant = Number.NEGATIVE_INFINITY
  #turn: Promise<unknown> = Promise.resolve()
  #change = Promise.withResolvers<void>()

  constructor(options: KeeperOptions) {
    const { account, store, source } = options
    if (!/^[\w.-]{1,60}$/.test(account)) {
      throw new OpenbellError(
        'usage',
        `'${account}' cannot name a simulated account: letters, digits, - and _ can`,
        '--account main',
      )
    }
    this.#options = options
    this.archive = new Archive(store, account)
    this.#market = driveMarket(source, () => this.#signal)
  }

  /** Looks at the account as it is now. Where nothing may be written, what has happened meanwhile is worked out anew every time. */
  look<T>(signal: AbortSignal, work: (live: LiveAccount) => T | Promise<T>): Promise<T> {
    return this.#next(() => this.#use(signal, work, true))
  }

  /** Changes the account as it is now; what the work throws leaves the stored account untouched. */
  change<T>(signal: AbortSignal, work: (live: LiveAccount) => T | Promise<T>): Promise<T> {
    return this.#next(() => this.#use(signal, work, false))
  }

  #next<T>(use: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(use)
    this.#turn = done.catch(() => {})
    return done
  }

  /** Resolves at the next change that this process makes. */
  changed(): Promise<void> {
    return this.#change.promise
  }

  async #use<T>(signal: AbortSignal, work: (live: LiveAccount) => T | Promise<T>, looks: boolean): Promise<T> {
    throwIfAborted(signal)
    this.#signal = signal
    try {
      for (let tries = 0; tries < ATTEMPTS; tries++) {
        const live = this.#read()
        await live.driven.advance(this.#until(live))
        throwIfAborted(signal)
        const answer = await work(live)
        if (this.#store(live, looks)) return answer
      }
    } catch (thrown) {
      this.#live = null
      throw thrown
    }
    throw new OpenbellError(
      'unavailable',
      `other processes keep changing account '${this.#options.account}'`,
      'openbell trade status',
    )
  }

  /** The account as stored, or as this process knows it if nobody has stored it since. */
  #read(): LiveAccount {
    const { account, store, cash } = this.#options
    const stored = store.simulatedAccounts.read(account)
    if (this.#live !== null && this.#live.version === (stored?.version ?? 0)) return this.#live
    const parts = { options: exchangeOptions(cash), market: this.#market }
    const kept = stored && { version: stored.version, body: stored.body as AccountBody }
    const live = new LiveAccount(kept, this.#options.now(), parts)
    this.#live = live
    this.#storedTime = kept?.body.driven.time ?? Number.NEGATIVE_INFINITY
    return live
  }

  #until({ time }: LiveAccount): Instant {
    const now = this.#options.now()
    if (this.#options.follows || now >= time - TOLERANCE) return Math.max(now, time)
    const past = `the simulated account '${this.#options.account}' has lived to ${iso(time)} and cannot go back to ${iso(now)}`
    throw new OpenbellError('usage', past, '--account NAME')
  }

  /** False when somebody else was faster. */
  #store(live: LiveAccount, looks: boolean): boolean {
    const { exchange } = live.driven
    const lives = exchange.resting > 0 || exchange.grossValue() > 0
    if (!live.dirty && !(lives && live.time - this.#storedTime >= STALE)) return true
    const page = this.archive.turn(live.body)
    const written = this.#write(live, page, looks)
    if (written === null) return true
    if (!written) {
      this.#live = null
      return false
    }
    live.version++
    live.dirty = false
    if (page !== null) live.reindex()
    this.#storedTime = live.time
    this.#change.resolve()
    this.#change = Promise.withResolvers<void>()
    return true
  }

  /** Null where nothing may be written and nothing need be. */
  #write(live: LiveAccount, page: Page | null, looks: boolean): boolean | null {
    const { account, store } = this.#options
    try {
      return store.transaction(() => {
        if (!store.simulatedAccounts.write(account, live.version, live.stored())) return false
        if (page !== null) this.archive.write(page, live.body.pages)
        return true
      })
    } catch (thrown) {
      if (!looks || asOpenbellError(thrown).kind !== 'config') throw thrown
      this.#live = null
      return null
    }
  }
}
