import type { ApproveOutput } from '../../operations/trade/approve.ts'
import { counted } from './format.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { type TableColumn, table } from './table.ts'
import { dollars, priceOf, shares } from './trade-parts.ts'
import { sentView } from './trade-sent.ts'
import type { Terminal, View } from './view.ts'

type Waiting = NonNullable<ApproveOutput['waiting']>[number]

export const view: View<ApproveOutput> = (answer, terminal) => {
  if (answer.waiting !== undefined) return waitingView(answer, answer.waiting, terminal)
  const { proposed } = answer
  const text = sentView(answer, 'the same with --execute', terminal)
  return proposed ? `${whose(proposed)}\n${text}` : text
}

function whose(one: Waiting): string {
  const asked = one.by === 'program' && !one.asked ? '; it has not asked for it to be placed' : ''
  return `proposed by ${proposedBy(one)} at ${newYork(one.proposedAt)}, good until ${newYork(one.expiresAt)} (New York)${asked}`
}

function waitingView(answer: ApproveOutput, waiting: Waiting[], terminal: Terminal): string {
  const count = waiting.length === 0 ? 'no order waits' : `${counted(waiting.length, 'order')} to approve`
  const head = accountLine(answer, [count], terminal)
  if (waiting.length === 0) return `${head}\n\n${nextLine(['openbell trade orders', 'openbell audit'], terminal)}`
  const { id } = waiting[0]
  const next = [`openbell trade approve ${id}${answer.mode === 'live' ? ' --live' : ''}`, `openbell trade decline ${id}`]
  return [head, table(columns(terminal), waiting, terminal), nextLine(next, terminal)].join('\n\n')
}

function columns({ paint }: Terminal): TableColumn<Waiting>[] {
  return [
    { title: 'Id', cell: (one) => one.id },
    { title: 'Order', cell: waitingOrder },
    { title: 'Proposed by', cell: proposedBy },
    {
      title: 'Asked for',
      drop: 1,
      cell: (one) => (one.by === 'person' ? '' : one.asked ? paint.yellow('yes') : 'previewed only'),
    },
    { title: 'Its id', drop: 3, cell: (one) => one.clientOrderId ?? '' },
    { title: 'Proposed (New York)', drop: 2, cell: (one) => newYork(one.proposedAt) },
    { title: 'Until (New York)', cell: (one) => newYork(one.expiresAt) },
  ]
}

/** Who proposed an order, as it is called. */
export function proposedBy({ by, client }: Pick<Waiting, 'by' | 'client'>): string {
  return by === 'person' ? 'a person' : (client ?? 'a program')
}

/** A proposed order in words. */
export function waitingOrder(one: Pick<Waiting, 'side' | 'shares' | 'notional' | 'symbol' | 'type' | 'limit' | 'stop'>): string {
  const size = one.notional === null ? shares(one.shares) : dollars(one.notional)
  return `${one.side} ${size} ${one.symbol} ${priceOf({ ...one, trail: null })}`
}
