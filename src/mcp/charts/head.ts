import type { Head } from './drawing.ts'
import { asOfStamp } from './stamps.ts'

export interface Facts {
  asOf?: string | null
  source?: string | null
  feed?: string | null
  adjustment?: string | null
}

/** What every picture says of its data: up to when, from where, and whether it is made up. */
export function headOf(title: string, { asOf, source, feed, adjustment }: Facts, more: string[] = []): Head {
  const facts = [
    asOf ? `as of ${asOfStamp(asOf)}` : null,
    source ? `source ${source}` : null,
    feed && feed !== source ? `feed ${feed}` : null,
    adjustment && adjustment !== 'none' ? `adjusted: ${adjustment}` : null,
    ...more,
  ]
  return { title, facts: facts.filter((one) => one !== null), simulated: source === 'simulated' || feed === 'simulated' }
}
