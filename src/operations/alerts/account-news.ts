import type { JournalEvent } from '../../engine/orders/journal.ts'
import { eventOf } from '../../engine/orders/recorder.ts'
import type { OrderPath, OwnOrder } from '../../engine/orders/types.ts'
import type { JournalRepository } from '../../ports/journal.ts'
import type { TellerFields } from '../stream/tape-events.ts'
import type { PositionRow } from '../stream/view.ts'
import { PositionAlerts } from '../trade/running/position-alerts.ts'
import { fillEvent, isOtherLeg, orderEvent } from '../trade/running/sentences.ts'

/** States that are told; fills speak for themselves. */
const TOLD: ReadonlySet<OwnOrder['state']> = new Set(['accepted', 'canceled', 'expired', 'rejected', 'unknown'])

/** What the journal of an account gains, and what positions call for, as events: done by a person at the screen, by other processes, or at the broker itself. */
export class AccountNews {
  readonly #journal: JournalRepository
  readonly #path: Pick<OrderPath, 'account' | 'books'>
  /** Symbols that somebody else tells of: those that a run trades. */
  readonly #skip: ReadonlySet<string>
  #seq: number
  readonly #states = new Map<string, OwnOrder['state']>()
  readonly #alerts = new PositionAlerts()

  constructor(
    journal: JournalRepository,
    path: Pick<OrderPath, 'account' | 'books'>,
    { skip = new Set<string>() }: { skip?: ReadonlySet<string> } = {},
  ) {
    this.#journal = journal
    this.#path = path
    this.#skip = skip
    this.#seq = path.books.seq
    for (const { clientOrderId, state } of path.books.orders.values()) this.#states.set(clientOrderId, state)
  }

  /** What the books have taken since the last time; they must have read the journal before. */
  take(): TellerFields[] {
    const { books, account } = this.#path
    if (books.seq === this.#seq) return []
    const entries = this.#journal.read(account, this.#seq).filter(({ seq }) => seq <= books.seq)
    this.#seq = books.seq
    const told = entries.map(eventOf).flatMap((event) => this.#told(event))
    return [...told, ...this.#changes(entries.flatMap(({ clientOrderId }) => clientOrderId ?? []))]
  }

  /** What positions call for, told when it changes (engine/monitor says when they do). */
  positions(rows: readonly PositionRow[]): TellerFields[] {
    return this.#alerts.look(rows.filter(({ symbol }) => !this.#skip.has(symbol)))
  }

  #told({ body, clientOrderId }: JournalEvent): TellerFields[] {
    switch (body.kind) {
      case 'filled':
        return this.#skip.has(body.fill.symbol)
          ? []
          : [fillEvent(body.fill, this.#reasonOf(clientOrderId ?? body.fill.clientOrderId))]
      case 'denied':
        return this.#skip.has(body.intent.symbol) ? [] : [denied(body, clientOrderId)]
      case 'state':
        return [{ type: 'status', message: `trading ${body.state} by ${body.by}: ${body.reason}`, state: body.state }]
      case 'diverged':
        return [{ type: 'alert', message: body.sentence }]
      default:
        return []
    }
  }

  #reasonOf(clientOrderId: string | null): string | null {
    return (clientOrderId === null ? null : this.#path.books.orders.get(clientOrderId)?.intent?.reason) ?? null
  }

  /** Orders of these ids whose state is another than it was. */
  #changes(ids: readonly string[]): TellerFields[] {
    return [...new Set(ids)].flatMap((id) => {
      const order = this.#path.books.orders.get(id)
      if (order === undefined || order.state === this.#states.get(id)) return []
      this.#states.set(id, order.state)
      return this.#skip.has(order.symbol) || isOtherLeg(order) || !TOLD.has(order.state) ? [] : [orderEvent(order)]
    })
  }
}

function denied(
  { intent, verdict }: Extract<JournalEvent['body'], { kind: 'denied' }>,
  clientOrderId: string | null,
): TellerFields {
  const said = verdict.rules.find(({ outcome }) => outcome === 'deny')
  const { symbol, side, shares, reason } = intent
  const what = { side, shares, reason, clientOrderId, outcome: 'denied' as const }
  const limits = { rule: said?.rule ?? null, value: said?.value ?? null, limit: said?.limit ?? null }
  return { type: 'denied', symbol, message: said?.message ?? 'denied by the limits', ...what, ...limits }
}
