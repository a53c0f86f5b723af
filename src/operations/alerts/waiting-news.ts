import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import type { TellerFields } from '../stream/tape-events.ts'
import { type Waiting, waitingOn } from '../trade/ticket/waiting.ts'

/** Orders that programs want sent and that wait for a person: each is told once, with the words that send it and those that end it. */
export class WaitingNews {
  readonly #store: Store
  readonly #account: string
  readonly #clock: Context['clock']
  readonly #told = new Set<string>()

  constructor(store: Store, account: string, clock: Context['clock']) {
    this.#store = store
    this.#account = account
    this.#clock = clock
  }

  /** What has come since the last time. */
  take(): TellerFields[] {
    const waiting = waitingOn(this.#store, this.#account, this.#clock.now())
    const news = waiting.filter((one) => one.by === 'program' && one.asked && !this.#told.has(one.id))
    for (const { id } of news) this.#told.add(id)
    return news.reverse().map((one) => {
      const waitsMs = Date.parse(one.expiresAt) - this.#clock.now()
      return { type: 'alert', symbol: one.symbol, message: sentence(one), proposal: one.id, waitsMs }
    })
  }
}

/** Digits of an id that a person types: hardly two of thousands begin with the same, and two that do are refused and not mixed up. */
const SHORT_ID = 6

function sentence({ id, client, side, shares, notional, symbol, limit, stop }: Waiting): string {
  const size = shares === null ? `$${notional}` : String(shares)
  const prices = [stop === null ? '' : ` stop ${stop}`, limit === null ? '' : ` limit ${limit}`].join('')
  const short = id.slice(0, SHORT_ID)
  // What may be cut off where there is little room stands last, and that is the name that a program gives itself.
  const answers = `:trade approve ${short}, :trade decline ${short}`
  return `${symbol}: ${side} ${size}${prices} waits: ${answers}; asked by ${client ?? 'a program'}`
}
