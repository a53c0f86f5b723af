import { throwIfAborted } from '../../core/errors.ts'
import type { Account, BrokerPosition } from '../../ports/broker.ts'
import { createRiskGate } from '../risk/gate.ts'
import { NO_LIMITS } from '../risk/limits.ts'
import type { RiskGate, TradingState, Verdict } from '../risk/types.ts'
import type { Recorder } from './recorder.ts'
import { exchangeDay } from './recorder.ts'
import { orderIntentOf, riskViewOf } from './risk-view.ts'
import type { Intent, MarketFacts, OrderPathParts } from './types.ts'

/** What a verdict rests on, asked for before it and never given by whoever wants the order. */
export interface Evidence {
  account: Account
  positions: BrokerPosition[]
  market: MarketFacts
}

/** The gate before the broker, with what it must know of account, market and books. */
export class Judge {
  readonly gate: RiskGate
  readonly #parts: OrderPathParts
  readonly #recorder: Recorder
  readonly #streamUp: () => boolean | null

  /** `streamUp`: whether order updates are heard; null where nobody needs to listen. */
  constructor(parts: OrderPathParts, recorder: Recorder, streamUp: () => boolean | null) {
    this.#parts = parts
    this.#recorder = recorder
    this.#streamUp = streamUp
    this.gate = createRiskGate(parts.limits ?? NO_LIMITS)
  }

  async evidence(symbol: string, signal: AbortSignal): Promise<Evidence> {
    const { broker, market: ask } = this.#parts
    const [account, positions, market] = await Promise.all([
      broker.account(signal),
      broker.positions(signal),
      ask(symbol, signal),
    ])
    throwIfAborted(signal)
    return { account, positions, market }
  }

  /** Judged by the books as they are at this moment; `excluding`: resting orders that it would take the place of. */
  judge(intent: Intent, { account, positions, market }: Evidence, excluding: readonly string[] = []): Verdict {
    const { broker, limits, minutesToClose, halted, confirmed } = this.#parts
    const { symbol } = intent
    const now = broker.now()
    const view = riskViewOf({
      books: this.#recorder.books,
      account,
      positions,
      abilities: broker.abilities,
      market,
      intent,
      limits: limits ?? NO_LIMITS,
      now,
      day: exchangeDay(now),
      minutesToClose: minutesToClose(symbol, now),
      streamUp: this.#streamUp(),
      mode: broker.mode,
      confirmed,
      halted: halted(),
      except: excluding,
    })
    return this.gate.judge(orderIntentOf(intent, sharesOf(intent, market)), view)
  }

  /** What orders meet now: a file or a signal halts whatever the journal says. */
  state(): TradingState {
    return this.#parts.halted() ? 'halted' : this.#recorder.books.state
  }
}

/** Shares that an intent comes to; NaN, which no rule lets through, for dollars without a price. */
export function sharesOf({ shares, notional, limit, trigger }: Intent, { quote }: MarketFacts): number {
  if (shares !== null) return shares
  return (notional ?? Number.NaN) / (limit ?? trigger ?? quote?.price ?? Number.NaN)
}
