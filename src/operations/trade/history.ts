import { iso } from '../../core/time.ts'
import type { LiveRoundTrip } from '../../engine/orders/books.ts'
import type { JournalBody } from '../../engine/orders/journal.ts'
import { eventOf } from '../../engine/orders/recorder.ts'
import type { JournalEntry } from '../../ports/journal.ts'
import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf, plainDollars } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'

const time = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)
const dollars = (text: string) => z.number().describe(`${text} (dollars)`)

const roundTripOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  side: z.enum(['long', 'short']).describe('Which way'),
  shares: z.number().describe('Largest size held'),
  entryTime: time('First fill'),
  entryPrice: dollars('Mean entry price'),
  exitTime: time('Last fill'),
  exitPrice: dollars('Mean exit price'),
  profit: dollars('After fees'),
  fees: dollars('Fees of its fills'),
})

const fillOutput = z.strictObject({
  time: time('When it was executed'),
  symbol: z.string().describe('Symbol'),
  side: z.enum(['buy', 'sell']).describe('Side'),
  shares: z.number().describe('Shares'),
  price: dollars('Price'),
  fee: dollars('Fee'),
  clientOrderId: z.string().nullable().describe('Order it belongs to'),
  executionId: z.string().nullable().describe("The broker's id of the execution"),
})

/** What has been done: round trips from flat to flat, and single fills. */
export const tradeHistory = defineOperation({
  name: 'trade.history',
  toolset: 'orders',
  summary: 'List round trips and fills of the account, newest first.',
  effect: 'read',
  input: z.strictObject({
    limit: z.int().min(1).max(10_000).default(50).describe('Most round trips and most fills to list'),
    ...accountInput,
  }),
  output: z.strictObject({
    ...modeFields,
    roundTrips: z.array(roundTripOutput).describe('Round trips that have ended, newest first'),
    fills: z.array(fillOutput).describe('Fills, newest first'),
    profit: dollars('Profit of the round trips listed, after fees'),
  }),
  examples: [{ title: 'What was done lately', input: { limit: 20 } }],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade history',
      async ({ broker, path }) => {
        const { journal } = await context.store()
        const roundTrips = path.books.history.roundTrips.slice(-input.limit).reverse().map(roundTrip)
        const fills = journal.newest(path.account, ['filled'], input.limit).map(fillOf)
        const profit = roundTrips.reduce((sum, one) => sum + one.profit, 0)
        return { ...modeOf(broker), roundTrips, fills, profit: plainDollars(profit) }
      },
      { readOnly: true },
    ),
})

function roundTrip({ entryTime, exitTime, ...rest }: LiveRoundTrip) {
  const { symbol, side, shares, profit, fees } = rest
  const [entryPrice, exitPrice] = [plainDollars(rest.entryPrice), plainDollars(rest.exitPrice)]
  return { ...{ symbol, side, shares, entryPrice, exitPrice, profit, fees }, entryTime: iso(entryTime), exitTime: iso(exitTime) }
}

function fillOf(entry: JournalEntry) {
  const { clientOrderId, body } = eventOf(entry)
  const { fill } = body as Extract<JournalBody, { kind: 'filled' }>
  const { at, symbol, side, shares, price, fee, executionId } = fill
  return { time: iso(at), symbol, side, shares, price, fee, clientOrderId: clientOrderId ?? fill.clientOrderId, executionId }
}
