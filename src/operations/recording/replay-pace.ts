import type { Instant } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'

/** How fast a recording is gone through: market seconds in a real one, 0 = it stands, null = as fast as it goes. */
export class ReplayPace {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #speed: number | null
  /** Everything before this is gone through without waiting. */
  #target: Instant
  #began: { at: Instant; elapsed: number } | null = null
  #standsAt: Instant | null = null
  #isUnderWay: boolean
  #arrived: (() => void) | null = null
  #changed = new AbortController()
  /** The market's time, once there is a session. */
  now: () => Instant = () => Number.NEGATIVE_INFINITY

  constructor(clock: Clock, speed: number | null, target: Instant | null, signal: AbortSignal) {
    this.#clock = clock
    this.#speed = speed
    this.#target = target ?? Number.NEGATIVE_INFINITY
    this.#isUnderWay = target !== null
    this.#signal = signal
  }

  get speed(): number | null {
    return this.#speed
  }

  set speed(speed: number | null) {
    this.#speed = speed
    this.#began = null
    this.#wake()
  }

  /** Goes on without waiting, up to an instant that lies ahead. */
  seek(target: Instant): void {
    this.#target = target
    this.#isUnderWay = true
    if (this.isSeeking) this.#wake()
    else this.#arrive()
  }

  /** Resolves when the moment that was sought last is reached. */
  arrived(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived = resolve
      if (!this.#isUnderWay) resolve()
    })
  }

  /**
   * The moment itself belongs to what is gone through: time may have come to it, and not yet what was told then. So it is reached with the first thing
   * after it.
   */
  get isSeeking(): boolean {
    return this.now() <= this.#target
  }

  /** The moment that was sought, as long as nothing has happened after it. */
  get standsAt(): Instant | null {
    return this.#standsAt
  }

  /** What must be waited for before the next thing happens; null = nothing. */
  wait(): Promise<void> | null {
    if (this.isSeeking) {
      this.#began = null
      return null
    }
    this.#arrive()
    if (this.#speed === null) this.#standsAt = null
    if (this.#speed === null) return null
    this.#began ??= { at: this.#standsAt ?? this.now(), elapsed: this.#clock.elapsed() }
    if (this.#left() > SHORTEST) return this.#sleep()
    this.#standsAt = null
    return null
  }

  #arrive(): void {
    if (!this.#isUnderWay) return
    this.#isUnderWay = false
    this.#standsAt = this.#target
    this.#arrived?.()
  }

  #left(): number {
    if (this.#speed === null || this.#began === null || this.isSeeking) return 0
    if (this.#speed === 0) return LONGEST
    const { at, elapsed } = this.#began
    return (this.now() - at) / this.#speed - (this.#clock.elapsed() - elapsed)
  }

  async #sleep(): Promise<void> {
    for (let left = this.#left(); left > SHORTEST && !this.#signal.aborted; left = this.#left()) {
      const signal = AbortSignal.any([this.#signal, this.#changed.signal])
      await this.#clock.sleep(this.#clock.now() + Math.min(left, LONGEST), signal).catch(() => {})
      this.#began ??= { at: this.#standsAt ?? this.now(), elapsed: this.#clock.elapsed() }
    }
    this.#standsAt = null
  }

  #wake(): void {
    this.#changed.abort()
    this.#changed = new AbortController()
  }
}

/** Milliseconds: less is not worth a sleep, more is slept in parts. */
const SHORTEST = 1
const LONGEST = 60_000
