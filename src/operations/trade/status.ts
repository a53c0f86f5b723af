import { iso } from '../../core/time.ts'
import type { JournalBody } from '../../engine/orders/journal.ts'
import { eventOf } from '../../engine/orders/recorder.ts'
import { leaseName, STALE_MS } from '../../engine/orders/stream-watch.ts'
import type { Store } from '../../ports/store.ts'
import { limitsOutput } from '../common/limits.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from './answer.ts'
import { accountInput } from './input.ts'
import { stateAnswer, stateOutput } from './state-output.ts'
import { withDesk } from './with-desk.ts'

const holderOutput = z
  .strictObject({
    pid: z.int().describe('Process'),
    holder: z.string().describe('What it is'),
    since: z.string().describe('Since when (ISO 8601 UTC)'),
    stream: z.enum(['up', 'down']).describe('Whether it hears the order updates'),
  })
  .nullable()
  .describe('The process that listens to the order updates; null when none does, and every command asks the broker itself')

/** Where the account stands: who holds it, what may be sent, whether books and broker agree. */
export const tradeStatus = defineOperation({
  name: 'trade.status',
  toolset: 'orders',
  summary: 'Show who holds the account, what may be sent, whether books and broker agree, and the kill switch.',
  effect: 'read',
  input: z.strictObject({ ...accountInput }),
  output: z.strictObject({
    ...modeFields,
    account: z.string().describe('Name of the account in the journal'),
    holder: holderOutput,
    trading: stateOutput.describe('The kill switch'),
    diverged: z
      .string()
      .nullable()
      .describe('What our books and the broker disagree in, and what resolves it; null = they agree'),
    reconciled: z
      .strictObject({
        at: z.string().describe('When (ISO 8601 UTC)'),
        what: z.enum(['opened', 'reconciled', 'diverged']).describe('What the journal says of it'),
        differences: z.int().describe('Differences that were found'),
      })
      .nullable()
      .describe('The newest difference between books and broker that the journal holds; null before the first start'),
    openOrders: z.int().describe('Orders that may still fill'),
    unknownOrders: z.array(z.string()).describe('Client order ids whose fate nobody knows'),
    limits: limitsOutput,
  }),
  examples: [{ title: 'May anything be sent?', input: {} }],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade status',
      async ({ path, broker, limits }) => {
        const store = await context.store()
        const open = path.books.openOrders()
        return {
          ...modeOf(broker),
          account: path.account,
          holder: holderOf(context, store, path.account),
          trading: stateAnswer(path, context.halted()),
          diverged: path.books.diverged ?? path.opening.sentence,
          reconciled: lastComparison(store, path.account),
          openOrders: open.length,
          unknownOrders: open.filter(({ state }) => state === 'unknown').map((one) => one.clientOrderId),
          limits,
        }
      },
      { readOnly: true },
    ),
})

function holderOf(context: Context, store: Store, account: string): z.input<typeof holderOutput> {
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
