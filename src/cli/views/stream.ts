import type { StreamEvent } from '../../operations/stream/events.ts'
import { number } from './format.ts'
import { newYork } from './new-york.ts'
import { view as runView } from './trade-run.ts'
import type { View } from './view.ts'

/** One event a line: the tape in figures, everything else as a run tells it. */
export const view: View<StreamEvent> = (event, terminal) => {
  const { type, time, symbol } = event
  const head = `${newYork(time)}  ${type.padEnd(7)} ${(symbol ?? '').padEnd(6)}`
  if (type === 'print') return `${head} ${number(event.price ?? null)} x ${event.size}`
  if (type === 'quote') return `${head} ${number(event.bid ?? null)} x ${number(event.ask ?? null)}`
  if (type === 'bar') {
    const { open, high, low, close, volume } = event
    return `${head} ${[open, high, low, close].map((one) => number(one ?? null)).join(' ')}  volume ${volume}`
  }
  return runView(event as Parameters<typeof runView>[0], terminal)
}
