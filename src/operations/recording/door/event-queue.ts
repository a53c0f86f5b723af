/** Events that are told one by one and read by one reader at its own pace. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = []
  readonly #onStop: () => void
  #wake: (() => void) | null = null
  #end: { thrown: unknown } | 'ended' | null = null

  /** `onStop`: the reader wants no more. */
  constructor(onStop: () => void) {
    this.#onStop = onStop
  }

  push(one: T): void {
    this.#items.push(one)
    this.#wake?.()
  }

  end(): void {
    this.#end ??= 'ended'
    this.#wake?.()
  }

  fail(thrown: unknown): void {
    this.#end ??= { thrown }
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        while (this.#items.length > 0) yield this.#items.shift() as T
        if (this.#end === 'ended') return
        if (this.#end !== null) throw this.#end.thrown
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = null
      }
    } finally {
      this.#onStop()
    }
  }
}
