import { type Instant, MINUTE } from '../../core/time.ts'
import { lengthOf } from '../faults/fault-plan.ts'
import type { TradeEvent } from '../trading/events.ts'
import type { World } from '../world.ts'

/** A told fill that waits for its time, or for the next event to overtake it. */
interface Held {
  event: TradeEvent
  due: Instant
  /** Told right after the next event even when its time has not come. */
  overtaken: boolean
}

/** A fill to be overtaken is told after this long when nothing overtakes it. */
const LONELY_MS = MINUTE

/**
 * Hands each trade event on as it happens, spoiled as the plan says: a fill twice, later than it happened, or behind the event that follows it.
 * `tell` gets the exchange time at which the event is told.
 */
export function deliverUpdates(world: World, tell: (event: TradeEvent, at: Instant) => void): { advance(): void; close(): void } {
  let held: Held[] = []
  const release = (ready: (one: Held) => boolean, at: (one: Held) => Instant) => {
    const now = held.filter(ready).sort((a, b) => a.due - b.due)
    held = held.filter((one) => !now.includes(one))
    for (const one of now) tell(one.event, at(one))
  }
  const again = (event: TradeEvent, delay: number) => {
    if (delay === 0) tell(event, event.at)
    else held.push({ event, due: event.at + delay, overtaken: false })
  }
  const hear = (event: TradeEvent) => {
    release(
      (one) => one.due <= event.at,
      (one) => one.due,
    )
    const fault = faultOf(world, event)
    if (fault?.kind === 'late-fills') return void held.push({ event, due: event.at + lengthOf(fault.delay), overtaken: false })
    if (fault?.kind === 'reordered-fills') return void held.push({ event, due: event.at + LONELY_MS, overtaken: true })
    tell(event, event.at)
    if (fault?.kind === 'replayed-fills') again(event, lengthOf(fault.delay))
    release(
      (one) => one.overtaken,
      () => event.at,
    )
  }
  return {
    advance() {
      const now = world.time.now()
      release(
        (one) => one.due <= now,
        (one) => one.due,
      )
    },
    close: world.onTradeEvent(hear),
  }
}

function faultOf(world: World, event: TradeEvent) {
  if (event.execution_id === null) return null
  return world.faults.take(
    ['replayed-fills', 'late-fills', 'reordered-fills'],
    ({ symbol }) => symbol === undefined || symbol === event.order.symbol,
  )
}
