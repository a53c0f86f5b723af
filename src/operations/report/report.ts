import { join } from 'node:path'
import { type DayNumber, parseDate } from '../../core/time.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { findRun, runInput } from '../runs/kept.ts'
import { maybeModeFields, NO_ACCOUNT } from '../trade/desk/answer.ts'
import { rebuildPage } from './rebuild.ts'
import { writePage } from './write.ts'

const OTHER_ACCOUNT = 'OPENBELL_ACCOUNT=NAME openbell report --account'

/** A kept run, or the account of the settings, as one HTML file that needs nothing else. */
export const report = defineOperation({
  name: 'report',
  toolset: 'backtest',
  effect: 'write',
  summary: 'Write the HTML report of a kept run, or with --account of the account: charts, round trips, denials, in one file.',
  input: z.strictObject({
    run: runInput.optional(),
    account: z
      .boolean()
      .default(false)
      .describe('Of the account of the settings (--broker, --mode, OPENBELL_ACCOUNT), instead of a run'),
    date: z.string().optional().describe('With --account: only what happened on this exchange date, YYYY-MM-DD'),
    out: z
      .string()
      .optional()
      .describe('File to write; default reports/RUN.html or reports/account-NAME.html in the home folder'),
  }),
  output: z.strictObject({
    run: z.string().nullable().describe('Id of the run; null for an account'),
    strategy: z.string().nullable().describe('Its strategy; null for an account'),
    account: z.string().nullable().describe('Name of the account in the journal; null for a run'),
    ...maybeModeFields('for a run'),
    symbols: z.array(z.string()).describe('Symbols of the run, or those the account holds and has closed'),
    source: z.string().describe('Where the data came from'),
    file: z.string().describe('The report'),
    bytes: z.int().nullable().describe('Its size; null in a dry run, which writes nothing'),
    notes: z.array(z.string()).describe('What the report says about itself: changed or unreadable data, halts, diverged books'),
  }),
  examples: [
    { title: 'The newest run', input: { run: 'last' } },
    { title: 'Into a file of your own', input: { run: 'last', out: 'report.html' } },
    { title: 'The account', input: { account: true } },
    { title: 'A day of it', input: { account: true, date: '2026-03-20' } },
  ],
  async run(context, { run, account, date, out }) {
    if (date !== undefined && !account)
      throw new OpenbellError('usage', '--date is of an account', `openbell report --account --date ${date}`)
    if (run !== undefined && account) {
      throw new OpenbellError('usage', `either the run '${run}' or the account, not both`, OTHER_ACCOUNT)
    }
    if (run !== undefined) return reportRun(context, run, out)
    if (!account)
      throw new OpenbellError('usage', 'of which run, or of the account?', 'openbell report last, or openbell report --account')
    const { reportAccount } = await import('./account/report.ts')
    const day = date === undefined ? null : { day: dayOfText(date), lessons: [] }
    return { run: null, strategy: null, ...(await reportAccount(context, out, day)) }
  },
})

function dayOfText(date: string): DayNumber {
  const day = parseDate(date)
  if (day !== null) return day
  throw new OpenbellError('usage', `--date '${date}' is no date`, 'openbell report --account --date 2026-03-20')
}

async function reportRun(context: Context, words: string, out: string | undefined) {
  const { runs } = await context.store()
  const run = findRun(runs, words)
  const { page, notes } = await rebuildPage(context, run)
  const { file, bytes } = await writePage(context, out ?? join(context.settings.home, 'reports', `${run.id}.html`), page)
  const { id, strategy, symbols, source } = run
  return { run: id, strategy, account: null, ...NO_ACCOUNT, symbols, source, file, bytes, notes }
}
