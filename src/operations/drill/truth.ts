import { type Instant, parseInstant } from '../../core/time.ts'
import type { Books } from '../../engine/orders/books.ts'
import type { OwnOrder } from '../../engine/orders/types.ts'
import { hasEnded } from '../../market/orders.ts'
import { counted } from '../common/words.ts'
import { OpenbellError, z } from '../operation.ts'

const order = z.object({
  id: z.string(),
  client_order_id: z.string(),
  symbol: z.string(),
  side: z.string(),
  type: z.string(),
  status: z.string(),
  filled_qty: z.coerce.number(),
  replaces: z.string().nullish(),
})

const state = z.object({
  now: z.string(),
  account: z.object({ cash: z.coerce.number() }),
  posted: z.object({ arrived: z.number(), accepted: z.number() }),
  positions: z.array(z.object({ symbol: z.string(), qty: z.coerce.number() })),
  orders: z.array(order),
  executions: z.array(z.object({ id: z.string(), client_order_id: z.string().nullable(), qty: z.coerce.number() })),
  faults: z.object({ served: z.number() }),
})

export type TruthOrder = z.output<typeof order>

/** What an exchange itself knows of an account: no view of a client, the thing itself. */
export interface Truth extends Omit<z.output<typeof state>, 'now'> {
  now: Instant
}

/** @throws OpenbellError internal when the exchange tells something else than its state */
export function readTruth(raw: unknown): Truth {
  const parsed = state.safeParse(raw)
  const now = parsed.success ? parseInstant(parsed.data.now) : null
  if (parsed.success && now !== null) return { ...parsed.data, now }
  throw new OpenbellError('internal', `the exchange told no state: ${parsed.error?.issues[0]?.message ?? 'no time'}`)
}

/** One thing that must be so. */
export interface Check {
  what: string
  passed: boolean
  /** What was found. */
  detail: string
}

/** Compares the books with the exchange's own truth, order by order and cent by cent. Both must stand still. */
export function compareWithTruth(books: Books, truth: Truth): Check[] {
  return [
    found(
      'no order is lost',
      ordersLost(books, truth),
      `${counted(truth.orders.length, 'order')} at the exchange, all in our books`,
    ),
    found(
      'no order is invented',
      invented(books, truth),
      `${counted(books.orders.size, 'order')} in our books, all accounted for`,
    ),
    found('none was sent twice', sentTwice(truth), `${counted(truth.posted.accepted, 'order')} taken, one for each intent`),
    found('positions are equal', positionsOff(books, truth), positionsText(truth)),
    found('cash is equal', cashOff(books, truth), `${truth.account.cash.toFixed(2)} dollars`),
  ]
}

/** A check that passed when nothing was found to be wrong. */
export function found(what: string, faults: string[], fine: string): Check {
  return { what, passed: faults.length === 0, detail: faults.length === 0 ? fine : faults.slice(0, 3).join('; ') }
}

/** True of an order that can fill no more, in the exchange's own words. */
export function isDone({ status }: Pick<TruthOrder, 'status'>): boolean {
  return status in STATES
}

function ordersLost({ orders, byBrokerId }: Books, truth: Truth): string[] {
  return truth.orders.flatMap((theirs) => {
    const ours = orders.get(byBrokerId.get(theirs.id) ?? theirs.client_order_id)
    if (!ours) return [`${theirs.client_order_id} (${theirs.status}) is not in our books`]
    if (ours.foreign) return [`${theirs.client_order_id} is a stranger's in our books`]
    if (Math.abs(ours.filled - theirs.filled_qty) > 1e-9)
      return [`${theirs.client_order_id}: filled ${ours.filled} in our books, ${theirs.filled_qty} at the exchange`]
    if (!(STATES[theirs.status]?.includes(ours.state) ?? !hasEnded(ours)))
      return [`${theirs.client_order_id}: ${ours.state} here, ${theirs.status} there`]
    return []
  })
}

/** What an order that has ended is in our books; of what was refused after it had been given up for lost both words are true. */
const STATES: Record<string, OwnOrder['state'][]> = {
  filled: ['filled'],
  canceled: ['canceled'],
  replaced: ['canceled'],
  expired: ['expired'],
  done_for_day: ['expired', 'canceled'],
  rejected: ['rejected', 'canceled'],
}

function invented({ orders }: Books, truth: Truth): string[] {
  const there = new Set(truth.orders.map((one) => one.id))
  return [...orders.values()]
    .filter((one) => !(one.brokerId !== null ? there.has(one.brokerId) : NEVER_THERE.has(one.state)))
    .map((one) => `${one.clientOrderId} is ${one.state} in our books and the exchange never had it`)
}

const NEVER_THERE: ReadonlySet<OwnOrder['state']> = new Set(['denied', 'canceled', 'rejected'])

/** An order that replaces another carries its intent on; every other one must be the only one of its intent. */
function sentTwice({ orders }: Truth): string[] {
  const seen = new Map<string, number>()
  for (const { client_order_id } of orders) seen.set(client_order_id, (seen.get(client_order_id) ?? 0) + 1)
  const twice = [...seen].filter(([, times]) => times > 1).map(([id, times]) => `${id} stands there ${times} times`)
  const successors = orders.filter((one) => /-r\d+$/.test(one.client_order_id) && !one.replaces)
  return [...twice, ...successors.map((one) => `${one.client_order_id} stands there and replaces nothing`)]
}

function positionsOff(books: Books, truth: Truth): string[] {
  const symbols = new Set([...books.positions.keys(), ...truth.positions.map(({ symbol }) => symbol)])
  return [...symbols].flatMap((symbol) => {
    const theirs = truth.positions.find((one) => one.symbol === symbol)?.qty ?? 0
    const ours = books.shares(symbol)
    return Math.abs(ours - theirs) > 1e-9 ? [`${symbol}: ${ours} in our books, ${theirs} at the exchange`] : []
  })
}

function positionsText({ positions }: Truth): string {
  return positions.length === 0 ? 'nothing is held' : positions.map(({ symbol, qty }) => `${qty} ${symbol}`).join(', ')
}

function cashOff({ cash }: Books, { account }: Truth): string[] {
  if (Math.abs(cash - account.cash) < 0.005) return []
  return [`${cash.toFixed(6)} in our books, ${account.cash.toFixed(6)} at the exchange`]
}
