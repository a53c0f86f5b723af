import type { JournalEvent } from '../../engine/orders/journal.ts'
import type { Verdict } from '../../engine/risk/types.ts'
import type { WrapOutput } from './output.ts'

type Row = WrapOutput['denials'][number]

/** How often each limit denied an intent or made it smaller, the busiest first; and how many orders went out smaller. */
export function denialsOf(events: readonly JournalEvent[]): { byRule: Row[]; shrunk: number } {
  const rows = new Map<string, Row>()
  let shrunk = 0
  const count = (verdict: Verdict, outcome: 'deny' | 'shrink') => {
    for (const { rule, message } of verdict.rules.filter((one) => one.outcome === outcome)) {
      const row = rows.get(rule) ?? { rule, denied: 0, shrunk: 0, message }
      row[outcome === 'deny' ? 'denied' : 'shrunk']++
      rows.set(rule, { ...row, message })
    }
  }
  for (const { body } of events) {
    if (body.kind === 'denied') count(body.verdict, 'deny')
    if (body.kind !== 'intended' || body.verdict?.outcome !== 'shrink') continue
    shrunk++
    count(body.verdict, 'shrink')
  }
  const busiest = (a: Row, b: Row) => b.denied + b.shrunk - a.denied - a.shrunk || (a.rule < b.rule ? -1 : 1)
  return { byRule: [...rows.values()].sort(busiest), shrunk }
}
