import { type DayNumber, parseDate } from '../../core/time.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { accountInput } from '../trade/desk/input.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { gapOf } from './gap-of.ts'
import { gapOutput } from './output.ts'

/** Why a day was not what the backtest says it should have been, order by order. */
export const gap = defineOperation({
  name: 'gap',
  toolset: 'portfolio',
  summary: 'Replay a traded day through the backtester and explain every difference, order by order, in money.',
  effect: 'read',
  deadlineMs: null,
  input: z.strictObject({
    date: z.string().optional().describe("Exchange date, YYYY-MM-DD; default the account's today"),
    run: z.string().min(1).optional().describe('Only this run: the beginning of its id, as the report names it'),
    ...accountInput,
  }),
  output: gapOutput,
  examples: [{ title: "What the account's last traded day lost against the model", input: { date: '2026-03-20' } }],
  help: [
    'The model day has the same strategy, parameters, symbols, limits, cash and',
    'positions, warmed up as the run was, and the fill rules of the backtest.',
    'Orders are matched by the ids of their intents. Positive money: what really',
    'happened made more than the model. Causes add up to the money of an order,',
    'orders to the total, to the cent (docs/gap-report.md).',
  ].join('\n'),
  run: (context, { date, run, ...account }) => {
    const day = date === undefined ? undefined : dayOf(date)
    return withDesk(context, account, 'gap', (desk) => gapOf(context, desk, { day, run }), { readOnly: true })
  },
})

function dayOf(date: string): DayNumber {
  const day = parseDate(date.trim())
  if (day !== null) return day
  throw new OpenbellError('usage', `--date '${date}' is no date`, 'openbell gap --date 2026-03-20')
}
