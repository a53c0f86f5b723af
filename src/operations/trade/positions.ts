import { orNull } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { PEAK_BARS } from '../../engine/monitor/declining-peaks.ts'
import { type MonitoredPosition, monitorPosition } from '../../engine/monitor/monitor.ts'
import type { BrokerPosition } from '../../ports/broker.ts'
import { recentBars } from '../common/recent-bars.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf, plainDollars } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { trailText } from './ticket/trail.ts'

const dollars = (text: string) => z.number().nullable().describe(`${text} (dollars); null = not known`)

const positionOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  shares: z.number().describe('Shares, negative when short'),
  averagePrice: z.number().describe('Mean price paid (dollars)'),
  price: dollars("The broker's last price"),
  marketValue: dollars('Shares at that price, negative when short'),
  profit: dollars('Won since it was opened, what is realised left out'),
  profitFraction: z.number().nullable().describe('The same as a fraction of its cost'),
  stop: dollars('Trigger of the nearest stop that lives at the broker'),
  trail: z.string().nullable().describe('Distance of a trailing stop: 1% or 0.50'),
  protectedShares: z.number().describe('Shares that stops at the broker cover'),
  alert: z
    .enum(['emergency', 'review', 'declining peaks', 'protect profit'])
    .nullable()
    .describe(
      'emergency at -10%, review at -5%, declining peaks: two settled peaks lower than the one before while in profit, protect profit at +5%',
    ),
  openedAt: z.string().nullable().describe('When it was opened, by our books (ISO 8601 UTC)'),
})

export type PositionOutput = z.output<typeof positionOutput>

/** What is held, by the broker itself, with what protects it and what it calls for. */
export const tradePositions = defineOperation({
  name: 'trade.positions',
  toolset: 'orders',
  summary: 'List positions: profit, the stop that lives at the broker, and what each calls for.',
  effect: 'read',
  input: z.strictObject({ ...accountInput }),
  output: z.strictObject({
    ...modeFields,
    at: z.string().describe("When this was so, on the broker's clock (ISO 8601 UTC)"),
    positions: z.array(positionOutput).describe('Positions by symbol'),
    diverged: z.string().nullable().describe('In what our books and the broker disagree; null = they agree'),
  }),
  examples: [{ title: 'What is held', input: {} }],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade positions',
      async (desk) => {
        const positions = await heldPositions(context, desk)
        const { diverged } = desk.path.books
        return { ...modeOf(desk.broker), at: iso(desk.broker.now()), positions, diverged: diverged ?? desk.path.opening.sentence }
      },
      { readOnly: true },
    ),
})

/** What the broker says is held, by symbol, with what protects it. */
export async function heldPositions(context: Context, desk: Desk): Promise<PositionOutput[]> {
  const held = await desk.broker.positions(context.signal)
  held.sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  return Promise.all(held.map(async (one) => answerOf(await monitored(context, desk, one))))
}

async function monitored(context: Context, desk: Desk, held: BrokerPosition): Promise<MonitoredPosition> {
  const { books } = desk.path
  const openedAt = books.positions.get(held.symbol)?.openedAt ?? null
  const query = { symbol: held.symbol, timeframe: '1m', asOf: desk.now(), rows: PEAK_BARS } as const
  const minutes = recentBars(context, desk.source, query)
  const bars = await orNull(['not-found', 'no-data', 'unavailable', 'usage'], minutes)
  return monitorPosition({ ...held, openedAt }, held.price, books.openOrders(), bars)
}

function answerOf({ symbol, shares, averagePrice, protection, openedAt, ...rest }: MonitoredPosition): PositionOutput {
  const { price, marketValue, profit, profitFraction, alert } = rest
  return {
    ...{ symbol, shares, price, profitFraction, alert },
    averagePrice: plainDollars(averagePrice),
    marketValue: marketValue === null ? null : plainDollars(marketValue),
    profit: profit === null ? null : plainDollars(profit),
    stop: protection?.stop ?? null,
    trail: protection?.trail ? trailText(protection.trail) : null,
    protectedShares: protection?.shares ?? 0,
    openedAt: openedAt === null ? null : iso(openedAt),
  }
}
