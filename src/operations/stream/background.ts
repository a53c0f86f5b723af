import { asOpenbellError } from '../../core/errors.ts'

/** Work that nobody waits for; what fails is told. */
export class Background {
  readonly #failed: (message: string) => void
  readonly #running = new Set<Promise<unknown>>()

  constructor(failed: (message: string) => void) {
    this.#failed = failed
  }

  add(work: Promise<unknown>): void {
    const kept = work.catch((thrown) => {
      const error = asOpenbellError(thrown)
      if (error.kind !== 'canceled') this.#failed(error.message)
    })
    this.#running.add(kept)
    kept.finally(() => this.#running.delete(kept))
  }

  /** Resolves when all that runs now is over. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }
}
