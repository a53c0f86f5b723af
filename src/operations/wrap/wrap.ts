import { type DayNumber, parseDate } from '../../core/time.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { accountInput } from '../trade/desk/input.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { wrapOutput } from './output.ts'
import { keepWrap } from './wrap-of.ts'

/** The summary of a day; sessions make it at their end, and any day can be summed up again. */
export const wrap = defineOperation({
  name: 'wrap',
  toolset: 'portfolio',
  summary:
    "Sum up an account's day: round trips, fees, best and worst, denials by limit, alerts, data faults, facts worth a note.",
  effect: 'read',
  input: z.strictObject({
    date: z.string().optional().describe("Exchange date, YYYY-MM-DD; default the account's today"),
    report: z.boolean().default(false).describe("Write the account's report of that day too (HTML)"),
    ...accountInput,
  }),
  output: wrapOutput,
  examples: [
    { title: 'Today', input: {} },
    { title: 'A day of the past, with its report', input: { date: '2026-03-20', report: true } },
  ],
  help: [
    'Facts are counts and medians with the cases they rest on; there is no advice',
    'in them. A handful of round trips proves nothing, which is why n is said.',
    'Data faults are what the session of that day told; without one they are n/a.',
  ].join('\n'),
  run: (context, { date, report, ...account }) => {
    const day = date === undefined ? undefined : dayOf(date)
    return withDesk(context, account, 'wrap', (desk) => keepWrap(context, desk, { day, qualities: null, stale: 0, report }), {
      readOnly: true,
    })
  },
})

function dayOf(date: string): DayNumber {
  const day = parseDate(date)
  if (day !== null) return day
  throw new OpenbellError('usage', `--date '${date}' is no date`, 'openbell wrap --date 2026-03-20')
}
