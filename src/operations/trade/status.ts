import { asOpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import type { Books } from '../../engine/orders/books.ts'
import type { JournalBody } from '../../engine/orders/journal.ts'
import { eventOf, Recorder } from '../../engine/orders/recorder.ts'
import { leaseName, STALE_MS } from '../../engine/orders/stream-watch.ts'
import type { Store } from '../../ports/store.ts'
import { limitsOutput, resolveLimits } from '../common/limits.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { stateAnswer, stateOutput } from './state-output.ts'

const holderOutput = z
  .strictObject({
    pid: z.int().describe('Process'),
    holder: z.string().describe('What it is'),
    since: z.string().describe('Since when (ISO 8601 UTC)'),
    stream: z.enum(['up', 'down']).describe('Whether it hears the order updates'),
  })
  .nullable()
  .describe('The process that listens to the order updates; null when none does, and every command asks the broker itself')

const statusOutput = z.strictObject({
  ...modeFields,
  account: z.string().describe('Name of the account in the journal'),
  holder: holderOutput,
  trading: stateOutput.describe('The kill switch'),
  diverged: z.string().nullable().describe('What our books and the broker disagree in, and what resolves it; null = they agree'),
  reconciled: z
    .strictObject({
      at: z.string().describe('When (ISO 8601 UTC)'),
      what: z.enum(['opened', 'reconciled', 'diverged']).describe('What the journal says of it'),
      differences: z.int().describe('Differences that were found'),
    })
    .nullable()
    .describe('The newest difference between books and broker that the journal holds; null before the first start'),
  unreachable: z
    .string()
    .nullable()
    .describe('Why the broker could not be asked: then this is what the journal knows; null = it was asked'),
  openOrders: z.int().describe('Orders that may still fill'),
  unknownOrders: z.array(z.string()).describe('Client order ids whose fate nobody knows'),
  limits: limitsOutput,
})

/** Where the account stands: who holds it, what may be sent, whether books and broker agree. */
export const tradeStatus = defineOperation({
  name: 'trade.status',
  toolset: 'orders',
  summary: 'Show who holds the account, what may be sent, whether books and broker agree, and the kill switch.',
  effect: 'read',
  input: z.strictObject({ ...accountInput }),
  output: statusOutput,
  examples: [{ title: 'May anything be sent?', input: {} }],
  fault: ({ unreachable }) => (unreachable === null ? null : new OpenbellError('unavailable', unreachable, 'openbell doctor')),
  async run(context, input) {
    try {
      return await withDesk(context, input, 'trade status', (desk) => statusOf(context, desk), { readOnly: true })
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      const known = error.kind === 'unavailable' ? await journaled(context, input) : null
      if (known === null) throw error
      return { ...known, unreachable: error.message }
    }
  },
})
type Status = z.input<typeof statusOutput>

async function statusOf(context: Context, { path, broker, limits }: Desk): Promise<Status> {
  const { books, account, opening } = path
  const head = { ...modeOf(broker), trading: stateAnswer(path, context.halted()), limits, unreachable: null }
  return { ...head, ...booksAnswer(context, await context.store(), account, books), diverged: books.diverged ?? opening.sentence }
}

/** What is known without the broker: who holds the account and what may be sent. Null when nothing was ever done on it. */
async function journaled(context: Context, { risk }: { risk: string }): Promise<Status | null> {
  const { settings, clock } = context
  const store = await context.store()
  const mode = settings.mode
  const begins = settings.broker === 'simulated' ? `simulated:${settings.account}` : `${settings.broker}-${mode}:`
  const account = store.journal.accounts().find((one) => one.startsWith(begins))
  if (account === undefined) return null
  const { books } = new Recorder({ account, store, clock, now: () => clock.now(), readOnly: true })
  const trading = stateAnswer({ books, tradingState: context.halted() ? 'halted' : books.state }, context.halted())
  const { described: limits } = await resolveLimits(context, risk)
  const broker = settings.broker === 'alpaca' ? ('alpaca' as const) : ('simulated' as const)
  return { mode, broker, host: null, trading, limits, unreachable: null, ...booksAnswer(context, store, account, books) }
}

function booksAnswer(context: Context, store: Store, account: string, books: Books) {
  const open = books.openOrders()
  return {
    account,
    holder: holderOf(context, store, account),
    diverged: books.diverged,
    reconciled: lastComparison(store, account),
    openOrders: open.length,
    unknownOrders: open.filter(({ state }) => state === 'unknown').map((one) => one.clientOrderId),
  }
}

export function holderOf(context: Context, store: Store, account: string): z.input<typeof holderOutput> {
  const lease = store.leases.read(leaseName(account))
  if (!lease || context.clock.now() - lease.renewedAt > STALE_MS || context.isDead(lease.pid)) return null
  const up = (lease.note as { up?: unknown } | null)?.up === true
  return { pid: lease.pid, holder: lease.holder, since: iso(lease.since), stream: up ? 'up' : 'down' }
}

function lastComparison({ journal }: Store, account: string) {
  const [entry] = journal.newest(account, ['opened', 'reconciled', 'diverged'], 1)
  if (!entry) return null
  const body = eventOf(entry).body as Extract<JournalBody, { kind: 'opened' | 'reconciled' | 'diverged' }>
  return { at: iso(entry.at), what: body.kind, differences: body.kind === 'opened' ? 0 : body.differences.length }
}
