import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'

const dollars = (text: string) => z.number().describe(`${text} (dollars)`)

/** The account's money, as the broker has it. */
export const tradeAccount = defineOperation({
  name: 'trade.account',
  toolset: 'orders',
  summary: 'Show the account: cash, equity, buying power and the profit of the day.',
  effect: 'read',
  input: z.strictObject({ ...accountInput }),
  output: z.strictObject({
    ...modeFields,
    id: z.string().describe("The broker's number of the account, or the name of a simulated one"),
    cash: dollars('Cash'),
    equity: dollars('Cash and positions'),
    buyingPower: dollars('What may be bought with'),
    maintenance: z.number().nullable().describe('Equity that the positions demand (dollars); null = the broker does not say'),
    positions: z.int().describe('How many positions are held'),
    openOrders: z.int().describe('How many orders may still fill'),
    dayProfit: z.number().nullable().describe('Equity against the last regular close (dollars); null = not known'),
    state: z.enum(['active', 'restricted', 'blocked']).describe('What the broker lets the account do'),
    tradingState: z
      .enum(['active', 'reducing', 'halted'])
      .describe('What we let it do: halted sends no entries, reducing only exits'),
    diverged: z.string().nullable().describe('In what our books and the broker disagree; null = they agree'),
  }),
  examples: [{ title: 'How much is there', input: {} }],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade account',
      async ({ broker, path }) => {
        const [account, positions] = await Promise.all([broker.account(context.signal), broker.positions(context.signal)])
        const { id, cash, equity, buyingPower, maintenance, lastEquity, state } = account
        return {
          ...modeOf(broker),
          ...{ id, cash, equity, buyingPower, maintenance, state },
          positions: positions.length,
          openOrders: path.books.openOrders().length,
          dayProfit: lastEquity === null ? null : cents(equity - lastEquity),
          tradingState: path.tradingState,
          diverged: path.books.diverged,
        }
      },
      { readOnly: true },
    ),
})

/** A difference of two sums of cents is one again. */
function cents(value: number): number {
  return Math.round(value * 100) / 100
}
