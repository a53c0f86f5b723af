import { iso } from '../../core/time.ts'
import { defineOperation, z } from '../operation.ts'
import { pastOf } from '../report/account/past.ts'
import { wrapOutput } from '../wrap/output.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'

const dollars = (text: string) => z.number().describe(`${text} (dollars)`)
const count = (text: string) => z.int().describe(text)
const date = (text: string) => z.string().nullable().describe(`${text}; null when none was`)
const { best, worst, meanWin, meanLoss } = wrapOutput.shape.roundTrips.shape

/** What the account has come to since its books began. */
export const tradePerformance = defineOperation({
  name: 'trade.performance',
  toolset: 'portfolio',
  summary: 'Show what the account has come to: return, Sharpe ratio, drawdown, round trips, win rate, profit and fees.',
  effect: 'read',
  input: z.strictObject({ ...accountInput }),
  output: z.strictObject({
    ...modeFields,
    account: z.string().describe('Name of the account in the journal'),
    asOf: z.string().describe("Now, by the broker's clock (ISO 8601 UTC)"),
    from: date('Exchange date of the first mark of equity'),
    to: date('Exchange date of the last one'),
    days: count('Exchange dates with a mark'),
    firstEquity: dollars('The first mark').nullable(),
    lastEquity: dollars('The last mark').nullable(),
    transferred: dollars('Money that came in, less what went out, between them: in no return'),
    totalReturn: z.number().nullable().describe('Time-weighted, from the first mark to the last, as a fraction'),
    sharpe: z.number().nullable().describe('Of daily returns, times the root of 252, rate 0'),
    maxDrawdown: z.number().nullable().describe('Largest fall from the highest mark, as a fraction'),
    roundTrips: count('Positions that went from flat to flat'),
    won: count('That made money after fees'),
    lost: count('That lost money'),
    winRate: z.number().nullable().describe('Won of all, as a fraction'),
    ...{ meanWin, meanLoss, best, worst },
    realised: dollars('Won and lost by all that was closed, parts of positions too, after fees'),
    fees: dollars('Fees of all fills, and those that the broker booked apart'),
    unknown: z
      .array(
        z.strictObject({
          figure: z.enum(['totalReturn', 'sharpe', 'maxDrawdown', 'winRate']).describe('Figure that is null'),
          reason: z.string().describe('Why it cannot be said'),
        }),
      )
      .describe('Figures that the history is too short for'),
    notes: z.array(z.string()).describe('What to know of the figures'),
  }),
  examples: [{ title: 'How has it gone', input: {} }],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade performance',
      async ({ broker, path }) => {
        const past = pastOf(path, (await context.store()).journal)
        return { ...modeOf(broker), account: path.account, asOf: iso(broker.now()), ...past }
      },
      { readOnly: true },
    ),
})
export type PerformanceOutput = z.output<typeof tradePerformance.output>
