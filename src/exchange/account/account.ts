import type { DayNumber } from '../../core/time.ts'
import type { ExchangeAccount } from '../exchange.ts'
import type { ExchangeOptions } from '../models.ts'
import { toDollars, toMicros } from './money.ts'

/** Proceeds that may not buy before their day. */
interface Unsettled {
  day: DayNumber
  micros: number
}

/** Cash of the one account. */
export class Account implements ExchangeAccount {
  cashMicros: number
  /** Part of the cash that has not settled (cash accounts only). */
  unsettledMicros = 0
  readonly #waiting: Unsettled[] = []
  readonly #cashOnly: boolean

  constructor(options: ExchangeOptions) {
    this.cashMicros = toMicros(options.cash)
    this.#cashOnly = options.accountRules === 'cash'
  }

  get cash(): number {
    return toDollars(this.cashMicros)
  }

  get settledCash(): number {
    return toDollars(this.settledMicros)
  }

  get settledMicros(): number {
    return this.#cashOnly ? this.cashMicros - this.unsettledMicros : this.cashMicros
  }

  /** Proceeds of a sale that settle on a later day; outside cash accounts they buy at once. */
  defer(micros: number, day: DayNumber): void {
    if (!this.#cashOnly || micros <= 0) return
    this.unsettledMicros += micros
    this.#waiting.push({ day, micros })
  }

  /** What has not settled yet, for keeping. */
  waiting(): Unsettled[] {
    return this.#waiting.map((one) => ({ ...one }))
  }

  /** Takes over what another account was waiting for. */
  restore(waiting: readonly Unsettled[]): void {
    this.#waiting.push(...waiting)
    for (const { micros } of waiting) this.unsettledMicros += micros
  }

  /** What settles on or before a day is settled. */
  settle(day: DayNumber): void {
    let kept = 0
    for (const one of this.#waiting) {
      if (one.day <= day) this.unsettledMicros -= one.micros
      else this.#waiting[kept++] = one
    }
    this.#waiting.length = kept
  }
}
