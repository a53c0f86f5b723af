import { parseInstant } from '../../core/time.ts'
import type { AlertNews } from '../../engine/alerts/news.ts'
import type { StreamEvent } from '../stream/events.ts'

/** States of the data and of the stream that a person should know of. */
const STALE: ReadonlySet<string> = new Set(['stale', 'restarting', 'polling', 'down', 'refused', 'fatal'])

/** What an event of a session is to rules that wait for news; null for what is none. Alerts that rules have made (they have a name) are none. */
export function newsOf(event: StreamEvent): AlertNews | null {
  const kind = kindOf(event)
  if (kind === null) return null
  const { symbol, time, message, price = null } = event
  const key = kind === 'fill' ? (event.clientOrderId ?? null) : null
  const at = parseInstant(time) as number
  return { kind, symbol, at, message: withSymbol(symbol, message), key, price, values: valuesOf(event) }
}

function kindOf(event: StreamEvent): AlertNews['kind'] | null {
  switch (event.type) {
    case 'fill':
      return 'fill'
    case 'denied':
      return 'risk'
    case 'order':
      return event.state === 'rejected' || event.outcome === 'rejected' ? 'risk' : null
    case 'alert':
      if (event.name !== undefined) return null
      return event.profit === undefined ? 'risk' : 'position'
    case 'quality':
      return STALE.has(event.quality ?? event.stream ?? '') ? 'stale' : null
    case 'status':
      return saysStopped(event) ? 'risk' : null
    default:
      return null
  }
}

/** A halt, a lowered state of trading, or books that disagree, as the run says them. */
function saysStopped({ message, state }: StreamEvent): boolean {
  return state === 'halted' || state === 'reducing' || /^(halted|trading (halted|reducing)|our books)/.test(message)
}

function valuesOf({ profit, value, shares }: StreamEvent): AlertNews['values'] {
  const values = { profit, value, shares }
  return Object.fromEntries(Object.entries(values).filter((one): one is [string, number | null] => one[1] !== undefined))
}

function withSymbol(symbol: string | null, message: string): string {
  return symbol === null || message.includes(symbol) ? message : `${symbol}: ${message}`
}
