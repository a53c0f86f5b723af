import { throwIfAborted } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import { nextTurn } from '../recording/door/inside.ts'

/**
 * Lets timers and signals in between two pieces of work, and ends with `canceled` when one of them was Ctrl-C. Sources and the store
 * answer without leaving the process, so a loop over them would otherwise never hear it.
 */
export async function breathe(signal: AbortSignal): Promise<void> {
  await nextTurn()
  throwIfAborted(signal)
}

/** Does one long piece of work in a go: Ctrl-C before it is heard first, and during it ends the process (`Context.busy`). */
export async function atLength<T>(context: Pick<Context, 'signal' | 'busy'>, work: () => T): Promise<Awaited<T>> {
  // Signals are read before what else came in is told, and what they found is lost once nobody of ours listens: a turn that begins after all this reads them again.
  await nextTurn()
  await breathe(context.signal)
  return await context.busy(work)
}
