import type { Instant } from '../../core/time.ts'
import type { AnyStrategy, Exit } from '../../strategy/types.ts'
import type { RunNote } from '../live/run-note.ts'

/** Why the model closes positions where the run does. */
export const CLOSING = 'closed before the end of the session'

/** What is used of a symbol's context here, of `onBar` as of `onBars`. */
interface Holding {
  position: { shares: number }
  exit(exit: Exit): void
}

/**
 * The strategy as a run shows bars to it: only those that close inside the window, and none from where positions are closed before the end; from
 * there on they are closed. With bars so long that the next would come too late, that is one bar earlier.
 */
export function dayStrategy(strategy: AnyStrategy, { window, first }: RunNote, barMs: number): AnyStrategy {
  const { flattenAt, end } = window
  const from = Math.max(window.open, first)
  const isClosing = (at: Instant) => flattenAt !== null && at + barMs > flattenAt
  const isShown = (at: Instant) => at >= from && at < end
  const close = ({ position, exit }: Holding) => {
    if (position.shares !== 0) exit({ reason: CLOSING })
  }
  const { onBar, onBars } = strategy as unknown as Record<'onBar' | 'onBars', ((context: unknown) => unknown) | undefined>
  if (onBars) {
    const all = (context: { time: Instant; symbols: readonly Holding[] }) => {
      if (isClosing(context.time)) for (const one of context.symbols) close(one)
      else if (isShown(context.time)) return onBars(context)
      return undefined
    }
    return { ...strategy, onBars: all } as unknown as AnyStrategy
  }
  const one = (context: Holding & { bar: { closeTime: Instant } }) => {
    const at = context.bar.closeTime
    if (isClosing(at)) close(context)
    else if (isShown(at)) return onBar?.(context)
    return undefined
  }
  return { ...strategy, onBar: one } as unknown as AnyStrategy
}
