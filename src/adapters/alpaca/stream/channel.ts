/** Hands what is pushed to one reader, in order; nothing is dropped. */
export interface Channel<T> extends AsyncIterable<T> {
  push(item: T): void
  /** The reader gets what is left, then the end, or the error. */
  end(error?: unknown): void
}

/** What one side puts in, another takes out in order, waiting where there is nothing; the end comes after all that was put in. */
export function createChannel<T>(): Channel<T> {
  let items: T[] = []
  let ended: { error: unknown } | null = null
  let wake: (() => void) | null = null
  const rouse = () => {
    wake?.()
    wake = null
  }
  return {
    push(item) {
      items.push(item)
      rouse()
    },
    end(error) {
      ended ??= { error }
      rouse()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const batch = items
        items = []
        yield* batch
        if (items.length > 0) continue
        if (ended?.error !== undefined) throw ended.error
        if (ended) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
