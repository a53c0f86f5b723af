import type { Instant } from '../../core/time.ts'
import type { Line, Recorder } from './recorder.ts'
import type { SettleParts } from './settle.ts'
import { type BrokerState, keysOf, OVERLAP, readBroker, takeOrders } from './sync.ts'

/**
 * The books begin with what the broker holds: on the first start of an account (`first`: nothing is written when another process was faster),
 * and where a person takes a difference over.
 */
export async function openBooks(parts: SettleParts, why: OpeningReason, signal: AbortSignal): Promise<void> {
  const { recorder, broker } = parts
  for (;;) {
    recorder.refresh()
    const before = newestMove(recorder)
    const at = recorder.now()
    const state = await readBroker(broker, at - OVERLAP, signal)
    const written = recorder.critical(() => {
      if (why.first && recorder.books.isOpen) return true
      // A fill that another process wrote since is in the journal and not in what was read: begun like this the books would lose it.
      if (newestMove(recorder) !== before) return false
      recorder.write(openingLine(state, at, why))
      takeOrders(recorder, state.orders)
      return true
    })
    if (written) return
  }
}

/** Who lets the books begin, and why. */
export interface OpeningReason {
  first: boolean
  by: string
  reason: string
}

function newestMove(recorder: Recorder): number {
  return recorder.newest(['filled', 'activity', 'opened'], 1)[0]?.seq ?? 0
}

function openingLine({ activities, positions, account }: BrokerState, at: Instant, { by, reason }: OpeningReason): Line {
  return {
    clientOrderId: null,
    at,
    body: {
      kind: 'opened',
      cash: account.cash,
      positions: positions.map(({ symbol, shares, averagePrice }) => ({ symbol, shares, averagePrice })),
      known: activities.flatMap(keysOf),
      by,
      reason,
    },
  }
}
