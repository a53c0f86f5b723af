import { type Instant, MINUTE } from '../../core/time.ts'

/** Which minutes get a bar, asked once for each: prints ask far more often than minutes begin. */
export class ChosenMinutes {
  readonly #makesBar: (minute: Instant) => boolean
  #minute = Number.NaN
  #answer = true

  constructor(makesBar: (minute: Instant) => boolean) {
    this.#makesBar = makesBar
  }

  /** True when the minute of an instant gets a bar. */
  has(time: Instant): boolean {
    if (time >= this.#minute && time < this.#minute + MINUTE) return this.#answer
    this.#minute = Math.floor(time / MINUTE) * MINUTE
    this.#answer = this.#makesBar(this.#minute)
    return this.#answer
  }
}
