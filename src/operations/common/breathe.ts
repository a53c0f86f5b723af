import { throwIfAborted } from '../../core/errors.ts'

/**
 * Lets timers and signals in between two pieces of work, and ends with `canceled` when one of them was Ctrl-C. Sources and the store
 * answer without leaving the process, so a loop over them would otherwise never hear it.
 */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  throwIfAborted(signal)
}
