import { iso } from '../../core/time.ts'
import { NO_LIMITS } from '../../engine/risk/limits.ts'
import { limitRooms } from '../../engine/risk/room.ts'
import { limitsOutput } from '../common/limits.ts'
import { asOfOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from '../trade/desk/answer.ts'
import type { Desk } from '../trade/desk/desk.ts'
import { accountInput } from '../trade/desk/input.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { type AccountView, accountView } from './account-view.ts'
import { type PortfolioRisk, portfolioRisk, RISK_DAYS } from './portfolio.ts'

const fraction = (text: string) => z.number().nullable().describe(`${text} (fraction of equity); null = not known`)

const tailOutput = {
  level: z.number().describe('Share of days that lose less'),
  days: z.int().describe('Daily returns that it rests on'),
  historical: fraction('From past days as they were'),
  parametric: fraction('From mean and deviation of past days, as if they were normal'),
  monteCarlo: fraction("From simulated days: Student's t with 5 degrees of freedom, correlated like the past, by seed"),
}

const riskOutput = z.strictObject({
  ...modeFields,
  asOf: asOfOutput,
  source: sourceOutput,
  feed: feedOutput.nullable().describe('Feed label of the data; null = no bars were asked for: nothing is held'),
  state: z.enum(['active', 'reducing', 'halted']).describe('What we let the account do'),
  diverged: z.string().nullable().describe('In what our books and the broker disagree; null = they agree'),
  equity: z.number().describe('Cash and positions (dollars)'),
  exposure: z
    .strictObject({
      gross: fraction('Value of all positions, without their signs'),
      net: fraction('Value of all positions, signed'),
      long: fraction('Long positions'),
      short: fraction('Short positions, positive'),
      pending: fraction('Entries that rest or have no answer yet'),
    })
    .describe('What the account stands to move by'),
  concentration: z
    .strictObject({
      positions: z
        .array(
          z.strictObject({
            symbol: z.string().describe('Symbol'),
            value: z.number().nullable().describe('Market value (dollars), negative when short; null = no price'),
            share: fraction('The same over equity, signed'),
          }),
        )
        .describe('Positions, the largest first'),
      herfindahl: z.number().nullable().describe('Sum of the squared shares of gross exposure: 1 = all in one'),
      effective: z.number().nullable().describe('As if held in so many equal positions: 1 over it'),
    })
    .describe('How far it hangs on few'),
  correlation: z
    .strictObject({
      symbols: z.array(z.string()).describe('Held symbols'),
      matrix: z.array(z.array(z.number().nullable().describe('Correlation'))).describe('Of their daily returns'),
      returns: z.int().describe('Returns that all of them have'),
    })
    .nullable()
    .describe('Null with fewer than two positions'),
  var: z.strictObject(tailOutput).describe('Loss of a day of the present positions that one day in twenty exceeds'),
  cvar: z.strictObject(tailOutput).describe('Mean loss of those days'),
  limits: z
    .array(
      z.strictObject({
        rule: z.string().describe('Limit, as settings spell it'),
        symbol: z.string().nullable().describe('The symbol nearest to it; null where it is of the whole account'),
        value: z.number().nullable().describe('Where the account stands; null = not known, and entries are denied'),
        limit: z.number().describe('The limit'),
        room: z.number().nullable().describe('What is left; 0 or less: entries are denied'),
      }),
    )
    .describe('Distance to each limit in force that an account can be near to'),
  rules: limitsOutput,
  warnings: z.array(z.string()).describe('What could not be computed, and why'),
})

/** Level of VaR and CVaR: one day in twenty. */
const LEVEL = 0.95

/** How much an account risks, and how far it is from its limits. */
export const risk = defineOperation({
  name: 'risk',
  toolset: 'portfolio',
  summary: 'Show what the account risks: exposure, concentration, correlation, value at risk, and the room to each limit.',
  effect: 'read',
  input: z.strictObject({ ...accountInput }),
  output: riskOutput,
  examples: [{ title: 'How much is at risk', input: {} }],
  run: (context, input) => withDesk(context, input, 'risk', (desk) => answerOf(context, desk), { readOnly: true }),
})

async function answerOf(context: Context, desk: Desk): Promise<z.input<typeof riskOutput>> {
  const seen = await accountView(context, desk)
  const { equity } = seen.account
  const priced = seen.positions.every((one) => Number.isFinite(one.value)) && equity > 0
  const holdings = priced ? seen.positions.map(({ symbol, value }) => ({ symbol, weight: value / equity })) : []
  const asOf = desk.now()
  const past = await portfolioRisk(context, desk.source, holdings, { asOf, level: LEVEL })
  return {
    ...modeOf(desk.broker),
    asOf: iso(asOf),
    source: desk.source.name,
    feed: past.feed === '' ? null : past.feed,
    state: desk.path.tradingState,
    diverged: desk.path.books.diverged,
    equity,
    exposure: exposureOf(seen),
    concentration: concentrationOf(seen),
    correlation: past.correlation,
    ...tails(past, seen.positions.length === 0),
    limits: limitRooms(desk.path.limits ?? NO_LIMITS, seen.view, seen.positions),
    rules: desk.limits,
    warnings: [...(priced ? [] : ['a position has no price at the broker, so its risk is not known']), ...past.warnings],
  }
}

function exposureOf({ account: { equity }, positions, view }: AccountView) {
  const sum = (values: number[]) => known(values.reduce((total, value) => total + value, 0) / equity)
  const values = positions.map((one) => one.value)
  return {
    gross: sum(values.map(Math.abs)),
    net: sum(values),
    long: sum(values.map((value) => Math.max(0, value))),
    short: sum(values.map((value) => Math.max(0, -value))),
    pending: known(view.pendingGross / equity),
  }
}

/** By the index of O. C. Herfindahl (1950) and A. O. Hirschman over gross exposure. */
function concentrationOf({ account: { equity }, positions }: AccountView) {
  const gross = positions.reduce((sum, one) => sum + Math.abs(one.value), 0)
  const squares = positions.reduce((sum, one) => sum + (one.value / gross) ** 2, 0)
  const herfindahl = gross > 0 ? squares : null
  return {
    positions: [...positions]
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
      .map(({ symbol, value }) => ({ symbol, value: known(value), share: known(value / equity) })),
    herfindahl: herfindahl === null ? null : known(herfindahl),
    effective: herfindahl === null ? null : known(1 / herfindahl),
  }
}

/** A flat account risks nothing, for certain. */
function tails({ valueAtRisk: found, days }: PortfolioRisk, flat: boolean) {
  const none = flat ? 0 : null
  const of = (name: 'var' | 'cvar') => ({
    level: LEVEL,
    days: flat ? 0 : Math.min(days, RISK_DAYS),
    historical: found?.historical[name] ?? none,
    parametric: found?.parametric[name] ?? none,
    monteCarlo: found?.monteCarlo[name] ?? none,
  })
  return { var: of('var'), cvar: of('cvar') }
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
