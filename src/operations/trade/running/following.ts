import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import { SECOND } from '../../../core/time.ts'
import type { OrderPath } from '../../../engine/orders/types.ts'
import type { Clock } from '../../../ports/clock.ts'

/** How long the first word of the update stream is waited for, real time. */
const CONNECT_WAIT = 30 * SECOND

/** Listens to the account's updates beside the run: wakes it when there is news, and says when listening has ended. */
export class Following {
  readonly #clock: Clock
  readonly #ended = new AbortController()
  readonly #signal: AbortSignal
  readonly #done: Promise<void>
  #fault: unknown = null
  #wake: (() => void) | null = null
  #hasNews = false
  #isOver = false

  /** @throws nothing: that another process listens already is told by `connected` */
  constructor(path: OrderPath, clock: Clock, outer: AbortSignal) {
    this.#clock = clock
    this.#signal = AbortSignal.any([outer, this.#ended.signal])
    this.#done = path
      .follow(this.#signal, () => this.#ring())
      .catch((thrown) => {
        if (!this.#signal.aborted) this.#fault = thrown
        this.#ring()
      })
      .finally(() => {
        this.#isOver = true
      })
  }

  /** Nobody listens here any more: it was stopped, or another process took over. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Resolves when the stream is up. @throws OpenbellError unavailable naming who listens already, or that nobody answers; canceled */
  async connected(): Promise<void> {
    const until = this.#clock.now() + CONNECT_WAIT
    // A sleep that is aborted returns at once: asked again it would spin, and nothing else in the process would run.
    while (!this.#hasNews && !this.#signal.aborted && this.#clock.now() < until) {
      await this.#rung(until)
    }
    if (this.#fault !== null) throw this.#fault
    if (this.#hasNews) return
    throwIfAborted(this.#signal)
    throw new OpenbellError('unavailable', 'the broker did not open its stream of order updates', 'openbell trade status')
  }

  /**
   * The value that is awaited, or null when something else must be looked at first: news, or a second that has passed (a halt may have been asked
   * for). `isFast`: only the value counts.
   * @throws what ended the listening
   */
  async untilNews<T>(value: Promise<T>, isFast: boolean): Promise<T | null> {
    this.#hasNews = false
    // A second that is aborted is over at once: who is told to stop waits for the value, which ends with the session.
    const second = isFast || this.#signal.aborted ? [] : [this.#rung(this.#clock.now() + SECOND).then(() => null)]
    const first = await Promise.race([value, ...second])
    if (this.#fault !== null) throw this.#fault
    return first
  }

  async stop(): Promise<void> {
    this.#ended.abort()
    await this.#done
  }

  #ring(): void {
    this.#hasNews = true
    this.#wake?.()
  }

  async #rung(until: number): Promise<void> {
    const over = new AbortController()
    const rung = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    const signal = AbortSignal.any([this.#signal, over.signal])
    await Promise.race([rung, this.#clock.sleep(until, signal).catch(() => {})])
    over.abort()
    this.#wake = null
  }
}
