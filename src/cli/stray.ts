import { strayFault } from '../operations/common/stray-fault.ts'

/** Errors that no code of ours could catch, of this run. */
export interface Strays {
  /** Rejects with the first of them, a moment after it was thrown: an error that says the same where it could be caught goes first. */
  readonly failure: Promise<never>
  /** Lets what was left for later happen now; throws the first that came of it. */
  settle(): Promise<void>
  /** From now on the answer is out, and what a strategy left running no longer matters. */
  ignore(): void
}

/** Takes what would end the process with a stack: rejections nobody waited for, errors of timers. `onFirst`: stop working. */
export function catchStrays(onFirst: (error: Error) => void): Strays {
  let first: Error | null = null
  let over = false
  const failure = new Promise<never>((_, reject) => {
    const take = (thrown: unknown) => {
      if (over || first) return
      first = strayFault(thrown)
      onFirst(first)
      setImmediate(() => reject(first))
    }
    process.on('uncaughtException', take)
    process.on('unhandledRejection', take)
  })
  failure.catch(() => {})
  return {
    failure,
    async settle() {
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (first) throw first
    },
    ignore() {
      over = true
    },
  }
}
