import { errorKind, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'
import { modeFields } from '../trade/desk/answer.ts'

const time = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)
const dollars = (text: string) => z.number().describe(`${text} (dollars)`)
const count = (text: string) => z.int().describe(text)

const sessionOutput = z.strictObject({
  phase: z.enum(['pre', 'regular', 'post', 'closed']).describe('US market'),
  part: z
    .enum(['closed', 'pre-market', 'opening', 'active', 'wrap', 'after-hours'])
    .describe('Part of the trading day: opening and wrap are the first and the last half hour of the regular session'),
  date: z.string().describe('Trading date: of the session in progress, else of the next one'),
  opensIn: count('Milliseconds to the next regular open; null while it is open').nullable(),
  closesIn: count('Milliseconds to the regular close; null unless it is open').nullable(),
  holiday: z.string().nullable().describe('Why today is closed or short; null on plain days and weekends'),
  quietWindow: z
    .strictObject({
      from: time('Begin'),
      to: time('End'),
      now: z.boolean().describe('It is under way: no new orders'),
    })
    .nullable()
    .describe('The time without new orders of that New York date; null on days without a session'),
})

const positionOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  shares: z.number().describe('Shares, negative when short'),
  averagePrice: dollars('Mean price paid'),
  price: dollars("The broker's last price").nullable(),
  profit: dollars('Won since it was opened').nullable(),
  profitFraction: z.number().nullable().describe('The same as a fraction of its cost'),
  stop: dollars('Trigger of the nearest stop that lives at the broker; null = none').nullable(),
  protectedShares: z.number().describe('Shares that stops at the broker cover'),
  alert: z.string().nullable().describe('What it calls for: emergency, review, declining peaks or protect profit'),
})

const accountOutput = z.strictObject({
  account: z.string().describe('Name of the account in the journal'),
  cash: dollars('Cash'),
  equity: dollars('Cash and positions'),
  buyingPower: dollars('What may be bought with'),
  dayProfit: dollars('Equity against the last regular close; null = not known').nullable(),
  state: z.enum(['active', 'restricted', 'blocked']).describe('What the broker lets the account do'),
  positions: z.array(positionOutput).describe('What is held, by symbol'),
  openOrders: z
    .array(
      z.strictObject({
        id: z.string().describe('Client order id'),
        symbol: z.string().describe('Symbol'),
        side: z.enum(['buy', 'sell']).describe('Which way'),
        shares: z.number().nullable().describe('Shares; null for an order by money'),
        type: z.string().describe('Kind of order'),
        state: z.string().describe('How it stands'),
      }),
    )
    .describe('Orders that may still fill, newest first; 20 at most'),
  openOrderCount: count('How many there are'),
})

const checkOutput = z.strictObject({
  name: z.string().describe('What was checked'),
  message: z.string().describe('What was found'),
  hint: z.string().nullable().describe('What to type next'),
})

const healthOutput = z.strictObject({
  ready: z.boolean().describe('No check of startup failed; the scanner is not asked, which looks at a whole universe'),
  failed: z.array(checkOutput).describe('Checks that failed'),
  warned: z.array(checkOutput).describe('Checks that warn'),
  session: z
    .strictObject({
      pid: count('Its process'),
      source: z.string().nullable().describe('Where its data comes from'),
      stream: z.string().nullable().describe('How its stream stands, and why'),
      watched: count('Symbols that it watches'),
      notLive: z.array(z.string()).describe('Of them, those whose data is not live: symbol and how it stands'),
    })
    .nullable()
    .describe('The live session that runs in this home; null when none does'),
  halted: z.boolean().describe('No entry is sent: by the kill switch, or by the file HALT in the home folder'),
  diverged: z.string().nullable().describe('In what our books and the broker disagree; null = they agree, or were not compared'),
  unknownOrders: z.array(z.string()).describe('Client order ids whose fate nobody knows'),
})

const limitOutput = z.strictObject({
  rule: z.string().describe('Limit, as settings spell it'),
  symbol: z.string().nullable().describe('The symbol nearest to it; null where it is of the whole account'),
  value: z.number().nullable().describe('Where the account stands; null = not known, and entries are denied'),
  limit: z.number().describe('The limit'),
  room: z.number().nullable().describe('What is left; 0 or less: entries are denied'),
})

const riskOutput = z.strictObject({
  state: z.enum(['active', 'reducing', 'halted']).describe('halted: no entries; reducing: only what lowers a position'),
  by: z.string().nullable().describe('Who set it; null while nobody has'),
  reason: z.string().nullable().describe('Why'),
  grossExposure: z.number().nullable().describe('Value of all positions without their signs, a fraction of equity'),
  limits: count('Limits in force that an account can be near to'),
  near: z.array(limitOutput).describe('Those with a fifth or less left, or not known'),
})

const performanceOutput = z.strictObject({
  date: z.string().describe('Exchange date of the account'),
  roundTrips: count('Round trips that ended on the day'),
  won: count('That made money after fees'),
  lost: count('That lost money'),
  winRate: z.number().nullable().describe('Won of all, as a fraction; null without one'),
  profit: dollars('What they made after fees'),
  fees: dollars('Fees of the fills of the day'),
  denied: count('Intents that our limits denied'),
  denials: z
    .array(z.strictObject({ rule: z.string().describe('Limit'), denied: count('Intents it denied') }))
    .describe('By limit, the busiest first'),
})

export const statusOutput = z.strictObject({
  asOf: time('The instant that the session is judged at'),
  source: sourceOutput,
  feed: feedOutput.nullable().describe('Feed label of the data; null when it could not be reached'),
  ...modeFields,
  session: sessionOutput.describe('The US market at that instant'),
  health: healthOutput.describe('What is wrong, if anything is'),
  account: accountOutput.nullable().describe('Money, positions and orders; null when the account could not be opened'),
  risk: riskOutput.nullable().describe('What may be sent, and the limits that are near; null without the account'),
  today: performanceOutput.nullable().describe('What the day brought so far; null without the account'),
  failed: z
    .array(
      z.strictObject({
        part: z.string().describe('Part of this answer'),
        kind: errorKind,
        message: z.string().describe('What happened'),
        hint: z.string().nullable().describe('What to type next'),
      }),
    )
    .describe('Parts without an answer, with the reason'),
})

export type StatusOutput = z.output<typeof statusOutput>
export type StatusAccount = NonNullable<StatusOutput['account']>
