import type { Instant } from '../../core/time.ts'
import type { ManagedStream, StreamListener, StreamNews } from '../../engine/stream/types.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { SessionAlerts } from '../alerts/session-alerts.ts'
import { EventLog } from './event-log.ts'
import type { StreamEvent } from './events.ts'
import type { SessionParts } from './opening.ts'
import { SessionTeller, type TellerFields } from './tape-events.ts'
import { TurnSignals } from './turn-signals.ts'

/** Everything that a session tells: it makes events of what the stream, the account and the strategy do, and alerts hear all of them. */
export class Telling implements StreamListener {
  readonly log = new EventLog()
  readonly #teller: SessionTeller
  readonly #alerts: SessionAlerts
  readonly #now: () => Instant
  readonly #signals = new Map<string, TurnSignals>()

  constructor({ desk, source, alerts, pace }: SessionParts) {
    this.#teller = new SessionTeller(desk.broker, source)
    this.#alerts = alerts
    this.#now = pace.now
  }

  event(event: StreamEvent): void {
    this.log.tell(event)
    this.#tellAlerts(this.#alerts.onEvent(event))
  }

  tell(fields: TellerFields): void {
    this.event(this.#teller.event(this.#now(), fields))
  }

  say(message: string, phase: NonNullable<TellerFields['phase']> = 'running'): void {
    this.tell({ type: 'status', message, phase })
  }

  news(news: StreamNews): void {
    this.event(this.#teller.news(news))
  }

  bar(tape: SymbolTape, row: number, revised: boolean): void {
    if (this.log.wantsTape) this.log.tell(this.#teller.bar(tape, row, this.#now(), revised))
    if (revised) this.onRevised(tape.symbol)
    else {
      for (const fields of this.#signalsOf(tape.symbol).onBar(tape)) this.tell(fields)
      this.#tellAlerts(this.#alerts.onBar(tape, row))
    }
  }

  /** Called when a bar that was told before has changed. */
  onRevised: (symbol: string) => void = () => {}
  /** Called when the last bar of a minute has come. */
  onComplete: () => void = () => {}

  complete(): void {
    this.onComplete()
  }

  print(tape: SymbolTape, index: number): void {
    if (this.log.wantsTape) this.log.tell(this.#teller.print(tape, index))
  }

  quote(tape: SymbolTape, index: number): void {
    if (this.log.wantsTape) this.log.tell(this.#teller.quote(tape, index))
  }

  /** New prints are shown to the alerts. */
  look({ tapes }: Pick<ManagedStream, 'tapes'>): void {
    this.#teller.renew()
    const dropped = this.log.takeDropped()
    if (dropped > 0) {
      this.tell({
        type: 'quality',
        message: `${dropped} prints, quotes and bars were left out: what reads this is too slow for them`,
      })
    }
    for (const tape of tapes.values()) this.#tellAlerts(this.#alerts.onTape(tape, this.#now()))
  }

  forget(symbol: string): void {
    this.#signals.delete(symbol)
  }

  #signalsOf(symbol: string): TurnSignals {
    const known = this.#signals.get(symbol)
    if (known) return known
    const made = new TurnSignals()
    this.#signals.set(symbol, made)
    return made
  }

  /** What alerts say is told to everybody but the alerts. */
  #tellAlerts(fired: readonly TellerFields[]): void {
    for (const fields of fired) this.log.tell(this.#teller.event(this.#now(), fields))
  }
}
