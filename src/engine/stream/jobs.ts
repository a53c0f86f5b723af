import { asOpenbellError, OpenbellError } from '../../core/errors.ts'

/** Requests at a time: repairs must not take the vendor's allowance from orders. */
const AT_ONCE = 4

type Work = (signal: AbortSignal) => Promise<void>

/** Requests in the background, a few at a time, each key once. A bug in one is kept and thrown by the next `check`, never swallowed. */
export class Jobs {
  readonly #signal: AbortSignal
  readonly #end = new AbortController()
  readonly #waiting = new Map<string, Work>()
  readonly #running = new Map<string, Promise<void>>()
  #fault: OpenbellError | null = null

  constructor(signal: AbortSignal) {
    this.#signal = AbortSignal.any([signal, this.#end.signal])
  }

  get pending(): number {
    return this.#waiting.size + this.#running.size
  }

  /** Begins the work unless work of that key is waiting or running. The work handles failures of the vendor itself. */
  run(key: string, work: Work): void {
    if (this.#signal.aborted || this.#waiting.has(key) || this.#running.has(key)) return
    this.#waiting.set(key, work)
    this.#pump()
  }

  /** @throws OpenbellError what work threw that it did not handle */
  check(): void {
    if (this.#fault === null) return
    const fault = this.#fault
    this.#fault = null
    throw fault
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  async close(): Promise<void> {
    this.#end.abort(new OpenbellError('canceled', 'the stream was closed'))
    this.#waiting.clear()
    await this.idle()
  }

  #pump(): void {
    for (const [key, work] of this.#waiting) {
      if (this.#running.size >= AT_ONCE) return
      this.#waiting.delete(key)
      const running = this.#one(work).finally(() => {
        this.#running.delete(key)
        this.#pump()
      })
      this.#running.set(key, running)
    }
  }

  async #one(work: Work): Promise<void> {
    try {
      await work(this.#signal)
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind !== 'canceled') this.#fault ??= error
    }
  }
}
