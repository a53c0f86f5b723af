import type { Instant } from '../../core/time.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { SessionView } from '../stream/view.ts'

/** How a replay moves. */
interface Moving {
  readonly speed: number | null
  readonly standsAt: Instant | null
}

/** The screen of a recording: that of the session in it, at the speed of the replay, and plainly marked. */
export class ReplayView implements SessionView {
  readonly label = 'REPLAY'
  readonly recording: string
  readonly lookedEvery: number
  readonly #inner: () => SessionView
  readonly #pass: () => Moving

  /** `lookedEvery`: as in SessionView. `inner`: the view of the session that goes through the recording now. */
  constructor(recording: string, lookedEvery: number, inner: () => SessionView, pass: () => Moving) {
    this.recording = recording
    this.lookedEvery = lookedEvery
    this.#inner = inner
    this.#pass = pass
  }

  get now(): Instant {
    return this.#pass().standsAt ?? this.#inner().now
  }
  get mode(): SessionView['mode'] {
    return this.#inner().mode
  }
  get broker(): string {
    return this.#inner().broker
  }
  get host(): string | null {
    return this.#inner().host
  }
  get source(): string {
    return this.#inner().source
  }
  get feed(): string {
    return this.#inner().feed
  }
  get coverage(): number {
    return this.#inner().coverage
  }
  get session(): SessionView['session'] {
    return this.#inner().session
  }
  get stream(): SessionView['stream'] {
    return this.#inner().stream
  }
  get account(): SessionView['account'] {
    return this.#inner().account
  }
  get strategy(): SessionView['strategy'] {
    return this.#inner().strategy
  }
  get speed(): number | null {
    return this.#pass().speed
  }
  get watch(): SessionView['watch'] {
    return this.#inner().watch
  }
  get events(): SessionView['events'] {
    return this.#inner().events
  }
  get eventCount(): number {
    return this.#inner().eventCount
  }
  prints(symbol: string) {
    return this.#inner().prints(symbol)
  }
  quotes(symbol: string) {
    return this.#inner().quotes(symbol)
  }
  tape(symbol: string) {
    return this.#inner().tape?.(symbol) ?? null
  }
  bars(symbol: string, timeframe: Timeframe) {
    return this.#inner().bars(symbol, timeframe)
  }
  overlays(symbol: string, timeframe: Timeframe) {
    return this.#inner().overlays(symbol, timeframe)
  }
  window(symbol: string, seconds: number) {
    return this.#inner().window(symbol, seconds)
  }
}
