import { type Instant, MINUTE } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { breathe } from '../common/breathe.ts'
import type { Pace } from '../trade/running/pace.ts'

/** A session looks at its tape so often, real time; its steps are that times the speed. */
const LOOK_EVERY = 100
/** Longest real sleep: the speed may change meanwhile. */
const LONGEST_SLEEP = 50
const SHORTEST_SLEEP = 2

/**
 * The time of a recorded market that is gone through: at a speed, or in steps up to a moment, at which it stands exactly until what was told by then
 * has been looked at.
 */
export class MarketPace implements Pace {
  readonly #clock: Clock
  #began: { at: Instant; elapsed: number }
  #speed: number
  #target: Instant
  #state: 'seeking' | 'arriving' | 'moving'
  #arrived: (() => void)[] = []

  constructor(start: Instant, speed: number, target: Instant | null, clock: Clock) {
    this.#clock = clock
    this.#began = { at: start, elapsed: clock.elapsed() }
    this.#speed = speed
    this.#target = target ?? start
    this.#state = start < this.#target ? 'seeking' : 'moving'
  }

  /** On its way it stands: only steps move it. */
  now = (): Instant => {
    const { at, elapsed } = this.#began
    return this.#state === 'moving' ? at + (this.#clock.elapsed() - elapsed) * this.#speed : at
  }

  get isFast(): boolean {
    return this.#state !== 'moving' || this.#speed > 1
  }

  /** As sessions read it: what makes the next step end where it should, a minute ahead on the way, and at the moment itself. */
  get speed(): number {
    if (this.#state !== 'seeking') return this.#speed
    return Math.max(1, Math.min(MINUTE, this.#target - this.#began.at) / LOOK_EVERY)
  }

  set speed(speed: number) {
    this.#stand(this.now())
    this.#speed = speed
  }

  get wantedSpeed(): number {
    return this.#speed
  }

  /** Goes on in steps, up to a moment ahead. */
  seek(target: Instant): void {
    this.#stand(this.now())
    this.#target = target
    if (this.#began.at < target) this.#state = 'seeking'
  }

  /** Resolves when the moment that was sought is reached, and what was told by then has been looked at. */
  arrived(): Promise<void> {
    return this.#state === 'moving' ? Promise.resolve() : new Promise((resolve) => this.#arrived.push(resolve))
  }

  /** May end early, at the moment that is sought. */
  async sleep(until: Instant, signal: AbortSignal): Promise<void> {
    await breathe(signal)
    if (this.#state === 'arriving') this.#arrive()
    for (let left = until - this.now(); left > 0; left = until - this.now()) {
      if (this.#state === 'seeking') {
        this.#stand(Math.min(until, this.#target))
        if (this.#began.at < this.#target) return
        this.#state = 'arriving'
        return
      }
      await this.#wait(left, signal)
    }
  }

  async #wait(left: number, signal: AbortSignal): Promise<void> {
    const real = this.#speed === 0 ? LONGEST_SLEEP : Math.min(LONGEST_SLEEP, left / this.#speed)
    await this.#clock.sleep(this.#clock.now() + Math.max(SHORTEST_SLEEP, real), signal)
  }

  #stand(at: Instant): void {
    this.#began = { at, elapsed: this.#clock.elapsed() }
  }

  #arrive(): void {
    this.#state = 'moving'
    this.#stand(this.#began.at)
    for (const resolve of this.#arrived.splice(0)) resolve()
  }
}
