import { iso } from '../../core/time.ts'
import type { OrderPath } from '../../engine/orders/types.ts'
import { z } from '../operation.ts'

/** What the account may send, and who said so. */
export const stateOutput = z.strictObject({
  state: z
    .enum(['active', 'reducing', 'halted'])
    .describe('halted: no entries; reducing: only what lowers a position; cancels always pass'),
  by: z.string().nullable().describe('Who set it; null while nobody has'),
  reason: z.string().nullable().describe('Why'),
  since: z.string().nullable().describe('Since when (ISO 8601 UTC)'),
  haltFile: z.boolean().describe('True while the file HALT in the home folder (or a signal) halts, whatever else was set'),
})

export function stateAnswer(
  { books, tradingState }: Pick<OrderPath, 'books' | 'tradingState'>,
  haltFile: boolean,
): z.input<typeof stateOutput> {
  const set = books.stateSetBy
  const head = { by: set?.by ?? null, reason: set?.reason ?? null, since: set && iso(set.at) }
  return { state: tradingState, ...head, haltFile }
}
