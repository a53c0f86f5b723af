import type { z } from '../../operations/operation.ts'
import type { Comparison, Side } from '../../operations/recording/output.ts'
import type { replay } from '../../operations/recording/replay.ts'
import { number } from './format.ts'
import { view as streamView } from './stream.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** One event a line, as a session tells them; a fork ends with both days side by side. */
export const view: View<z.output<typeof replay.output>> = ({ comparison, ...event }, terminal) =>
  comparison ? compared(comparison, terminal) : streamView(event, terminal)

function compared({ strategy, recorded, fork }: Comparison, terminal: Terminal): string {
  const rows: { what: string; of: (side: Side) => string }[] = [
    { what: 'orders', of: ({ orders }) => String(orders) },
    { what: 'denied', of: ({ denied }) => String(denied) },
    { what: 'fills', of: ({ fills }) => String(fills) },
    { what: 'round trips', of: ({ roundTrips }) => String(roundTrips) },
    { what: 'won', of: ({ won }) => String(won) },
    { what: 'profit (dollars, after fees)', of: ({ profit }) => number(profit) },
    { what: 'fees (dollars)', of: ({ fees }) => number(fees) },
  ]
  const names = [...new Set([...Object.keys(recorded?.params ?? {}), ...Object.keys(fork.params)])]
  const changed = names.filter((name) => recorded === null || recorded.params[name] !== fork.params[name])
  const params = changed.map((what) => ({ what, of: (side: Side) => String(side.params[what] ?? 'n/a') }))
  const drawn = table(
    [
      { title: strategy, cell: ({ what }) => what },
      ...(recorded === null
        ? []
        : [{ title: 'recorded', align: 'right' as const, cell: (row: (typeof rows)[number]) => row.of(recorded) }]),
      { title: 'fork', align: 'right', cell: (row) => row.of(fork) },
    ],
    [...params, ...rows],
    terminal,
  )
  const same =
    recorded !== null && changed.length === 0 ? 'The parameters are the same: what differs is how the exchange fills.' : ''
  return ['', drawn, same].filter((part, i) => i === 0 || part !== '').join('\n')
}
