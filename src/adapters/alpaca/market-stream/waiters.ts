import { OpenbellError } from '../../../core/errors.ts'

interface Waiter {
  symbols: readonly string[]
  resolve(): void
  reject(error: OpenbellError): void
}

/** Who waits until symbols are confirmed, over however many connections that takes. */
export class Waiters {
  readonly #waiting = new Set<Waiter>()

  /** @throws OpenbellError `canceled` when the signal fires first; what `refused` or `end` is given */
  async wait(symbols: readonly string[], confirmed: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    if (symbols.every((symbol) => confirmed.has(symbol))) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiter = { symbols, resolve, reject }
    const onAbort = () => reject(new OpenbellError('canceled', 'interrupted before the subscription was confirmed'))
    this.#waiting.add(waiter)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      await promise
    } finally {
      this.#waiting.delete(waiter)
      signal.removeEventListener('abort', onAbort)
    }
  }

  confirmed(symbols: ReadonlySet<string>): void {
    for (const waiter of this.#waiting) if (waiter.symbols.every((symbol) => symbols.has(symbol))) waiter.resolve()
  }

  refused(symbols: readonly string[], error: OpenbellError): void {
    for (const waiter of this.#waiting) if (symbols.some((symbol) => waiter.symbols.includes(symbol))) waiter.reject(error)
  }

  end(error: OpenbellError): void {
    for (const waiter of this.#waiting) waiter.reject(error)
  }
}
