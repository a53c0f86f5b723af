import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import type { TellerFields } from '../stream/tape-events.ts'
import { type Waiting, waitingOn } from '../trade/ticket/waiting.ts'

/** Orders that programs want sent and that wait for a person: each is told once, with the words that send it. */
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
    return news.reverse().map((one) => ({ type: 'alert', symbol: one.symbol, message: sentence(one) }))
  }
}

function sentence({ id, client, side, shares, notional, symbol, limit, stop }: Waiting): string {
  const size = shares === null ? `$${notional} of` : String(shares)
  const prices = [stop === null ? '' : ` stop ${stop}`, limit === null ? '' : ` limit ${limit}`].join('')
  return `${client ?? 'a program'} asks: ${side} ${size} ${symbol}${prices}. To send it: :trade approve ${id}`
}
